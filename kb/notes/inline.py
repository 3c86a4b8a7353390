"""Markup → plain words, with for each plain character its place in the markup.

CommonMark's own emphasis rules fail on Korean (`**굵게**는` is not bold there, because a particle follows the closing
stars), and its renderer gives no character offsets; so inline markup is removed here, by one scan, forgivingly: what
looks like a marker goes.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from dataclasses import dataclass

from kb.notes.cues import meaningful_alt

INLINE_TAGS = (
    "a|abbr|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|label|mark|nobr|q|rp|rt|ruby|s|samp|small|span|strike|"
    "strong|sub|sup|tt|u|var"
)
BLOCK_TAGS = (
    "address|article|aside|audio|blockquote|body|br|button|caption|center|col|colgroup|dd|details|dir|div|dl|dt|fieldset|figcaption|figure|"
    "footer|form|h[1-6]|head|header|hr|html|iframe|input|li|link|main|menu|meta|nav|object|ol|option|p|picture|pre|section|select|source|"
    "summary|svg|table|tbody|td|tfoot|th|thead|time|title|tr|track|ul|video|wbr"
)
_ATTRIBUTES = r"(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?/?"
_ATTRIBUTE = r"(?:[.\#][A-Za-z_][\w:-]*|[A-Za-z][\w-]*=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}\"']+))"
""" ".class", "#name" or "key=value": what Kramdown and Pandoc write in braces behind a line or a word."""

# a path may hold spaces if it ends like a file, as wiki editors write it
_DESTINATION = (
    r"<[^<>\n]*>|(?:[^()\s]|\([^()\s]*\))+(?=[\s)])|[^()\n]{1,300}\.(?:md|ipynb|html?|pdf|png|jpe?g|gif|svg)(?:\#[^()\n]*)?"
)

# stand-ins (Unicode noncharacters) for markers whose meaning is settled once the whole block is known
_STAR, _UNDERSCORE = "\ufdd0", "\ufdd1"

_TOKEN = re.compile(
    r"""
    (?P<math>\$\$.{1,4000}?\$\$|\$(?![\s$])[^$\n]{0,1000}?(?<![\s\\])\$(?!\d)
      |\\\[(?=[^\]\n]{0,200}(?:[\^_=+]|\\[A-Za-z])).{1,400}?\\\]|\\\((?=[^)\n]{0,200}(?:[\^_=+]|\\[A-Za-z])).{1,400}?\\\))
  | (?P<escape>\\[!-/:-@\[-`{-~])
  | (?P<code>(?P<ticks>`+)(?P<code_text>[^`](?:.{0,2000}?[^`])??)(?P=ticks)(?!`))
  | (?P<drop><!--(?:(?!<!--).){0,4000}?-->|<!--+|(?<!\S)%%(?!%)(?:(?!%%).){1,4000}%%(?![\w%])
      |(?<=\s)\^(?=[0-9-]{0,80}[A-Za-z])[A-Za-z0-9-]{3,80}(?=\s*(?:\Z|\n))
      |<(?P<raw>script|style)\b[^<>]*>(?:(?!<(?P=raw)\b).){0,4000}?</(?P=raw)\s*>|</?(?:script|style)\b[^<>]*>
      |<(?:https?|ftp|mailto|file|tel|data):[^\s<>]*>|<[\w.+-]+@[\w.-]+>
      |!\[\[[^\[\]\n]*\]\]|\[\^[^\]\s]+\]:?|\A\[![A-Za-z]+\][+-]?
      |[ \t]*\{:(?:[ ]*(?:toc|ATTRIBUTE)(?:[ ]+ATTRIBUTE)*|/[a-z]*|:/?[a-z]+(?:[ ]+ATTRIBUTE)*[ ]*/?)[ ]*\}
      |[ \t]+\{[#.][A-Za-z][\w:-]+(?:[ ]+ATTRIBUTE)*[ ]*\}(?=[ \t]*(?:\n|\Z)))
  | (?P<definition>\A\[[^\]\n]+\]:\s*(?=<?(?:https?:|[./#])))
  | <img\b(?P<img>(?:[^<>"']|"[^"]*"|'[^']*')*)>
  | (?P<script><su(?P<level>[pb])\b[^<>]*>(?P<script_text>(?:(?!</?su[pb]\b).){1,200}?)</su(?P=level)\s*>)
  | (?P<inline_tag></?(?:INLINE)ATTRIBUTES>)
  | (?P<block_tag></?(?:BLOCK)ATTRIBUTES>)
  | !\[(?P<alt>[^\[\]]*)\](?:\((?:[^()\s]|\([^()]*\)|\s)*\)|\[[^\[\]]*\])
  | \[\[(?P<target>[^\[\]|\n#]*)(?:\#(?P<anchor>[^\[\]|\n]*))?(?:\|(?P<alias>[^\[\]\n]*))?\]\]
  | (?<![\w\]])\[(?P<label>(?:[^\[\]]|\[[^\[\]]{0,400}\]){0,600})\]
      (?:\((?![가-힣 ,·]+\))(?:DESTINATION)?(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\s*\)|\[[^\[\]\n]+\])
  | (?P<url>(?:https?://|www\.)[!-;=?-Z^-~]+)
  | (?P<entity>&(?:[A-Za-z][A-Za-z0-9]{1,31}|\#\d{1,7}|\#[xX][0-9A-Fa-f]{1,6});)
  | (?P<stars>\*+) | (?P<underscores>_+) | (?P<strike>~~|==(?=\S)|(?<=\S)==)
  | (?P<newline>[ \t\\]*\n[ \t>]*)
  | (?P<space>[^\S\n]{2,}|[^\S\n ])
  | (?P<invisible>[\u200b-\u200f\u2060\ufeff\ufdd0\ufdd1])
    """.replace("INLINE", INLINE_TAGS)
    .replace("BLOCK", BLOCK_TAGS)
    .replace("ATTRIBUTES", _ATTRIBUTES)
    .replace("ATTRIBUTE", _ATTRIBUTE)
    .replace("DESTINATION", _DESTINATION),
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_PLAIN_ALREADY = re.compile(
    r"%%|\^[A-Za-z0-9-]+\s*$|[\\`$<!\[*_~=&\n\t]|\{[:#.]|https?:|www\.|[^\S ]|  |[\u200b-\u200f\u2060\ufeff\ufdd0\ufdd1]"
)


@dataclass(frozen=True, slots=True)
class Plain:
    """Plain words; `offsets[i]` is where `text[i]` came from."""

    text: str
    offsets: tuple[int, ...]
    code: tuple[tuple[int, int], ...] = ()
    """Spans of `text` that stand in backticks."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of markup from which `text[start:end]` (not empty) came."""
        return self.offsets[start], self.offsets[end - 1] + 1


def plain(raw: str) -> str:
    """The words of a piece of markup: tags, markers, link targets, bare URLs and comments removed; LaTeX and code kept."""
    return plain_with_offsets(raw).text


def plain_with_offsets(raw: str) -> Plain:
    """Like `plain`, with offsets into `raw`. Runs of white space, line ends among them, become one space; the ends
    are trimmed."""
    if not _PLAIN_ALREADY.search(raw):
        left = len(raw) - len(raw.lstrip())
        text = raw.strip()
        return Plain(text, tuple(range(left, left + len(text))))
    characters: list[str] = []
    offsets: list[int] = []
    code: list[tuple[int, int]] = []
    _scan(raw, 0, len(raw), characters, offsets, code)
    text = _settle_emphasis("".join(characters), offsets)
    text, places = _squeeze(text, offsets)
    spans = ((bisect_left(places, start), bisect_left(places, end)) for start, end in code)
    return Plain(text, places, tuple(span for span in spans if span[0] < span[1]))


def _scan(raw: str, start: int, end: int, characters: list[str], offsets: list[int], code: list[tuple[int, int]]) -> None:
    """Append the plain characters of `raw[start:end]`, their offsets, and the spans of `raw` in backticks."""
    position = start
    for token in _TOKEN.finditer(raw, start, end):
        if token.start() > position:
            _keep(raw, position, token.start(), characters, offsets)
        position = token.end()
        # the name of the group that closed last, which is the outermost of its alternative
        kind = token.lastgroup or ""
        if kind in _KEPT:
            skipped, group = _KEPT[kind]
            first, last = token.span(group or kind)
            _keep(raw, first + skipped, last, characters, offsets)
            if kind == "code":
                code.append((first, last))
        elif kind in _SHOWN:
            text = _SHOWN[kind]
            repeated = len(token[0]) if kind in ("stars", "underscores") else 1
            _put(text * repeated, token.start(), characters, offsets, step=int(repeated > 1))
        elif kind == "label":
            _scan(raw, *token.span("label"), characters, offsets, code)
        elif kind == "script":
            before, after = _script_signs(raw, token, characters)
            _put(before, token.start(), characters, offsets)
            _scan(raw, *token.span("script_text"), characters, offsets, code)
            _put(after, token.end("script_text"), characters, offsets)
        elif kind in ("target", "anchor", "alias"):
            shown = "alias" if token["alias"] else "target" if token["target"] else "anchor"
            _keep(raw, *token.span(shown), characters, offsets)
        elif kind in ("alt", "img"):
            _keep_alt(raw, token, characters, offsets)
        elif kind == "entity":
            _put(html.unescape(token[0]), token.start(), characters, offsets)
    if position < end:
        _keep(raw, position, end, characters, offsets)


_KEPT = {"escape": (1, ""), "code": (0, "code_text"), "math": (0, "")}
"""Kind of token: how many characters before it go, and the group that stays."""
_SHOWN = {"stars": _STAR, "underscores": _UNDERSCORE, "newline": "\n", "space": " ", "block_tag": " "}


def _keep(raw: str, start: int, end: int, characters: list[str], offsets: list[int]) -> None:
    characters.append(raw[start:end])
    offsets.extend(range(start, end))


def _put(text: str, offset: int, characters: list[str], offsets: list[int], step: int = 0) -> None:
    characters.append(text)
    offsets.extend(offset + step * i for i in range(len(text)))


def _keep_alt(raw: str, token: re.Match[str], characters: list[str], offsets: list[int]) -> None:
    if token["alt"] is not None:
        start, end = token.span("alt")
    else:
        alt = _ALT.search(raw, *token.span("img"))
        if alt is None or alt.lastindex is None:
            return
        start, end = alt.span(alt.lastindex)
    if meaningful_alt(raw[start:end]):
        _keep(raw, start, end, characters, offsets)


_ONE_SIGN = re.compile(r"[+\-−–]?\w+|\w+[+\-−–]|[^\w\s\[]|[^\w\s()]\w+|\([^()]*\)|\w+\)")
""" "7", "-3", "n", "2+", "△7", "(♭5)", the "1)" of a footnote: what needs no brackets around it."""
_JOINED = re.compile(r"st|nd|rd|th|er|ère|ème|tm|sm|[°′″™®©]", re.I)
"""20th, 5°: raised by custom, and no power."""


def _script_signs(raw: str, token: re.Match[str], characters: list[str]) -> tuple[str, str]:
    """What stands for a raised or lowered piece's place before and after it: 10^7, x^(n+1), 20th; CO2, 1010_2.

    A raised number next to its base is another number, so it is marked; a lowered one is joined, except a number to a
    number. What stands by itself (a raised line) or is a reference ("[1]") needs no mark.
    """
    base = "".join(characters[-3:]).rstrip(_STAR + _UNDERSCORE)[-1:]
    words = plain(token["script_text"])
    following = raw[token.end() : token.end() + 1]
    runs_on = following.isascii() and (
        (words[-1:].isdigit() and following.isdigit()) or (words[-1:].isalpha() and following.isalpha())
    )
    if token["level"] in "bB":
        number = words[:1].isdigit() and base.isdigit()
        return "_" if number or (runs_on and words.isdigit()) else "", " " if runs_on and words.isdigit() else ""
    based = base.isalnum() or (base != "" and base in ")]}'’\"!|$")
    if not words or not based or words.startswith("[") or _JOINED.fullmatch(words):
        return "", ""
    simple = _ONE_SIGN.fullmatch(words) and not runs_on
    return ("^", "") if simple else ("^(", ")")


_STAR_RUN = re.compile(f"{_STAR}{{2,}}")
_STAR_PAIR = re.compile(
    f"(?<![A-Za-z0-9)\\]{_STAR}]){_STAR}(?=[^\\s{_STAR}])([^{_STAR}]*[^\\s{_STAR}]){_STAR}(?![A-Za-z0-9({_STAR}])"
)
_STAR_BULLET = re.compile(f"(?:^|(?<=\n)){_STAR}(?=[^\\s{_STAR}])")
_UNDERSCORE_PAIR = re.compile(
    f"(?<![A-Za-z0-9{_UNDERSCORE}])({_UNDERSCORE}{{1,3}})(?=[^\\s{_UNDERSCORE}])([^{_UNDERSCORE}]*[^\\s{_UNDERSCORE}])\\1(?![A-Za-z0-9{_UNDERSCORE}])"
)
_POWER = re.compile(r"[A-Za-z0-9_)\]]$"), re.compile(r"^[A-Za-z0-9(\-]")
_DUNDER = re.compile(r"[a-z0-9]+$")


def _settle_emphasis(text: str, offsets: list[int]) -> str:
    """Remove the stars and underscores that mark emphasis, put back those that are multiplication, powers or names."""
    drop: set[int] = set()
    if _STAR in text:
        runs = list(_STAR_RUN.finditer(text))
        for run in runs:
            before, after = text[: run.start()][-1:], text[run.end() :][:1]
            power = _POWER[0].search(before) and _POWER[1].search(after)
            loose = before.isspace() and after.isspace()
            if len(runs) % 2 == 0 or not (power or loose):
                drop.update(range(*run.span()))
        for pair in _STAR_PAIR.finditer(text):
            drop.update((pair.start(), pair.end() - 1))
        drop.update(bullet.start() for bullet in _STAR_BULLET.finditer(text))
    if _UNDERSCORE in text:
        for pair in _UNDERSCORE_PAIR.finditer(text):
            if len(pair[1]) != 2 or not _DUNDER.match(pair[2]):
                width = len(pair[1])
                drop.update(range(pair.start(), pair.start() + width))
                drop.update(range(pair.end() - width, pair.end()))
    if drop:
        kept = [i for i in range(len(text)) if i not in drop]
        text = "".join([text[i] for i in kept])
        offsets[:] = [offsets[i] for i in kept]
    return text.replace(_STAR, "*").replace(_UNDERSCORE, "_")


_SPACES = re.compile(r"\s+")


def _squeeze(text: str, offsets: list[int]) -> tuple[str, tuple[int, ...]]:
    parts: list[str] = []
    places: list[int] = []
    position = 0
    for run in _SPACES.finditer(text):
        parts.append(text[position : run.start()])
        places.extend(offsets[position : run.start()])
        position = run.end()
        if parts != [""] and position < len(text):
            parts.append(" ")
            places.append(offsets[run.start()])
    parts.append(text[position:])
    places.extend(offsets[position:])
    return "".join(parts), tuple(places)
