"""What a question takes over from the conversation before it: how it points back, and what at."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from kb.types import Turn

PAIR = 2
"""Things of which "which one" and "both" speak."""
NEXT = -2
"""In `Place.at`."""


class Topic(NamedTuple):
    """What a turn was about: concepts and, where the thing is no concept, its words."""

    concepts: tuple[str, ...] = ()
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.concepts or self.words)


class Place(NamedTuple):
    """A place in a list that a question points at."""

    at: int
    """From 0; the last is -1, the one after the item asked last NEXT."""
    said: str
    """Its words in the question."""
    before: str
    after: str
    """What else the question says, around them."""
    alone: bool
    """Whether the words stand for the item by themselves; in "the second law" they only count."""

    @property
    def rest(self) -> str:
        return f"{self.before} {self.after}".strip()


@dataclass(frozen=True, slots=True)
class _Rules:
    joining: re.Pattern[str]
    pointers: re.Pattern[str]
    pairs: re.Pattern[str]
    choices: re.Pattern[str]
    bare: re.Pattern[str]
    instead: re.Pattern[str]
    around: re.Pattern[str]
    side: re.Pattern[str]
    ordinal: re.Pattern[str]
    ordinal_en: re.Pattern[str]
    onward: re.Pattern[str]
    nameless: re.Pattern[str]
    alone: re.Pattern[str]
    places: tuple[tuple[str, int], ...]


_AROUND_KO = (
    r"^(?:(?:노트에서|혹시|좀) )?(?:{side})(?:(?:과|와|이랑|랑|하고|,| 및)? ?(?:{side}))?(?:들)?"
    r"(?:은|는|이|가|도|을|를|에는|의)?"
    r"(?: ?(?:뭐|뭔|무엇|어떻|어떤|알려|말해|설명|정리|보여|있|좀|더|다|자세|몇|나열|얼마|요|야|지|죠|인가|일까)\S*)*\W*$"
)
_AROUND_EN = (
    r"^(?:(?:what(?:'s| is| are| was| were| about)?|how about|any|give me|show me|tell me|list|are there|is there|about"
    r"|please|do you have|can you give) )*(?:(?:me|the|its|their|some|an?|any|all|main|more|other) )*(?:{side})(?:e?s)?"
    r"(?: (?:and|or) (?:{side})(?:e?s)?)?(?: (?:of|for|to|with|in) (?:it|that|this|them|those))?(?: please)?\W*$"
)


@cache
def _rules() -> _Rules:
    data = tomllib.loads((files("kb.retrieval") / "conversation.toml").read_text(encoding="utf-8"))

    def any_of(key: str) -> re.Pattern[str]:
        return re.compile("|".join([*data[key]["ko"], *data[key]["en"]]), re.IGNORECASE)

    ko, en = ("|".join(sorted(data["sides"][key].split(), key=len, reverse=True)) for key in ("ko", "en"))
    en = en.replace("|history", "|histor(?:y|ie)").replace("|property", "|propert(?:y|ie)")
    ordinals = data["ordinals"]
    places = [(word, at) for at, words in enumerate(ordinals["places"]) for word in words]
    return _Rules(
        joining=any_of("joining"),
        pointers=any_of("pointers"),
        pairs=any_of("pairs"),
        choices=any_of("choices"),
        bare=any_of("bare"),
        instead=any_of("instead"),
        around=any_of("around"),
        side=re.compile(f"{_AROUND_KO.format(side=ko)}|{_AROUND_EN.format(side=en)}", re.IGNORECASE),
        ordinal=re.compile("|".join(ordinals["ko"])),
        ordinal_en=re.compile("|".join(ordinals["en"]), re.IGNORECASE),
        onward=re.compile("|".join(ordinals["onward"]), re.IGNORECASE),
        nameless=re.compile(ordinals["nameless"], re.IGNORECASE),
        alone=re.compile(ordinals["alone"], re.IGNORECASE),
        places=(*((word, -1) for word in ordinals["last"]), *places),
    )


@cache
def _chat() -> frozenset[str]:
    data = tomllib.loads((files("kb.retrieval") / "conversation.toml").read_text(encoding="utf-8"))
    return frozenset(word for words in data["chat"].values() for word in words.split())


def is_chat(word: str) -> bool:
    """Whether a word keeps a conversation going and names nothing ("thanks")."""
    return word.lower() in _chat()


def alone(text: str) -> str:
    """A question without the word that only ties it to the one before ("그럼 단점은?" → "단점은?")."""
    return _rules().joining.sub("", text.strip(), count=1).strip() or text.strip()


def points_back(text: str) -> bool:
    """Whether a word of the question stands for something said before ("그건 왜?", "what about its cost?")."""
    return pointer_at(text) is not None


def pointer_at(text: str) -> int | None:
    """Where the first such word stands; None where there is none. After a thing that the question names itself ("how does
    BERT mask its input?") it mostly stands for that."""
    rules = _rules()
    if rules.bare.search(alone(text)):
        return 0
    found = rules.pointers.search(text)
    return found.start() if found else None


def choice_at(text: str) -> int | None:
    """Where a question speaks of one or both of two things that it needn't name ("둘 중에 …", "which one …")."""
    rules = _rules()
    spans = [found.start() for pattern in (rules.pairs, rules.choices) if (found := pattern.search(alone(text)))]
    return min(spans) + len(text) - len(alone(text)) if spans else None


def goes_on(text: str) -> bool:
    """Whether a question begins as the next one of a conversation does ("그럼 …", "and …")."""
    return bool(_rules().joining.search(text.strip()))


def asks_a_side(text: str) -> bool:
    """Whether a question names nothing but a side of what was asked before ("증거는?", "any examples?")."""
    return bool(_rules().side.search(alone(text)))


def asks_instead(text: str) -> bool:
    """Whether it asks the same as the question before, of another thing ("RNN은?", "what about RNNs?")."""
    return bool(_rules().instead.search(text.strip())) and not asks_a_side(text)


def thing_in(text: str) -> str:
    """What such a question names, without the words around it ("and what about the moss?" → "moss")."""
    return _rules().around.sub("", alone(text)).strip()


def asks_of_two(text: str) -> bool:
    """Whether it speaks of both of two things."""
    return bool(_rules().pairs.search(text))


def asks_which(text: str) -> bool:
    """Whether one of the things before is asked for ("which one …", "어느 쪽이 …")."""
    return bool(_rules().choices.search(alone(text)))


def place_in(text: str) -> Place | None:
    """The place in a list that a question points at ("두 번째는?", "tell me about the last one", "그 다음은?"); None where
    it points at none. What else it says may name a thing of its own: that is for the caller to see."""
    text, rules = text.strip(), _rules()
    found = rules.ordinal.search(text) or rules.ordinal_en.search(text)
    at = _place_of(found["place"].lower()) if found else None
    if at is None:
        found, at = rules.onward.search(text), NEXT
    if not found:
        return None
    before = re.sub(r"\bthe $", "", found["before"], flags=re.IGNORECASE)
    after = rules.nameless.sub("", found["after"])
    return Place(at, found["place"], before, after, after != found["after"] or bool(rules.alone.search(after)))


def _place_of(word: str) -> int | None:
    if digits := re.match(r"\d+", word):
        return int(digits.group()) - 1
    return next((at for start, at in _rules().places if word.startswith(start)), None)


def topic_of(text: str, turns: Sequence[Turn], naming: Callable[[Turn], str]) -> Topic:
    """What `text` is about that points back: the topic of the last turn that had one, or what the two last topics are where
    it asks of two. `naming`: the words of a turn that name a thing."""
    topics = list(_topics(turns, naming))
    if not topics:
        return Topic()
    several = asks_of_two(text) or (asks_which(text) and _asks_beside(turns))
    first = topics[0]
    if several and len(first.concepts) < PAIR:
        other = next((t for t in topics[1:] if t != first), Topic())
        concepts = dict.fromkeys((*other.concepts, *first.concepts))
        return Topic(tuple(concepts), ", ".join(filter(None, (other.words, first.words))))
    return first


def _asks_beside(turns: Sequence[Turn]) -> bool:
    """Whether the last question set another thing beside the one before ("그럼 tanh는?")."""
    return bool(turns) and (asks_instead(turns[-1].question) or goes_on(turns[-1].question))


def _topics(turns: Sequence[Turn], naming: Callable[[Turn], str]) -> Iterator[Topic]:
    """The topics of the turns, the last first."""
    for turn in reversed(turns):
        leaning = (
            points_back(turn.question)
            or asks_of_two(turn.question)
            or asks_a_side(turn.question)
            or place_in(turn.question) is not None
        )
        if topic := Topic(turn.concepts, "" if leaning else naming(turn)):
            yield topic
