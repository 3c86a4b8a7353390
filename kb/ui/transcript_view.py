"""The conversation → HTML: questions, answers as they grow, what was done to find them, and the welcome before the first."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.answer import TALK
from kb.types import Answer, Concept, Status
from kb.ui.answer_view import answer_html, concept_chip, hops_html, questions_html, sources_html, spoken
from kb.ui.exchange import Exchange
from kb.ui.icons import icon
from kb.ui.markup import escape
from kb.ui.naming import Labels
from kb.ui.notes_view import counts_html
from kb.ui.steps import Steps
from kb.ui.strings import Words, words

STREAM_STEPS = 8
"""An answer is shown in at most this many parts: each is one message to the browser, and an answer is a few hundred
characters, so more would only add waiting."""


def streamed(exchange: Exchange) -> Iterator[Exchange]:
    """The exchange with more and more of its answer shown, cut between lines; the complete one is left to the caller."""
    if exchange.answer is not None:
        ends = [found.end() for found in re.finditer(r"\n+", spoken(exchange.answer))]
        step = max(1, -(-len(ends) // STREAM_STEPS))
        for end in ends[step - 1 :: step]:
            yield replace(exchange, shown=end)


def transcript_html(exchanges: Sequence[Exchange], ui: Words, labels: Labels) -> str:
    """The whole conversation, oldest first."""
    last = len(exchanges) - 1
    turns = "".join(_turn(index, exchange, index == last, ui, labels) for index, exchange in enumerate(exchanges))
    label = escape(ui("chat"))
    return f'<div class="kb-turns" role="log" aria-live="polite" tabindex="0" aria-label="{label}">{turns}</div>'


def welcome_html(status: Status, concepts: Sequence[Concept], questions: Sequence[str], ui: Words) -> str:
    """Before the first question: how much there is, what it is about, and questions that it answers."""
    if not status.chunks:
        return (
            f'<div class="kb-welcome"><h2>{escape(ui("welcome"))}</h2>'
            f'<p class="kb-calm">{escape(ui("welcome_none"))}</p></div>'
        )
    chips = "".join(
        f'<button type="button" class="kb-concept" data-kb="concept" data-name="{escape(concept.name)}" '
        f'data-language="{ui.language}">{escape(concept.label(ui.language))}</button>'
        for concept in concepts
    )
    topics = f'<section class="kb-topics"><h3>{escape(ui("welcome_topics"))}</h3><div>{chips}</div></section>'
    examples = questions_html(questions, ui("welcome_examples"), "kb-examples")
    return (
        f'<div class="kb-welcome" tabindex="0" role="region" aria-label="{escape(ui("welcome"))}">'
        f"<h2>{escape(ui('welcome'))}</h2>"
        f"<p>{escape(ui('welcome_text'))}</p>"
        f'<p class="kb-counts">{counts_html(status, ui)}</p>{examples}{topics}</div>'
    )


def memory_html(kept: str, place: int, how: str) -> str:
    """What `assets/chat.js` puts into the browser's store: an exchange, its position, and whether it ends the chat."""
    key = time.monotonic_ns()  # the same exchange twice is kept twice
    return f'<span data-key="{key}" data-place="{place}" data-how="{escape(how)}" data-kept="{escape(kept)}"></span>'


def _turn(index: int, exchange: Exchange, last: bool, ui: Words, labels: Labels) -> str:
    edit = _tool("edit", "edit", index, ui)
    question = (
        f'<div class="kb-question-row">{edit}<div class="kb-asked"><span class="kb-hidden">{escape(ui("you"))}: </span>'
        f"<span>{escape(exchange.question)}</span></div></div>"
    )
    return f'<article class="kb-turn" data-turn="{index}">{question}{_reply(index, exchange, last, ui, labels)}</article>'


def _reply(index: int, exchange: Exchange, last: bool, ui: Words, labels: Labels) -> str:
    if exchange.error or exchange.stopped:
        said = ui("error", reason=exchange.error) if exchange.error else ui("stopped")
        again = f'<div class="kb-tools">{_tool("again", "again", index, ui)}</div>'
        return f'<div class="kb-reply kb-calm" role="status"><p>{escape(said)}</p>{again}</div>'
    answer = exchange.answer
    if answer is None:
        return f'<div class="kb-reply kb-waiting" role="status"><i></i><i></i><i></i>{escape(ui("searching"))}</div>'
    ui = words(answer.language)  # all that stands in the answer speaks its language, whatever the page's
    body = f'<div class="kb-prose">{answer_html(spoken(answer)[: exchange.shown], answer.citations, index, ui)}</div>'
    hidden = f'<span class="kb-hidden">{escape(ui("answer"))}: </span>'
    if exchange.shown is not None:
        return f'<div class="kb-reply kb-growing" lang="{answer.language}">{hidden}{body}</div>'
    foot = _foot(index, exchange, answer, ui, labels)
    if not answer.grounded:
        ask = questions_html(answer.suggestions, ui("ask_instead"))
        if answer.kind == TALK:
            return f'<div class="kb-reply kb-calm" lang="{answer.language}">{hidden}{body}{ask}</div>'
        badge = f'<p class="kb-badge">{escape(ui("not_in_notes"))}</p>'
        return f'<div class="kb-reply kb-calm" lang="{answer.language}">{hidden}{badge}{body}{ask}{foot}</div>'
    under = (
        sources_html(answer.citations, index, ui)
        + hops_html(answer.hops, answer.language, ui, labels)
        + foot
        + (questions_html(answer.suggestions, ui("ask_next")) if last else "")
    )
    return f'<div class="kb-reply" lang="{answer.language}">{hidden}{body}{under}</div>'


