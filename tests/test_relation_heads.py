"""What a line names only in part, or names as something else: heads of longer names, pointers, classes with a noun behind,
what is said of a relative clause's own noun, and words that look like other words."""

from __future__ import annotations

from pathlib import Path

import pytest
from relation_reading import read

# [[…]] marks the names that the owner of the notes has as concepts
STATED = [
    # a common noun is what is meant where it stands alone; a name is one in any company
    ("[[방앗간]]은 [[도구]]를 사용한다.", "방앗간 uses 도구"),
    ("[[방앗간]]은 아주 오래된 [[물레방아]]를 사용한다.", "방앗간 uses 물레방아"),
    ("[[제빵]]은 좁은 [[반죽틀]]을 사용한다.", "제빵 uses 반죽틀"),
    # what a name is given to is that name
    ("[[양조장]]은 [[저온 숙성]]이라는 [[프로세스]]를 통해 맥주를 익힌다.", "양조장 uses 저온 숙성"),
    ("[[박물관]]에서는 [[지문 인식]]이라는 출입 수단을 사용한다.", "박물관 uses 지문 인식"),
    # a class with a noun behind that leaves it the class
    ("[[버블 정렬]]은 값을 맞바꾸는 [[정렬]] 알고리즘이다.", "버블 정렬 is_a 정렬"),
    ("[[수달]]과 같은 [[족제비과]]의 먹이는 물고기다.", "수달 is_a 족제비과"),
    # a reason in the middle of a sentence takes for granted what it says
    ("[[증기선]]은 물 위를 가는 [[탈것]]이기 때문에 항구에 댄다.", "증기선 is_a 탈것"),
    # a comparison told of a lead
    ("[[고속 열차]] : [[완행 열차]]보다 높은 표값을 받는다.", "고속 열차 contrasts_with 완행 열차"),
    # what was used before and what now
    ("[[등대]]는 [[기름등]]을 사용하다가 이제 [[전구]]를 사용한다.", "등대 uses 전구"),
    # what belongs to a class, and what to a whole
    ("[[갯메꽃]]은 [[염생 식물 조직]]에 속한다.", "갯메꽃 is_a 염생 식물 조직"),
    # a sum that makes one thing
    ("## [[비빔장]]\n- [[고추 가루]] + [[간장 소스]]의 조합", "비빔장 uses 간장 소스"),
    # lines under the name of a class
    (
        "## [[Baking methods]]\n- Language: [[Steam baking]], [[Dry baking]]\n- [[Deck baking]]\n",
        "Steam baking is_a Baking methods",
    ),
]

