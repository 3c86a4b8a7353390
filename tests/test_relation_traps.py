"""The traps of study notes, each in fields that no rule was written for: what must be read, and what must not."""

from __future__ import annotations

from pathlib import Path

import pytest
from relation_reading import read

# [[…]] marks the names that the owner of the notes has as concepts
STATED = [
    # negation and prevention
    ("## [[부동액]]\n- [[동파]]가 발생하지 않도록 한다", "부동액 solves 동파"),
    ("## [[트랜잭션 격리]]\n- [[더티 리드]] 현상이 일어나지 않음", "트랜잭션 격리 solves 더티 리드"),
    ("## [[여과기]]\n- [[고주파 노이즈]] ❌", "여과기 solves 고주파 노이즈"),
    ("## [[직교 부호]]\n- [[간섭 노이즈]] 문제 없음", "직교 부호 solves 간섭 노이즈"),
    # not doing it
    ("[[접지]]를 하지 않으면 [[감전 사고]] 위험이 커진다.", "접지 solves 감전 사고"),
    ("## [[정규화]]\n### [[정규화]]를 안 할 경우\n- [[갱신 이상 현상]]이 발생한다", "정규화 solves 갱신 이상 현상"),
    # the object is what the predicate governs, with all that is coordinated
    ("## [[온실]]\n- 낮의 [[햇빛]]을 받아 [[서리 피해]]와 [[냉해 현상]]을 방지", "온실 solves 서리 피해"),
    ("## [[온실]]\n- 낮의 [[햇빛]]을 받아 [[서리 피해]]와 [[냉해 현상]]을 방지", "온실 solves 냉해 현상"),
    ("## [[인덱스]]\n- [[풀 스캔 병목]]이나 [[정렬 오버헤드]]를 줄인다", "인덱스 solves 정렬 오버헤드"),
    # "A의 B 문제를 C가 해결"
    ("[[순차 탐색]]의 [[지연]] 문제를 [[이진 탐색]]이 해결한다.", "이진 탐색 solves 지연"),
    ("[[순차 탐색]]의 [[지연]] 문제를 [[이진 탐색]]이 해결한다.", "순차 탐색 causes 지연"),
    ("[[사이클론 분리막]]의 [[막 손상]] 문제를 [[역세척]]이 완화한다.", "역세척 solves 막 손상"),
    # kinds, never suited to one another
    ("[[바이올린]], [[첼로]]와 같은 [[현악기]]에 쓰인다.", "첼로 is_a 현악기"),
    ("[[엽록체]], [[미토콘드리아]] 등의 [[세포 소기관]]이 있다.", "엽록체 is_a 세포 소기관"),
    ("[[기후]]는 [[열대 기후]], [[한대 기후]]로 나뉜다.", "열대 기후 is_a 기후"),
    ("## [[세포 소기관]]\n대표적인 예로 [[엽록체]], [[리보솜]] 등이 있다.", "리보솜 is_a 세포 소기관"),
    # definitions without a subject
    ("## [[해시 테이블]]\n키를 값으로 바꾸어 저장하는 [[자료구조]]", "해시 테이블 is_a 자료구조"),
    ("## [[인슐린]]이란?\n혈당을 낮추기 위해 분비되는 [[호르몬]]이다.", "인슐린 is_a 호르몬"),
    ("- [[스택]] : 나중에 넣은 것을 먼저 꺼내는 [[자료구조]]", "스택 is_a 자료구조"),
    # causes and means behind their particles
    ("[[가뭄]]으로 인해 [[토양 침식]] 문제가 발생하기 쉽다.", "가뭄 causes 토양 침식"),
    ("[[과전류]]때문에 [[절연 파괴]] 현상이 생긴다.", "과전류 causes 절연 파괴"),
    ("[[전자 서명]]은 [[해시 함수]]를 통해 문서의 [[위조 공격]]을 막는다.", "전자 서명 uses 해시 함수"),
    ("[[전자 서명]]은 [[해시 함수]]를 통해 문서의 [[위조 공격]]을 막는다.", "전자 서명 solves 위조 공격"),
    ("이런 [[경합]] 문제를 해결하는 기법이 [[세마포어]]이다.", "세마포어 solves 경합"),
    ("[[하이브리드 엔진]]은 [[내연 기관]]과 [[전기 모터]]의 조합이다.", "하이브리드 엔진 uses 전기 모터"),
    ("[[자동차]]에는 [[촉매 변환기]]가 사용된다.", "자동차 uses 촉매 변환기"),
    ("## [[L1 캐시]]\n- [[프로세서]] 내부에 존재", "L1 캐시 part_of 프로세서"),
    ("[[힙 정렬]]은 [[버블 정렬]]보다 빠르다.", "버블 정렬 contrasts_with 힙 정렬"),
    # what is done by something, a noun at the end of a clause
    ("## [[항로 추정]]\n- 풍속을 재고 [[칼만 필터]]로 예측", "항로 추정 uses 칼만 필터"),
    ("[[우표]]는 [[요판 인쇄]]로 제작하고 [[홀로그램]]으로 검증.", "우표 uses 홀로그램"),
    # a purpose holds for all that is done to that end; how often something happens
    ("[[염해]]를 막기 위해 둑을 쌓거나 [[담수 관개]]를 사용한다.", "담수 관개 solves 염해"),
    ("## [[방음벽]]\n- [[충돌 소음]]의 횟수를 줄인다", "방음벽 solves 충돌 소음"),
    ("[[묵자]]는 [[어휘 중의성]] 문제를 해결한다.", "묵자 solves 어휘 중의성"),
    # a name that shares a word with its neighbour
    (
        "[[후견인]]은 [[재산 낭비]]와 [[재산 유출]]을 막는다. [[위탁 기관]]은 재산 낭비와 유출을 막는다.",
        "위탁 기관 solves 재산 유출",
    ),
    (
        "[[early frost]] and [[late frost]] differ. [[Smudge pots]] prevent early or late frost.",
        "Smudge pots solves early frost",
    ),
    # what is against the problem that stands before the arrow
    ("- [[갱도 붕괴]] : 지반이 약하면 생길 수 있음 → [[동바리]]로 방지", "동바리 solves 갱도 붕괴"),
    ("## [[노천 채굴]]\n- 비가 오면 [[흙탕 물길]]이 생김 → [[침사지]]로 완화", "침사지 solves 흙탕 물길"),
    ("## [[노천 채굴]]\n- 비가 오면 [[흙탕 물길]]이 생김 → [[침사지]]가 해결", "침사지 solves 흙탕 물길"),
    # added to something
    ("[[비올라 다모레]]는 [[비올라]]에 [[공명현]]을 추가한 악기이다.", "비올라 다모레 uses 공명현"),
    ("[[비올라 다모레]]는 [[비올라]]에 [[공명현]]을 추가한 악기이다.", "비올라 다모레 improves_on 비올라"),
    ("## [[단풍나무 줄기]]\n- 습기가 높을 때 [[가문비 판]]의 대안", "가문비 판 alternative_to 단풍나무 줄기"),
    # an aspect of each column, what a column is good for, two things under "차이점"
    ("## 현악기\n\n| | [[첼로]] | [[쟁]] |\n|---|---|---|\n| 줄 재료 | [[거트 현]] | [[명주 현]] |", "쟁 uses 명주 현"),
    ("## 활\n\n| 활 | 어울리는 악기 |\n|---|---|\n| [[말총 활]] | [[첼로]] |", "말총 활 suited_to 첼로"),
    ("## 차이점\n- [[경목]]은 늦게 자란다\n- [[연목]]은 빨리 자란다", "경목 contrasts_with 연목"),
    # what is meant by a definition under its heading
    ("## [[완충재]]\n- 운송 중 [[충격 파손]]을 줄이기 위한 [[포장재]]를 말한다", "완충재 solves 충격 파손"),
    # "의 경우", an aspect of the heading, what is like it, a drawback that is a name of its own
    ("[[경목]]의 경우는 늦게 자라지만 [[연목]]의 경우는 빨리 자란다", "경목 contrasts_with 연목"),
    ("## [[분광 혼합]]\n- 성분 수는 [[베이즈 기준]]으로 선택", "분광 혼합 uses 베이즈 기준"),
    ("## [[비 트리]]란?\n[[이진 탐색 나무]]와 유사한 [[색인 구조]]", "비 트리 is_a 색인 구조"),
    ("[[연상 기억]]이라는 특수한 [[기억 장치]]를 쓴다", "연상 기억 is_a 기억 장치"),
    ("## [[모르스 통신]]의 [[전송 취약점]]\n- 누구나 들을 수 있어 [[신호 도청]]이 가능하다", "모르스 통신 causes 신호 도청"),
    # what a task is done with, names on one line under their class
    ("- [[수종 분류]]: [[잎맥 대조]], [[수피 대조]]", "수피 대조 suited_to 수종 분류"),
    ("## [[목공 도구]]\n\n[[끌망치]], [[대패날]].", "대패날 is_a 목공 도구"),
    # a short name with its gloss is over the list right after it
    ("## [[톱질]]\n\n> [[내림 톱질]](rip sawing of timber boards)\n>\n> - [[결 터짐]]을 방지", "내림 톱질 solves 결 터짐"),
    # pointed at, and done to an end
    ("## 발효\n[[정체 발효]]는 오래된 방법이다.\n이 방법은 [[잡균 번식]]을 억제한다.", "정체 발효 solves 잡균 번식"),
    ("[[문서 위조]]를 막기 위해 [[봉인 날인]]한다.", "봉인 날인 solves 문서 위조"),
    # a remedy in its own words, and a problem that is no part of a name
    (
        "## [[토사 유출]]이란?\n흙이 쓸려 간다. 해결책은 둑을 쌓거나 [[등고선 경작]]을 이용하는 것이다.",
        "등고선 경작 solves 토사 유출",
    ),
    ("## [[돌담]]의 단점\n- 해결: 속이 찬 [[블록 벽]]을 쓴다", "블록 벽 improves_on 돌담"),
    ("## [[방파제]]\n### 장점\n- 물살이 약해지므로, [[연안 침식]] 억제", "방파제 solves 연안 침식"),
    # the first line of a list of features
    ("## [[돌려짓기 달력]]\n### 특징\n- [[순환 경작 기법]]", "돌려짓기 달력 is_a 순환 경작 기법"),
    # what a lead is, though its line begins with something else
    ("- [[상감]] : [[바탕흙]]은 그대로 두고 무늬만 메우는 [[장식 기법]]의 일종", "상감 is_a 장식 기법"),
    # likened to what it differs from
    ("## [[비올라]]\n- [[바이올린]]과 다른 점은 크기이다", "바이올린 contrasts_with 비올라"),
    ("## [[비올라]]\n- [[바이올린]]과 유사하지만 더 낮은 소리를 낸다", "바이올린 contrasts_with 비올라"),
    ("[[저장고]]는 [[후숙 기법]], [[훈증 기법]]등을 통해 곡식을 지킨다.", "저장고 uses 훈증 기법"),
    ("## [[윤작]]이란?\n[[휴한지]]를 통해 회복된 땅을 번갈아 경작하는 방법이다.", "윤작 uses 휴한지"),
    ("## [[윤작]]의 기능은 무엇인가?\n땅을 살린다.\n여기에 [[녹비]]를 적용해서 거둔다.", "윤작 uses 녹비"),
]

