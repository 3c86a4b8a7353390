"""Concepts of any field that stand in plain sentences only."""

from __future__ import annotations

import pytest

from kb.chunks import chunk_note
from kb.graph.candidates import find_candidates
from kb.graph.lexicon import load_lexicon
from kb.graph.owner import OwnerConcepts
from kb.graph.vocabulary import Vocabulary, build_vocabulary
from kb.language.morphemes import Analyser
from kb.notes import parse_note
from kb.settings import Settings

LEXICON = load_lexicon()
ANALYSER = Analyser(LEXICON.words)


def vocabulary_of(*texts: str) -> Vocabulary:
    notes = [parse_note(f"{at}.md", text.encode()) for at, text in enumerate(texts)]
    candidates = {note.path: find_candidates(note, chunk_note(note, Settings()), ANALYSER) for note in notes}
    return build_vocabulary(candidates, LEXICON, OwnerConcepts())


BIOLOGY = """# 5주차

노르에피네프린은 혈관을 수축시키는 신경 전달 물질이다. 수용체 차단제가 고혈압을 막는다.
반사궁이란 자극이 반응으로 이어지는 길을 말한다.
골지체는 단백질을 포장하는 곳이다. 조효소 결핍증은 대사 장애를 일으킨다.
"""
LAW = """# 메모

유치권은 남의 물건을 점유한 자가 빚을 받을 때까지 돌려주지 않을 수 있는 권리이다. 위 규정의 예외를 기판력이라고 한다.
공동불법행위는 연대채무를 발생시킨다.
"""
ECONOMICS = """# Week 9

A liquidity trap is a situation in which cheap money does nothing. Seigniorage means the profit of minting.
Capital controls prevent speculative outflows. The Gini coefficient measures inequality.
"""
SYSTEMS = """# notes

Write amplification is the ratio of writes on flash to writes of the host. Wear leveling mitigates cell degradation.
Hypervisors isolate guests.
"""
NETWORKS = """# 3장

포트 미러링은 트래픽을 다른 포트로 복제하는 기능이다.
스패닝 트리 프로토콜은 브리지 루프를 막는다. 홀펀칭이란 방화벽 뒤의 두 단말을 잇는 방법이다.
"""


@pytest.mark.parametrize(
    ("note", "names"),
    [
        (BIOLOGY, ("노르에피네프린", "반사궁", "골지체", "조효소 결핍증")),
        (LAW, ("유치권", "기판력", "공동불법행위", "연대채무")),
        (ECONOMICS, ("liquidity trap", "seigniorage", "speculative outflow")),
        (SYSTEMS, ("write amplification", "wear leveling", "cell degradation")),
        (NETWORKS, ("포트 미러링", "스패닝 트리 프로토콜", "브리지 루프", "홀펀칭")),
    ],
)
def test_what_is_defined_or_stated_is_a_concept(note: str, names: tuple[str, ...]) -> None:
    vocabulary = vocabulary_of(note)
    assert [name for name in names if vocabulary.resolve(name) is None] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "오늘은 월요일이다.",
        "이 방법의 장점은 속도가 빠르다는 것이다.",
        "친구가 커피를 마셨다.",
        "다음 주까지 과제를 해야 한다.",
        "This is a new way of doing things.",
        "My friend reads a good book every day.",
        "The next step is a test.",
    ],
)
def test_everyday_talk_yields_none(sentence: str) -> None:
    known = vocabulary_of("# 메모\n")
    assert vocabulary_of(f"# 메모\n\n{sentence}\n").concepts.keys() == known.concepts.keys()


def test_a_word_of_the_field_needs_a_second_place() -> None:
    once, again = "리간드가 붙었다.", "붙은 리간드를 떼어 냈다."
    assert vocabulary_of(f"# 가\n\n{once}\n").resolve("리간드") is None
    note = "# 가\n\n" + "".join(f"## {section}장\n\n{once} {again}\n\n" for section in "일이삼사")
    assert vocabulary_of(note).resolve("리간드") == "리간드"


def test_a_phrase_of_known_words_does_not_take_the_place_of_its_concept() -> None:
    vocabulary = vocabulary_of("# 가\n\n드롭아웃 사진는 과적합을 막는다.\n")
    assert [f.concept for f in vocabulary.find("드롭아웃 사진는 과적합을 막는다.")] == ["dropout", "overfitting"]


def test_marked_spelling_is_the_name_not_a_capital_at_the_start_of_a_sentence() -> None:
    vocabulary = vocabulary_of(
        "# 1\n\n- **wear leveling**\n\nWear leveling is a technique. Wear leveling is the usual one.\n"
    )
    assert vocabulary.resolve("Wear Leveling") == "wear leveling"


LISTS = """# 가뭄

- 원인: 강수 결핍, 지구 온난화
- 해결책: 점적 관수, 담수화 설비

# 느린 발아의 해결법

- 층적 처리

# Soil metrics

- Field capacity
- Bulk density (dry)

# 노트

- **Weighted tillage index**: a mean
- 병충해는 `천적 방사 기법`으로 다스린다
"""


@pytest.mark.parametrize(
    "name",
    [
        "강수 결핍",
        "지구 온난화",
        "점적 관수",
        "느린 발아",
        "Field capacity",
        "Bulk density",
        "Weighted tillage index",
        "천적 방사 기법",
    ],
)
def test_what_labels_and_headings_list_is_a_concept(name: str) -> None:
    assert vocabulary_of(LISTS).resolve(name)


def test_a_hyphen_inside_an_abbreviation_is_no_boundary() -> None:
    assert [found.concept for found in vocabulary_of("k-NN과 KNN은 같다.").find("k-NN은 게으르다")] == [
        "k-nearest neighbors"
    ]
