"""Note text → HTML that is safe to show. Everything that reaches the page from a note passes through here.

A note is untrusted: it may come from anywhere. Raw HTML, event handlers, script links and text-direction controls are
shown as the characters that they are; pictures are shown as their alt text, so that a note can't make the browser ask
the network for anything.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize as emphasis
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from kb.language.text import has_hangul
from kb.ui.mathml import to_mathml

MARK_START, MARK_END = "\ue000", "\ue001"
"""Private-use characters that carry a highlight through the markdown parser; a note's own are replaced first."""

_CONTROLS = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""C0/C1 controls and the text-direction controls of UAX #9 (the "Trojan Source" trick, CVE-2021-42574)."""

_TAG = re.compile(r"<(/?)(br|b|i|u|s|em|strong|sub|sup|kbd|mark|small)\s*/?>", re.IGNORECASE)
"""Plain formatting that students type by hand. No attributes: an attribute is where scripts hide."""
_LAYOUT = re.compile(
    r"</?(details|summary|div|span|center|section|ul|ol|li|p)(\s+(open|class|align|style|id)(=(\"[^\"<>]*\"|'[^'<>]*'))?)*\s*/?>",
    re.IGNORECASE,
)
"""Tags that only arrange what is between them: left out, for as text they would say nothing."""

_TASK = re.compile(r'<input class="task-list-item-checkbox"( checked="checked")? disabled="disabled" type="checkbox">')
"""How the task-list plugin writes a box."""