UNSTATED = [
    ("- [[상감]] : [[바탕흙]]은 그대로 두고 무늬만 메우는 [[장식 기법]]의 일종", "바탕흙 is_a 장식 기법"),
    # a pronoun for what has no name, a means in the passive, a purpose of something in general
    ("## [[풍차]]\n날개는 천으로 만든다.\n이는 [[물레방아]]를 개선한 것이다.", "풍차 improves_on 물레방아"),
    ("## [[역참]]\n- 소식은 [[파발마]]를 통해 전달된다.", "역참 uses 파발마"),
    ("## [[봉수대]]\n- [[허위 신호 사고]]를 막기 위한 다양한 규정이 있다.", "봉수대 solves 허위 신호 사고"),
    ("## [[봉수대]]\n- [[젖은 섶]]을 사용하게 되면 연기가 약하다.", "봉수대 uses 젖은 섶"),
    ("[[도축장]]에는 [[방혈 칼]]이 있다.", "방혈 칼 is_a 도축장"),
    ("## [[전서구]]의 단점\n- [[분실 사고]]가 생김\n- 이를 해결하기 위해 사본을 보낸다", "전서구 solves 분실 사고"),
    ("[[수로 범람]]이 발생하면 수문을 새로 [[굴착]]한다.", "굴착 solves 수로 범람"),
    # what isn't lacking, what lies between, an error of its own, an act in general, a way of doing
    ("[[대기열]]이 비워질 수 없을 때 [[적체 사고]]가 발생한다.", "대기열 solves 적체 사고"),
    ("[[중계기]]는 [[기지국]]과 단말 사이의 [[전파 간섭]] 문제를 완화한다.", "기지국 causes 전파 간섭"),
    ("[[급랭]]을 하면 [[측정 도구]] 오류가 발생한다.", "급랭 causes 측정 도구"),
    ("## [[목조 주택]]\n- [[경량 기둥]]을 쌓는 것이 더 싸다", "목조 주택 uses 경량 기둥"),
    ("## [[톱날]]\n### 교체 방법\n- [[육각 렌치]]\n- [[고정 핀]]", "육각 렌치 is_a 톱날"),
    ("## [[악기 보관]]\n- [[가방]]에 [[방습제]]를 추가한다", "악기 보관 uses 방습제"),
    ("## [[악기 보관]]\n- [[곰팡이]]의 발생 원인", "악기 보관 causes 곰팡이"),
    ("## [[노천 채굴]]\n- 비가 오면 [[흙탕 물길]]이 생김 → [[침사지]]로 완화되지 않는다", "침사지 solves 흙탕 물길"),
    # a task is solved, not fought; what is done by something in a condition
    ("[[전문가 체계]]는 [[질병 분류]] 문제를 해결한다.", "전문가 체계 solves 질병 분류"),
    ("## [[항로 추정]]\n- [[칼만 필터]]로 예측할 때 풍속을 잰다", "항로 추정 uses 칼만 필터"),
    ("[[염해]]를 막기 위해 둑을 쌓지만 [[담수 관개]]를 사용한다.", "담수 관개 solves 염해"),
    ("## [[부동액]]\n- [[동파]]가 발생하지 않도록 한다", "부동액 causes 동파"),
    ("## [[표백제]]\n- [[산성 세제]]와 함께 사용❌", "표백제 uses 산성 세제"),
    ("## [[표백제]]\n- [[산성 세제]] 사용 X", "표백제 uses 산성 세제"),
    ("[[목재 교량]]은 [[고속 철도]]에 부적합하다.", "목재 교량 suited_to 고속 철도"),
    ("## [[선형 탐색]]\n- [[대용량 자료]]에는 비효율적이다", "선형 탐색 suited_to 대용량 자료"),
    ("[[예방 접종]]은 [[무증상 감염]]을 미해결 상태로 남긴다.", "예방 접종 solves 무증상 감염"),
    ("[[접지]]를 하지 않으면 [[감전 사고]] 위험이 커진다.", "접지 causes 감전 사고"),
    ("## [[정규화]]\n### [[정규화]]를 안 할 경우\n- [[갱신 이상 현상]]이 발생한다", "정규화 causes 갱신 이상 현상"),
    ("## [[온실]]\n- 낮의 [[햇빛]]을 받아 [[냉해 현상]]을 방지", "햇빛 solves 냉해 현상"),
    ("[[바이올린]], [[첼로]]와 같은 [[현악기]]에 쓰인다.", "바이올린 suited_to 첼로"),
    ("[[바이올린]], [[첼로]]와 같은 [[현악기]]에 쓰인다.", "바이올린 suited_to 현악기"),
    # a choice is no kind
    ("[[출력층]]은 일단 [[소프트맥스]]", "출력층 is_a 소프트맥스"),
    ("[[운영체제]]는 그냥 [[우분투]]", "운영체제 is_a 우분투"),
    # believed, bidden, asked, supposed
    ("[[고래]]는 [[어류]]라고 오해할 수 있다.", "고래 is_a 어류"),
    ("## [[퀵 정렬]]\n- [[병합 정렬]]을 써서 다시 구현해 보세요.", "퀵 정렬 uses 병합 정렬"),
    ("## [[색인]]\n- 설령 [[교착 상태]]가 발생한다 하더라도 괜찮다", "색인 causes 교착 상태"),
    ("[[교착 상태]]가 제거될 때까지 [[스케줄러]]가 [[프로세스]]를 멈춘다.", "프로세스 solves 교착 상태"),
    # what a relative clause tells of its own noun
    ("## [[색인]]\n- [[조인]]에 자주 사용되는 [[칼럼]]", "칼럼 suited_to 조인"),
    ("## [[정렬]]\n- [[퀵 정렬]]을 해결하기 위한 다양한 [[구현]]이 있다", "정렬 solves 퀵 정렬"),
    ("각 [[서버]]의 [[디스크]] 개수 차이", "디스크 contrasts_with 서버"),
    # 대신 without a noun replaces nothing that is named
    ("## [[고속 도로]]\n- 대신에 [[철도]]를 쓴다", "고속 도로 alternative_to 철도"),
    # a far heading uses nothing
    ("## [[운동]]\n### 왜 하나?\n- 건강을 위해 [[체중계]]를 사용할 수 있다", "운동 uses 체중계"),
]


@pytest.mark.parametrize(("text", "edge"), STATED)
def test_what_a_line_states_is_read(tmp_path: Path, text: str, edge: str) -> None:
    assert edge in read(tmp_path, text)


@pytest.mark.parametrize(("text", "edge"), UNSTATED)
def test_what_a_line_does_not_state_is_not_read(tmp_path: Path, text: str, edge: str) -> None:
    assert edge not in read(tmp_path, text)