def _foot(index: int, exchange: Exchange, answer: Answer, ui: Words, labels: Labels) -> str:
    """How the answer was found, folded; and what the reader may do with it."""
    notes = len({hit.chunk.note for hit in answer.passages})
    seconds = f"{exchange.seconds:.2f}"
    looked = ui("looked_at", passages=len(answer.passages), notes=notes, seconds=seconds)
    if exchange.steps and not answer.passages:
        looked = ui("looked_through", passages=f"{exchange.steps.passages:,}", seconds=seconds)
    summary = escape(looked)
    if exchange.steps:
        rows = _steps(exchange.steps, answer, exchange.seconds, ui, labels)
        summary = f'<details class="kb-steps"><summary>{summary}</summary><dl>{rows}</dl></details>'
    else:
        summary = f'<span class="kb-steps">{summary}</span>'
    judged = {"like": exchange.verdict == "like", "dislike": exchange.verdict == "dislike"}
    tools = _tool("copy", "copy", index, ui) + "".join(
        _tool("rate", name, index, ui, f'data-verdict="{name}" aria-pressed="{str(pressed).lower()}"')
        for name, pressed in judged.items()
    )
    tools += _tool("again", "again", index, ui)
    if answer.passages:
        show = f'<button type="button" class="kb-evidence" data-kb="evidence" data-turn="{index}">'
        tools = f"{show}{escape(ui('evidence'))}</button>{tools}"
    return f'<footer class="kb-foot">{summary}<div class="kb-tools">{tools}</div></footer>'


def _tool(action: str, name: str, turn: int, ui: Words, more: str = "") -> str:
    label = escape(ui(name))
    done = f'data-done="{escape(ui("copied"))}"' if name == "copy" else ""
    return (
        f'<button type="button" class="kb-tool kb-tool-{name}" data-kb="{action}" data-turn="{turn}" {more} {done} '
        f'title="{label}" aria-label="{label}">{icon(name)}</button>'
    )


def _steps(steps: Steps, answer: Answer, seconds: float, ui: Words, labels: Labels) -> str:
    """Rows of what was understood, searched and read, in the order in which it was done."""
    language = answer.language
    rows = [(ui("step_kind"), escape(ui(f"kind_{steps.kind}")))]
    if steps.corrected:
        rows.append((ui("step_corrected"), escape(steps.searched)))
    for found in steps.recognised:
        said = f"<span>{escape(found.surface)} → </span>" if found.surface != labels.label(found.concept, language) else ""
        said += concept_chip(found.concept, language, labels)
        if found.others:
            others = " · ".join(labels.label(other, language) for other in found.others)
            said += f'<span class="kb-sense">{escape(ui("step_sense", others=others))}</span>'
        rows.append((ui("step_concept"), said))
    if steps.carried:
        rows.append((ui("step_carried"), "".join(concept_chip(name, language, labels) for name in steps.carried)))
    if steps.words:
        rows.append((ui("step_words"), escape(" · ".join(steps.words))))
    if steps.unknown:
        rows.append((ui("step_unknown"), escape(" · ".join(steps.unknown))))
    size = {"notes": f"{steps.notes:,}", "passages": f"{steps.passages:,}"}
    searched = (
        ui("step_searched_in", **size, read=len(answer.passages)) if answer.passages else ui("step_nothing_in", **size)
    )
    rows.append((ui("step_searched"), escape(searched)))
    if answer.citations:
        quoted = ui("step_quoted_from", lines=len(answer.citations), hops=len(answer.hops))
        rows.append((ui("step_quoted"), escape(quoted)))
    if answer.writer:
        rows.append((ui("step_writer"), escape(ui("step_written_by", name=answer.writer))))
    rows.append((ui("step_time"), escape(ui("step_seconds", seconds=f"{seconds:.2f}"))))
    return "".join(f"<div><dt>{escape(term)}</dt><dd>{said}</dd></div>" for term, said in rows)