_WIKI_LINK = re.compile(r"(!?)\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
_CALLOUT = re.compile(r"\[!(\w+)\][+-]?[ \t]*(.*)")
"""The first line of an Obsidian or GitHub callout: its kind, and a title or nothing."""

_PIECE = re.compile(r"(<math\b.*?</math>|<[^>]*>)", re.DOTALL)
_OPENING = re.compile(
    r"(?:\s|[#*_~`>|+\-]|\[!\w+\][+-]?|!?\[(?:[ xX]\]\s)?|\d{1,3}[.)]\s|</?\w+\s*/?>|```\w*\n|\$+)+",
)
_CLOSING = re.compile(r"(?:\s|[*_~`|#\]]|\]\([^)\n]*\)|</?\w+\s*/?>|\$+)+$")


@dataclass(frozen=True, slots=True)
class Rendered:
    html: str
    exact: bool
    """True where the highlight is exactly the asked span; False where whole blocks had to be marked instead."""


def visible(text: str) -> str:
    """`text` with control characters written out ("⟦U+202E⟧"), so that what is read is what stands there."""
    return _CONTROLS.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", text)


def escape(text: str) -> str:
    """`text` as HTML text or attribute value."""
    return html.escape(visible(text), quote=True)


def render_markdown(text: str, span: tuple[int, int] | None = None) -> Rendered:
    """Markdown as HTML, with `text[span[0]:span[1]]` inside `<mark>` elements.

    The span may cross emphasis, list items and table cells: every run of text in it gets a `<mark>` of its own, so the
    HTML stays well nested. Markup characters at the ends of the span (a list dash, asterisks) are not part of it.
    """
    text = text.replace(MARK_START, "\ufffd").replace(MARK_END, "\ufffd")
    if span is None:
        return Rendered(_parser().render(visible(text)), True)
    start, end = _inside_markup(text, *span)
    if start < end:
        marked = text[:start] + MARK_START + text[start:end] + MARK_END + text[end:]
        page = _parser().render(visible(marked))
        if page.count(MARK_START) == page.count(MARK_END) == 1 and page.index(MARK_START) < page.index(MARK_END):
            return Rendered(_place_marks(page), True)
    first = text.count("\n", 0, span[0])
    last = text.count("\n", 0, max(span[0], span[1] - 1))
    return Rendered(_render_with_marked_lines(text, first, last), False)


def text_pieces(page: str) -> Iterator[tuple[str, bool]]:
    """(piece, is text) of rendered HTML, in order; `<math>` elements and the insides of code are not text."""
    depth = 0
    for piece in _PIECE.split(page):
        if piece.startswith("<"):
            depth += piece.startswith(("<code", "<pre")) - piece.startswith(("</code", "</pre"))
            yield piece, False
        elif piece:
            yield piece, depth <= 0


def _inside_markup(text: str, start: int, end: int) -> tuple[int, int]:
    opening = _OPENING.match(text, start, end)
    start = opening.end() if opening else start
    closing = _CLOSING.search(text, start, end)
    return start, closing.start() if closing else end


def _place_marks(page: str) -> str:
    pieces: list[str] = []
    marking = False
    for piece in _PIECE.split(page):
        if piece.startswith("<math") and marking:
            pieces.append(f"<mark>{piece}</mark>")
        elif piece.startswith("<"):
            pieces.append(piece)
        else:
            for part in re.split(f"([{MARK_START}{MARK_END}])", piece):
                if part in (MARK_START, MARK_END):
                    marking = part == MARK_START
                elif part.strip() and marking:
                    pieces.append(f"<mark>{part}</mark>")
                else:
                    pieces.append(part)
    return "".join(pieces)


def _render_with_marked_lines(text: str, first: int, last: int) -> str:
    parser = _parser()
    environment: dict[str, Any] = {}
    tokens = parser.parse(visible(text), environment)
    for token in tokens:
        leaf = token.type in ("paragraph_open", "heading_open", "tr_open", "fence", "code_block", "math_block")
        if leaf and token.map and token.map[0] <= last and token.map[1] > first:
            token.attrJoin("class", "kb-hit")
    # tight list items hide their paragraph's tags; a marked one is shown so that the class has an element to stand on
    for position, token in enumerate(tokens):
        if token.type == "paragraph_open" and token.hidden and token.attrGet("class"):
            token.hidden = tokens[position + 2].hidden = False
    return str(parser.renderer.render(tokens, parser.options, environment))


def _korean_emphasis(state: StateInline, silent: bool) -> bool:
    """CommonMark's emphasis, and `**굵게(bold)**는`: there a marker between a bracket and a letter closes nothing, but in
    Korean a particle follows without a space."""
    start, known = state.pos, len(state.delimiters)
    if not emphasis(state, silent):
        return False
    before = state.src[start - 1 : start]
    after = state.src[state.pos : state.pos + 1]
    for delimiter in state.delimiters[known:]:
        delimiter.close |= has_hangul(after) and not before.isspace() and bool(before)
        delimiter.open |= has_hangul(before) and not after.isspace() and bool(after)
    return True


def _wiki_link(state: StateInline, silent: bool) -> bool:
    """`[[note]]` and `[[note|words]]` as a link inside the folder, `![[picture.png]]` as the name of the picture."""
    found = _WIKI_LINK.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        picture, target, words = found.groups()
        if picture:
            state.push("image", "img", 0).attrs = {"src": target}
        else:
            state.push("link_open", "a", 1)
            state.push("text", "", 0).content = words or target
            state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _callouts(state: StateCore) -> None:
    """`> [!warning] title`: the title, or the kind where there is none, stands as the first line of the quote."""
    for quote, _, first in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        found = _CALLOUT.match(first.content) if (quote.type, first.type) == ("blockquote_open", "inline") else None
        if found:
            quote.attrSet("class", "kb-callout")
            first.content = (found[2] or found[1].capitalize()) + first.content[found.end() :]


def _allow_plain_tags(state: StateCore) -> None:
    """Marks the inline HTML that may stand: allow-listed, without attributes, and closed in the same block."""
    for block in state.tokens:
        opened: list[tuple[str, Token]] = []
        for token in block.children or ():
            found = _TAG.fullmatch(token.content) if token.type == "html_inline" else None
            if not found:
                if token.type == "html_inline" and _LAYOUT.fullmatch(token.content):
                    token.meta["layout"] = True
                continue
            closes, name = found[1], found[2].lower()
            if name == "br":
                token.meta["safe"] = "<br>"
            elif not closes:
                opened.append((name, token))
            elif opened and opened[-1][0] == name:
                opened.pop()[1].meta["safe"] = f"<{name}>"
                token.meta["safe"] = f"</{name}>"


def _html_inline(renderer: RendererHTML, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    token = tokens[position]
    task = _TASK.fullmatch(token.content)
    if task:
        return "☑" if task[1] else "☐"
    return "" if token.meta.get("layout") else str(token.meta.get("safe") or html.escape(token.content))


def _image(renderer: RendererHTML, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    token = tokens[position]
    alt = renderer.renderInlineAsText(token.children or [], options, environment)
    return f'<span class="kb-image">{html.escape(alt or str(token.attrGet("src") or ""))}</span>'


def _link_open(renderer: RendererHTML, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    target = str(tokens[position].attrGet("href") or "")
    if not re.match(r"https?://", target, re.IGNORECASE):
        return '<a class="kb-link">'  # a place inside the notes folder, which the browser can't follow
    return f'<a class="kb-link" href="{html.escape(target)}" target="_blank" rel="noopener noreferrer nofollow">'


def _table_open(renderer: RendererHTML, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    return '<div class="kb-table" tabindex="0"><table>'


def _table_close(renderer: RendererHTML, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    return "</table></div>"


def _math(tex: str, display: bool) -> str:
    start = MARK_START if MARK_START in tex else ""
    end = MARK_END if MARK_END in tex else ""
    return start + to_mathml(tex.replace(MARK_START, "").replace(MARK_END, ""), display) + end


def _math_inline(renderer: RendererHTML, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    return _math(tokens[position].content, tokens[position].type == "math_inline_double")


def _math_block(renderer: RendererHTML, tokens: Sequence[Token], position: int, options: Any, environment: Any) -> str:
    return f'<div class="kb-math">{_math(tokens[position].content, True)}</div>\n'


@cache
def _parser() -> MarkdownIt:
    """One parser for all threads: markdown-it keeps its state in the call, not in the parser."""
    parser = MarkdownIt("commonmark", {"html": True, "breaks": True})
    # as inline text an HTML block goes through the same allow-list as the rest
    parser.enable(["table", "strikethrough"]).disable("html_block")
    parser.use(front_matter_plugin).use(tasklists_plugin)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    parser.inline.ruler.at("emphasis", _korean_emphasis)
    parser.inline.ruler.before("link", "wiki_link", _wiki_link)
    parser.core.ruler.before("inline", "callouts", _callouts)
    parser.core.ruler.push("allow_plain_tags", _allow_plain_tags)
    rules = {
        "html_inline": _html_inline,
        "image": _image,
        "link_open": _link_open,
        "table_open": _table_open,
        "table_close": _table_close,
        "math_inline": _math_inline,
        "math_inline_double": _math_inline,
        "math_block": _math_block,
        "math_block_label": _math_block,
    }
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser
