"""A client of any OpenAI-compatible server (Ollama, vLLM, llama.cpp, LM Studio, `transformers serve`)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kb.errors import LanguageModelUnavailable

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 3.0
"""A server on this machine accepts at once or not at all."""
MAX_TOKENS = 600
"""Eight sentences in Korean, with room."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """Where the server is and which of its models to use."""

    url: str
    """Base address, such as "http://localhost:11434"; "/v1" is added where the address has no path."""
    name: str = ""
    """Empty: the first model that the server lists."""
    key: str = ""
    """Sent as a bearer token where the server wants one."""
    seconds: float = 60.0
    """How long an answer may take; past that the notes' own words are better than waiting."""

    def stream(self, messages: Sequence[dict[str, str]]) -> Iterator[str]:
        """The reply, piece by piece.

        Raises LanguageModelUnavailable: no server there, an error from it, an answer that isn't one, or no end in time.
        """
        end = time.monotonic() + self.seconds
        with self._asking(self.seconds) as client:
            request = {
                "model": self.name or _models(client)[0],
                "messages": list(messages),
                "stream": True,
                "temperature": 0.0,
                "max_tokens": MAX_TOKENS,
            }
            with client.stream("POST", "chat/completions", json=request) as response:
                response.raise_for_status()
                for line in response.iter_lines():
                    if time.monotonic() > end:
                        raise LanguageModelUnavailable(f"no answer within {self.seconds:.0f} s")
                    if piece := _piece(line):
                        yield piece

    def check(self) -> None:
        """Raises LanguageModelUnavailable: no server there, one that speaks otherwise, or none of its models is named so."""
        with self._asking(CONNECT_SECONDS) as client:
            listed = _models(client)
        if self.name and self.name not in listed:
            raise LanguageModelUnavailable(f"{self.url} has no model {self.name}; it lists {', '.join(listed[:5])}")

    @contextmanager
    def _asking(self, seconds: float) -> Iterator[httpx.Client]:
        """A client of the server, whose errors get their names."""
        import httpx

        timeout = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            with httpx.Client(base_url=self._base(), timeout=timeout, headers=headers) as client:
                yield client
        except httpx.HTTPStatusError as error:
            raise LanguageModelUnavailable(f"{self.url} says {error.response.status_code}") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = "too slow" if isinstance(error, httpx.ReadTimeout) else "no answer"
            raise LanguageModelUnavailable(f"{self.url}: {reason}") from error
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise LanguageModelUnavailable(f"{self.url} doesn't speak the OpenAI protocol") from error

    def _base(self) -> str:
        address = self.url if "://" in self.url else f"http://{self.url}"
        return address.rstrip("/") + ("" if urlsplit(address).path.strip("/") else "/v1")


def _models(client: httpx.Client) -> list[str]:
    """The server's models, one at least."""
    listed = client.get("models").raise_for_status().json()["data"]
    return [str(listed[0]["id"]), *(str(model["id"]) for model in listed[1:])]


def _piece(line: str) -> str:
    """The text in one line of a stream of server-sent events."""
    if not line.startswith("data:"):
        return ""
    data = line.removeprefix("data:").strip()
    if not data or data == "[DONE]":
        return ""
    event = json.loads(data)
    if "error" in event:
        raise ValueError("the server reported an error")
    choices = event["choices"]
    return str(choices[0]["delta"].get("content") or "") if choices else ""
