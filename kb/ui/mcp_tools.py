"""The endpoints as tools of an MCP server (Model Context Protocol), by which an assistant asks the notes.

Gradio serves them at /gradio_api/mcp/; here stands what it leaves open: which endpoints are tools, and results as JSON.
"""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

from kb.ui.api import READING, WRITING


def limit_tools(app: gr.Blocks, *, writing: bool = False) -> None:
    """Of the endpoints of a launched app only those that read are tools; with `writing` also the rebuild."""
    server: Any = app.mcp_server_obj
    if server is None:
        return
    offered = (*READING, *WRITING) if writing else READING
    server.tool_to_endpoint = {name: end for name, end in server.tool_to_endpoint.items() if name in offered}
    server.postprocess_output_data = _as_json
    handlers, types = server.mcp_server.request_handlers, server.types
    listed = handlers[types.ListToolsRequest]

    async def with_hints(request: Any) -> Any:
        answer = await listed(request)
        for tool in answer.root.tools:
            tool.annotations = types.ToolAnnotations(
                readOnlyHint=tool.name in READING, destructiveHint=False, idempotentHint=True, openWorldHint=False
            )
        return answer

    handlers[types.ListToolsRequest] = with_hints


def _as_json(data: list[Any], _root_url: str) -> list[Any]:
    """One text per result. Gradio would write Python's `repr`, which few clients can parse."""
    from mcp.types import TextContent

    return [TextContent(type="text", text=json.dumps(value, ensure_ascii=False, indent=1)) for value in data]
