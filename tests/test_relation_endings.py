"""What stands at the ends of a line and around it: lists behind a sentence, labels with an owner, shared class nouns."""

from __future__ import annotations

from pathlib import Path

import pytest
from relation_reading import read

from kb.graph.phrases import MASK

# [[…]] marks the names that the owner of the notes has as concepts
STATED = [
    # names behind a noun that something is told of
    ("[[발효 빵]]을 만드는 [[효모 반죽]] → [[사워도우]], [[바게트]]", "사워도우 is_a 효모 반죽"),
    ("[[염분 축적]]을 막는 방법: [[배수로]], [[휴경]]", "휴경 solves 염분 축적"),
    # names behind what something is used for
    ("## [[석회]]\n- [[산성 토양]]에서 많이 쓰임 → 예시: [[논흙]], [[갯벌흙]]", "석회 suited_to 갯벌흙"),
    ("## [[석회]]\n- 비탈에서 주로 사용 ([[논흙]], [[갯벌흙]] 등)", "석회 suited_to 논흙"),
    # what a label with an owner says is said of the owner
    ("[[단열재]]의 장점: [[결로 현상]]이 생기지 않도록 함", "단열재 solves 결로 현상"),
    # what is said of all that a heading compares
    ("## [[양조식초]]와 [[합성식초]]의 차이\n공통점: [[식품 부패]] 방지", "합성식초 solves 식품 부패"),
    ("## [[양조식초]]와 [[합성식초]]의 차이\n### 공통점\n- [[식품 부패]]를 막는다", "양조식초 solves 식품 부패"),
    # 화 makes a predicate of a noun; an emoji ends a sentence
    ("[[완충기]]는 [[충격 손상]]을 최소화: 흔들림을 먹는다", "완충기 solves 충격 손상"),
    ("## [[참나무 통]]\n- [[위스키]]를 숙성할 때 효과적❗️", "참나무 통 suited_to 위스키"),
    ("[[방수포]]는 [[누수 손상]] 회피 위해 [[고무 코팅]] 사용", "고무 코팅 solves 누수 손상"),
    ("[[방수포]]는 [[누수 손상]]을 막기 위해 [[고무 코팅]]을 사용한다", "방수포 uses 고무 코팅"),
    # what something serves
    ("## [[조율 소리굽쇠]]\n- [[비올라]]를 조율하는 데 주로 사용", "조율 소리굽쇠 suited_to 비올라"),
    ("[[쇄석기]]는 [[골재 추출]] 역할을 합니다.", "쇄석기 suited_to 골재 추출"),
    ("## [[윤작]]\n- [[지력 회복]] 효과를 얻을 수 있음", "윤작 causes 지력 회복"),
    ("[[여름 장마]]일 때 [[제습기]]를 보조 난방으로 사용", "제습기 suited_to 여름 장마"),
    ("[[스크리닝 필터]]는 [[전파 잡음]]에 대해 더 견고하다.", "스크리닝 필터 solves 전파 잡음"),
    # roles and parts
    ("[[용매]]로 [[에탄올]], [[아세톤]]과 같은 물질을 쓴다.", "아세톤 is_a 용매"),
    ("## [[조리개]]\n[[카메라]]에서 빛의 양을 조절하는 부분.", "조리개 part_of 카메라"),
    ("## [[칼바도스]]\n- 기존 [[시드르]]에서 [[증류]]를 추가한 것", "칼바도스 improves_on 시드르"),
    ("## [[지도 제작]]\n- [[QGIS]]의 하천망 모듈 사용", "지도 제작 uses QGIS"),
    # sums of names that end in digits
    ("## [[합금강]]\n- [[K9]] + [[M2]]", "합금강 uses K9"),
    # headings
    ("## [[등산]]을 할 때 [[스틱]]을 쓰는 이유는?\n[[무릎 부담 손상]]을 줄인다.", "스틱 solves 무릎 부담 손상"),
    ("## [[LED 등]]\n### [[백열등]]보다 좋은 점\n- [[발열 낭비]]를 줄인다", "LED 등 solves 발열 낭비"),
    ("# [[valve fitting]]\n- [[ball fitting]]\n- [[gate fitting]]\n- [[Spool]]\n", "Spool is_a valve fitting"),
    ("- [[다면체]] : 면으로 둘러싸인 것 / [[각뿔]], [[각기둥]], [[정육면체]]", "각기둥 is_a 다면체"),
    (
        "[[Zinc oxide]] is a common [[pigment]] that prevents [[corrosion drift]].",
        "Zinc oxide solves corrosion drift",
    ),
    ("# [[홍차]], [[보이차]] vs [[커피]]\n\n셋 다 따뜻하다.", "보이차 contrasts_with 커피"),
    # in spite of it; a drawback that is called a problem only there
    ("## [[방청 도장]]\n- [[고압 세척]]을 반복하더라도 [[부식 손상]]이 발생하지 않음", "방청 도장 solves 부식 손상"),
    (
        "## [[일체식 기초]]\n- 문제점: 한쪽으로 기욺([[tilting problem]]) → 바로 서지 않음",
        "일체식 기초 causes tilting problem",
    ),
    # members of tiers, places as users, stand-ins
    ("## [[지구 구조]]\n- 제 2층 : [[맨틀]] / 암석으로 되어 있음", "맨틀 part_of 지구 구조"),
    ("[[양봉장]]에서는 [[훈연기]]를 통해 벌을 진정시킨다.", "양봉장 uses 훈연기"),
    ("[[전해 연마]] : [[사포 연마]] 대신 전류로 표면을 깎음", "사포 연마 alternative_to 전해 연마"),
    ("## [[현악기]]\n대표적인 악기로 [[비올론]]이 있다. 이는 [[비올]]을 개선한 것이다.", "비올론 improves_on 비올"),
]
UNSTATED = [
    ("## [[석회]]\n- [[산성 토양]]에서 쓰지 않음 → [[논흙]], [[갯벌흙]]", "석회 suited_to 갯벌흙"),
    ("[[가루 효모]](Dry yeast)은 [[사워도우]]의 대안", "사워도우 is_a 가루 효모"),
    ("## [[신호 처리]]\n- [[KL 발산]]을 최소화한다", "신호 처리 solves KL 발산"),
    ("## [[간선 목록]]\n- [[다리 간선]]을 추가하는데 추가할 때 막는다", "간선 목록 suited_to 다리 간선"),
    ("[[등록증]]은 절차의 단순화를 위해 [[주민 대장]]을 정리한다", "등록증 improves_on 주민 대장"),
    ("## [[LED 등]]\n### [[백열등]]보다 좋은 점\n- [[발열 낭비]]를 줄인다", "백열등 solves 발열 낭비"),
    (
        "# [[press forming]]\n- [[cold forming]]\n- [[hot forming]]\n- [[Spool]]\n[[forming]]이란?",
        "Spool is_a press forming",
    ),
    ("## [[제빵]]\n[[공업용 소금]]을 이용하는 것은 옳지 못하다.", "제빵 uses 공업용 소금"),
    ("## [[제빵]]\n[[공업용 소금]]을 사용하는 것은 피해야 한다.", "제빵 uses 공업용 소금"),
    ("## [[합금]]\n깊은 [[결정층]]으로 구성되어 있어서 무겁다.", "결정층 part_of 합금"),
    ("## [[포장]]\n- [[전자기기]]에 적합한 형태로 만드는 공정", "포장 suited_to 전자기기"),
    ("## [[낚시]]\n- [[그물]]을 이용해 잡을 수 있지만 낚싯대가 낫다.", "낚시 uses 그물"),
    ("# [[main unit]]\n- [[adding unit]]\n- [[control unit]]\n- [[Spool]]", "Spool is_a main unit"),
    ("# [[홍차]], [[보이차]] vs [[커피]]\n\n셋 다 따뜻하다.", "보이차 contrasts_with 홍차"),
    ("## [[방청 도장]]\n- [[고압 세척]]을 반복하더라도 [[부식 손상]]이 발생하지 않음", "고압 세척 solves 부식 손상"),
    ("## [[녹 손상]]\n- 습한 곳에서 [[도막 손상]]이 나타남", "녹 손상 causes 도막 손상"),
    ("- [[R50]] + [[CutMix2]] : 2.28% 개선", "실험 uses R50"),
]