UNSTATED = [
    # the head of what is meant
    ("[[방앗간]]은 지역 별 [[아키텍처]]를 사용한다.", "방앗간 uses 아키텍처"),
    ("[[방앗간]]은 곡식을 다루는 [[소프트웨어]]를 활용한다.", "방앗간 uses 소프트웨어"),
    ("[[방앗간]]은 다른 [[도구]]를 사용한다.", "방앗간 uses 도구"),
    ("[[방앗간]]은 24개의 [[레이어]]를 사용한다.", "방앗간 uses 레이어"),
    ("[[우체국]]의 모든 [[머신]]에서 똑같은 [[저울눈]]을 사용할 수 있다.", "머신 uses 저울눈"),
    # a pointer means what was spoken of
    ("## [[염색]]\n- 이러한 [[특성]]을 이용해서 천을 물들인다.", "염색 uses 특성"),
    # what isn't named is what is used
    ("[[자바 커피]]: [[카페]]에서 우유 거품 사용 가능", "자바 커피 suited_to 카페"),
    # another thing with the noun behind
    ("[[세마포]]는 순서를 맞추는 [[동기화]] 도구이다.", "세마포 is_a 동기화"),
    ("[[경로값]], [[홈값]] 등의 [[껍데기]] 변수가 있다.", "경로값 is_a 껍데기"),
    ("[[갈대밭]] 등의 경우, [[인스턴스]]를 여러 개 만든다.", "갈대밭 is_a 인스턴스"),
    ("[[이미지넷]]과 같은 [[라벨]]이 붙은 모음을 쓴다.", "이미지넷 is_a 라벨"),
    ("[[오리배]] 등과 같은 [[돛단배]]의 다른 대체품을 타 본다.", "오리배 is_a 돛단배"),
    ("대표적인 [[수송 수단]]은 [[마차]]이지만 느리다.", "수송 수단 is_a 마차"),
    ("[[빠른 길]]은 차례로 가지 않는 [[건너뛰기]]이기 때문", "빠른 길 is_a 건너뛰기"),
    # what is told of a noun in the middle of the sentence isn't told of the heading
    ("## [[채소밭]]\n- 두 [[고랑]]을 입력으로 사용하는 함수의 경우 물을 나눈다.", "채소밭 uses 고랑"),
    ("## [[상자]]\n지운 [[원소값]]보다 큰 번호를 하나씩 옮긴다.", "상자 contrasts_with 원소값"),
    ("[[고무줄]]을 사용한 [[최적값]]의 풀이를 찾는다.", "최적값 uses 고무줄"),
    ("[[작업 소음]]이 없는 [[연습실]]은 비싸다.", "연습실 solves 작업 소음"),
    # who does it isn't said in the sentence
    ("[[기상대]]는 [[산등성이]]에 있다. 그래서 [[풍선]]을 사용한다.", "기상대 uses 풍선"),
    ("## [[개울]]\n[[모래톱]]에는 속해 있지만 잠긴다.", "개울 part_of 모래톱"),
    ("[[부두]]는 [[짐배]]를 쓰다가 문을 닫았다.", "부두 uses 짐배"),
    # made into it, made after it
    ("[[돌무더기]]: 하나의 [[돌담]]으로 구성해 쌓는다", "돌담 part_of 돌무더기"),
    ("[[연표]]들이 [[달력]] 기반으로 구성된다.", "달력 part_of 연표"),
    # common nouns own no problem of their own
    ("[[둑길]]은 [[서버]]의 [[과부하 장애]]를 해결한다.", "서버 causes 과부하 장애"),
    # headings and labels that speak of something else
    (
        "## [[Baking methods]]\n- Tasks: [[Steam baking]], [[Dry baking]]\n- [[Deck baking]]\n",
        "Dry baking is_a Baking methods",
    ),
    ("## Use cases and [[sales goal]]\n- [[yearly sales]]\n- [[export sales]]\n", "sales goal suited_to yearly sales"),
    ("## [[화면 출력]] / [[화면 에러]]\n- [[글자판]]\n- [[마우스]]\n", "화면 출력 causes 글자판"),
    ("[[나루터 규칙]]([[Boat rule]] or [[Ferry rule]])", "Ferry rule is_a 나루터 규칙"),
    # another one, a number of both, one side that owns something
    ("[[첫 서랍]]과는 다른 [[둘째 서랍]]에 넣는다.", "둘째 서랍 contrasts_with 첫 서랍"),
    ("[[솔방울]], [[도토리 열매]] 개수 차이", "도토리 열매 contrasts_with 솔방울"),
    ("## [[갈고리]]\n- 벽에 단 [[옷걸이]] vs [[문고리]]의 달린 것", "문고리 contrasts_with 옷걸이"),
    ("[[덧문]] 방식과 달리 야간 [[서버]]는 열려 있다.", "덧문 contrasts_with 서버"),
    # remarks with a plus, what is bidden, the one spoken of, the thing that is used itself
    ("## [[온실 조절]]\n- [[봄 자료]] + [[가을 자료]]에서 겨울까지 더!", "온실 조절 uses 봄 자료"),
    ("## [[모래시계]]\n- [[거름망]]을 사용하여 물시계 구현하기", "모래시계 uses 거름망"),
    ("이 [[방정식]]은 [[열 균형식]]을 가리킨다.", "방정식 is_a 열 균형식"),
    ("[[돛배]]는 강에 사용하고 [[노배]]를 사용한다.", "돛배 uses 노배"),
    ("## [[우물]]\n- [[두레박]]을 활용해 시원하게 마시도록 하자", "우물 uses 두레박"),
    ("[[누수 손상]]을 막을 [[마개]]를 두지 않는다면 젖는다.", "마개 solves 누수 손상"),
    # what may be so is no kind
    ("## [[절임]]\n- [[노란 반점]]은 오히려 [[덜 익은 흔적]]일 수 있다.", "노란 반점 is_a 덜 익은 흔적"),
    # what is unwanted has no name of its own
    ("[[점검표]]는 벽에 닿은 [[배선 작업]]을 차단한다.", "점검표 solves 배선 작업"),
    ("## [[창고]]\n나중에 [[장터]]에서 쓸 수 있도록 모은다.", "창고 suited_to 장터"),
    # what is improved is no other version; a file's ending is no name
    ("[[Regular feeding]] improves the [[growth]].", "Regular feeding improves_on growth"),
    ("[[json]]은 짧다.\n\n[[부트 로더]]: `settings.json`을 사용한다", "부트 로더 uses json"),
]


@pytest.mark.parametrize(("text", "edge"), STATED)
def test_what_a_line_states_is_read(tmp_path: Path, text: str, edge: str) -> None:
    assert edge in read(tmp_path, text)


@pytest.mark.parametrize(("text", "edge"), UNSTATED)
def test_what_a_line_does_not_state_is_not_read(tmp_path: Path, text: str, edge: str) -> None:
    assert edge not in read(tmp_path, text)
