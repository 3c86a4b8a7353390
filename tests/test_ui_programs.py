"""The app as programs meet it: endpoints, tools for assistants, log-in, read-only, and what it never hands out."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from kb.errors import UnsafeAddress
from kb.ui import Session, launch, make_app, serve, users_from

VAULT = Path(__file__).parent / "data" / "vault"
READING = ["ask", "concept", "path", "search"]
T = TypeVar("T")


@dataclass
class Served:
    address: str
    notes: Path
    session: Session

    def call(self, name: str, *data: object, **options: Any) -> httpx.Response:
        return httpx.post(f"{self.address}gradio_api/run/{name}", json={"data": data}, timeout=30, **options)


def start(folder: Path, users: list[str] | None = None, *, read_only: bool = False) -> Iterator[Served]:
    shutil.copytree(VAULT, folder / "notes")
    session = Session.open(folder / "notes", folder / "index", read_only=read_only)
    app = make_app(session)
    from kb.ui.theme import launch_options

    options = launch_options(users_from(users or ()), read_only=read_only)
    yield Served(launch(app, options, server_name="127.0.0.1"), folder / "notes", session)
    app.close(verbose=False)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    yield from start(tmp_path_factory.mktemp("open"))


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """With a log-in, and read-only."""
    yield from start(tmp_path_factory.mktemp("guarded"), ["수연:긴 비밀"], read_only=True)


def with_tools(address: str, work: Callable[[Any], Awaitable[T]], headers: dict[str, str] | None = None) -> T:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def run() -> T:
        async with (
            httpx.AsyncClient(headers=headers, timeout=30) as http,
            streamable_http_client(f"{address}gradio_api/mcp/", http_client=http) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return await work(session)

    return asyncio.run(run())


def test_only_the_named_endpoints_are_there_with_their_types(served: Served) -> None:
    from gradio_client import Client

    client = Client(served.address, verbose=False)
    info = client.view_api(return_format="dict", print_info=False)
    assert sorted(info["named_endpoints"]) == ["/ask", "/concept", "/path", "/rebuild", "/search"]
    assert info["unnamed_endpoints"] == {}
    parameters = info["named_endpoints"]["/ask"]["parameters"]
    assert [(p["parameter_name"], p["parameter_has_default"]) for p in parameters] == [
        ("question", False),
        ("history", True),
        ("k", True),
    ]
    assert parameters[0]["type"] == {"type": "string"}
    assert parameters[2]["type"] == {"type": "integer"}


def test_endpoints_answer_and_refuse_in_one_line(served: Served) -> None:
    from gradio_client import Client
    from gradio_client.exceptions import AppError

    client = Client(served.address, verbose=False)
    answer = client.predict(question="그 단점은?", history=["ReLU란?"], api_name="/ask")
    assert "ReLU" in answer["concepts"]
    assert [len(client.predict(query="LSTM", k=k, api_name="/search")) for k in (1, 0)] == [1, 1]
    assert client.predict(name="LSTM", api_name="/concept")["name"] == "LSTM"
    for route in client.predict(a="LeakyReLU", b="ReLU", api_name="/path"):
        assert all(hop["quote"] for hop in route["hops"])
    with pytest.raises(AppError, match="no concept"):
        client.predict(name="없는 개념 이름", api_name="/concept")
    with pytest.raises(AppError, match="at most"):
        client.predict(question="가" * 3000, api_name="/ask")


def test_rebuild_reads_a_new_note(served: Served) -> None:
    (served.notes / "증류.md").write_text(
        "# 증류\n\n## 지식 증류란?\n\n큰 모델의 출력을 작은 모델이 따라 배운다.\n", "utf-8"
    )
    before = served.session.generation
    assert served.call("rebuild").json()["data"][0]["added"] == 1
    assert served.session.generation == before + 1
    assert "작은 모델이 따라 배운다" in served.call("ask", "지식 증류란?", [], 5).json()["data"][0]["text"]


def test_more_calls_than_places_are_refused_at_once() -> None:
    import gradio as gr

    from kb.ui.api import Places

    async def run() -> list[Any]:
        import threading

        go_on = threading.Event()
        places = Places(at_once=1, waiting=1)
        calls = [asyncio.create_task(places.run(go_on.wait)) for _ in range(3)]
        await asyncio.sleep(0.05)
        assert calls[2].done()
        go_on.set()
        return await asyncio.gather(*calls, return_exceptions=True)

    first, second, third = asyncio.run(run())
    assert first is second is True
    assert isinstance(third, gr.Error)


def test_assistants_get_tools_that_only_read(served: Served) -> None:
    async def work(session: Any) -> Any:
        tools = (await session.list_tools()).tools
        answer = await session.call_tool("ask", {"question": "LSTM이란?"})
        unknown = await session.call_tool("concept", {"name": "없는 개념 이름"})
        rebuilt = await session.call_tool("rebuild", {})
        resources = (await session.list_resources()).resources
        return tools, answer, unknown, rebuilt, resources

    tools, answer, unknown, rebuilt, resources = with_tools(served.address, work)
    assert sorted(tool.name for tool in tools) == READING
    assert all(tool.annotations.readOnlyHint for tool in tools)
    ask = next(tool for tool in tools if tool.name == "ask")
    assert ask.inputSchema["required"] == ["question"]
    assert "notes" in ask.description
    assert all(described["description"] for tool in tools for described in tool.inputSchema["properties"].values())
    record = json.loads(answer.content[0].text)
    quote = record["citations"][0]
    assert quote["quote"] in (served.notes / quote["chunk"]["note"]).read_text(encoding="utf-8")
    assert unknown.isError
    assert "no concept" in unknown.content[0].text
    assert rebuilt.isError
    assert resources == []


def test_a_rebuild_tool_only_where_it_is_asked_for(tmp_path: Path) -> None:
    session = Session.open(*_copied(tmp_path))
    app = make_app(session)
    from kb.ui.theme import launch_options

    address = launch(app, launch_options(), mcp="write", server_name="127.0.0.1")
    try:

        async def work(session: Any) -> Any:
            tools = {tool.name: tool.annotations.readOnlyHint for tool in (await session.list_tools()).tools}
            return tools, await session.call_tool("rebuild", {})

        tools, rebuilt = with_tools(address, work)
    finally:
        app.close(verbose=False)
    assert sorted(tools) == sorted([*READING, "rebuild"])
    assert not tools["rebuild"]
    assert json.loads(rebuilt.content[0].text)["unchanged"] > 0


def _copied(folder: Path) -> tuple[Path, Path]:
    shutil.copytree(VAULT, folder / "notes")
    return folder / "notes", folder / "index"


PRIVATE_PATHS = (
    "",
    "config",
    "gradio_api/info",
    "gradio_api/mcp/",
    "gradio_api/mcp/schema",
    "gradio_api/queue/data?session_hash=x",
    "gradio_api/heartbeat/x",
    "theme.css",
    "gradio_api/file=/etc/passwd",
)


@pytest.mark.parametrize("path", PRIVATE_PATHS)
def test_nothing_answers_without_the_password(guarded: Served, path: str) -> None:
    assert httpx.get(guarded.address + path).status_code == 401
    assert httpx.get(guarded.address + path, auth=("수연", "falsch")).status_code == 401
    assert httpx.get(guarded.address + path, cookies={"kb-session": "x" * 43}).status_code == 401


@pytest.mark.parametrize("path", ["gradio_api/run/ask", "gradio_api/call/ask", "gradio_api/queue/join", "gradio_api/mcp/"])
def test_nothing_can_be_asked_without_the_password(guarded: Served, path: str) -> None:
    body = {"data": ["LSTM이란?", [], 5], "jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    refused = httpx.post(guarded.address + path, json=body, headers={"Accept": "application/json, text/event-stream"})
    assert refused.status_code == 401
    assert "LSTM" not in refused.text


def test_the_password_opens_page_endpoints_and_tools(guarded: Served) -> None:
    from gradio_client import Client

    right = ("수연", "긴 비밀")
    assert "gradio" in httpx.get(guarded.address, auth=right).text
    assert guarded.call("ask", "LSTM이란?", [], 5, auth=right).json()["data"][0]["grounded"]
    client = Client(guarded.address, auth=right, verbose=False)
    assert client.predict(name="LSTM", api_name="/concept")["name"] == "LSTM"
    with pytest.raises(Exception, match=r"(?i)credential"):
        Client(guarded.address, auth=("수연", "falsch"), verbose=False)
    token = base64.b64encode(":".join(right).encode()).decode()

    async def work(session: Any) -> Any:
        return await session.call_tool("search", {"query": "LSTM", "k": 1})

    found = with_tools(guarded.address, work, {"Authorization": f"Basic {token}"})
    assert json.loads(found.content[0].text)[0]["chunk"]["note"] == "심화/rnn.md"


def test_a_browser_gets_a_form_and_a_cookie_that_scripts_cannot_read(guarded: Served) -> None:
    page = {"Accept": "text/html", "Accept-Language": "ko"}
    asked = httpx.get(guarded.address, headers=page)
    assert asked.status_code == 401
    assert "비밀번호" in asked.text
    assert "<script" not in asked.text
    wrong = httpx.post(f"{guarded.address}login", data={"username": "수연", "password": "x"}, headers=page)
    assert wrong.status_code == 401
    assert 'role="alert"' in wrong.text
    with httpx.Client(headers=page) as browser:
        entered = browser.post(f"{guarded.address}login", data={"username": "수연", "password": "긴 비밀"})
        assert entered.status_code == 303
        assert {"HttpOnly", "SameSite=lax"} <= set(entered.headers["set-cookie"].split("; "))
        assert browser.get(guarded.address).status_code == 200
        browser.get(f"{guarded.address}logout")
        assert browser.get(guarded.address).status_code == 401


def test_guessing_is_slowed_down(guarded: Served) -> None:
    from kb.ui.gate import MAX_FAILURES

    for _ in range(MAX_FAILURES):
        httpx.get(guarded.address, auth=("수연", "falsch"))
    # even the right one is not heard now; a log-in of before goes on
    assert httpx.get(guarded.address, auth=("수연", "긴 비밀")).status_code == 401


def test_read_only_has_no_endpoint_that_writes_and_takes_no_upload(tmp_path: Path) -> None:
    for served in start(tmp_path, read_only=True):
        from gradio_client import Client

        info = Client(served.address, verbose=False).view_api(return_format="dict", print_info=False)
        assert "/rebuild" not in info["named_endpoints"]
        before = sorted(served.notes.parent.rglob("*"))
        assert served.call("rebuild").status_code != 200
        sent = httpx.post(f"{served.address}gradio_api/upload", files={"files": ("new.md", b"# new")})
        assert sent.status_code == 403
        # every event of the page, called as the page calls it
        config = httpx.get(f"{served.address}config").json()
        for event in config["dependencies"]:
            data = ["x"] * len(event["inputs"])
            body = {"data": data, "fn_index": event["id"], "session_hash": "s", "event_data": {"note": "quiz.md"}}
            httpx.post(f"{served.address}gradio_api/queue/join", json=body)
            httpx.post(f"{served.address}gradio_api/run/predict", json=body)
        asyncio.run(asyncio.sleep(1))
        assert sorted(served.notes.parent.rglob("*")) == before
        assert served.session.generation == 0


OUTSIDE = (
    "/etc/passwd",
    "{notes}/quiz.md",
    "{notes}/../index/CURRENT",
    "..%2f..%2f..%2fetc%2fpasswd",
    "notes/quiz.md",
    "pyproject.toml",
    "{index}/CURRENT",
)


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("route", ["gradio_api/file=", "gradio_api/file/", "static/", "assets/", "svelte/", ""])
def test_no_file_is_handed_out(served: Served, route: str, path: str) -> None:
    path = path.format(notes=served.notes, index=served.session.index)
    answer = httpx.get(f"{served.address}{route}{path}")
    assert answer.status_code in (403, 404, 405) or "<!doctype html>" in answer.text[:100].lower()
    assert "root:" not in answer.text


def test_an_upload_event_cannot_name_a_file_that_was_not_uploaded(served: Served, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# 밖에 있는 글\n", encoding="utf-8")
    config = httpx.get(f"{served.address}config").json()
    uploads = [e for e in config["dependencies"] if any(target[1] == "upload" for target in e["targets"])]
    assert uploads
    for event in uploads:
        file = {"path": str(secret), "orig_name": "secret.md", "meta": {"_type": "gradio.FileData"}}
        data = [[file] for _ in event["inputs"]]
        body = {"data": data, "fn_index": event["id"], "session_hash": "s"}
        httpx.post(f"{served.address}gradio_api/queue/join", json=body)
    asyncio.run(asyncio.sleep(1))
    assert not (served.notes / "secret.md").exists()


def test_too_much_is_refused_before_it_is_read(served: Served) -> None:
    assert _announced(served.address, 60_000_000) == 413
    assert httpx.post(f"{served.address}gradio_api/upload", content=iter([b"x"])).status_code == 411
    assert served.call("ask", "가" * 400_000, [], 5).status_code == 413


def _announced(address: str, length: int) -> int:
    """The answer to an upload that only says how long it is going to be."""
    from http.client import HTTPConnection
    from urllib.parse import urlsplit

    connection = HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.putrequest("POST", "/gradio_api/upload")
    connection.putheader("Content-Length", str(length))
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_page_of_another_site_cannot_send_anything(served: Served) -> None:
    for origin in ("https://example.com", "null", "http://127.0.0.1:1"):
        assert served.call("rebuild", headers={"Origin": origin}).status_code == 403
    same = served.address.rstrip("/")
    assert served.call("search", "LSTM", 1, headers={"Origin": same}).status_code == 200


def test_the_browser_is_told_to_fetch_nothing_from_elsewhere(served: Served) -> None:
    policy = httpx.get(served.address).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.7", "::"])
def test_without_users_only_this_machine_is_served(tmp_path: Path, host: str) -> None:
    with pytest.raises(UnsafeAddress, match="--auth") as refused:
        serve(tmp_path, tmp_path / "index", host=host, users=users_from())
    assert "\n" not in str(refused.value)