@pytest.mark.parametrize(("text", "edge"), STATED)
def test_what_a_line_states_is_read(tmp_path: Path, text: str, edge: str) -> None:
    assert edge in read(tmp_path, text)


@pytest.mark.parametrize(("text", "edge"), UNSTATED)
def test_what_a_line_does_not_state_is_not_read(tmp_path: Path, text: str, edge: str) -> None:
    assert edge not in read(tmp_path, text)


def test_what_is_glued_to_a_masked_name_is_a_particle() -> None:
    from kb.graph.parsing import read_phrases
    from kb.language.morphemes import Analyser

    text = f"크기의 {MASK}을 활용"  # read by Kiwi as a noun 을
    phrase = read_phrases(Analyser().tokens(text), {text.index(MASK): 0})[1]
    assert (phrase.nouns, phrase.particle) == ([MASK], "obj")


def test_a_word_in_title_case_is_no_abbreviation() -> None:
    from kb.graph.finder import Alias, Finder, Sense

    finder = Finder([Alias("map", "MAP", (Sense("maximum a posteriori"),), capitals=True)])
    assert [bool(finder.find(text)) for text in ("`Map` 인터페이스", "MAP 추정", "a map of it")] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("혈압을 재는 왕진 진단 기법에는 촉진, 청진 등이 있다.", "왕진 진단"),
        ("여러 집을 묶은 하이브리드 난방 시스템을 사용한다.", "하이브리드 난방 시스템"),
    ],
)
def test_the_class_of_a_list_and_what_a_predicate_governs_are_names(text: str, name: str) -> None:
    from kb.graph.korean_terms import korean_terms
    from kb.language.morphemes import Analyser

    assert (name, "end") in list(korean_terms(text, Analyser().tokens(text)))


def test_what_is_used_is_a_name_without_its_use(tmp_path: Path) -> None:
    from relation_reading import graph_of

    names = set(graph_of(tmp_path, "# 방법\n\n- Chalk Line Reel 사용\n- Chalk Line Reel로 선을 긋는다\n").concepts)
    assert any(name == "Chalk Line Reel" for name in names)
    assert not any("사용" in name for name in names)
