"""What a strict reader strikes out: aims, supposed and asked things, persons who made something, a user of another clause,
lists that stand beside and not under a heading; and names that are only written like one."""

from __future__ import annotations

from pathlib import Path

import pytest
from relation_reading import graph_of, read

# [[…]] marks the names that the owner of the notes has as concepts
STATED = [
    # the user is the topic that stands next to what is used
    ("[[해금]]에서는 활대를, [[거문고]]는 [[술대]]를 사용하여 소리를 낸다.", "거문고 uses 술대"),
    ("[[대장간]]에서는 [[풀무]]를 사용하여 불을 키운다.", "대장간 uses 풀무"),
    # what an aim is served by is still used where somebody is said to use it
    ("[[해금]]은 맑은 소리를 내기 위해 [[송진]]을 사용한다.", "해금 uses 송진"),
    ("[[나막신]]은 비를 막지만 무게 때문에 [[짚신]]보다 느리다.", "나막신 contrasts_with 짚신"),
    ("## [[압착기]]\n콩을 [[누름틀]]로 압축했다가 다시 펴도록 하는 기구", "압착기 uses 누름틀"),
    ("[[Brick firing]] using a [[wood kiln]] is slow.", "Brick firing uses wood kiln"),
    # members of a plural
    ("[[Features]] can include [[glaze color]] and [[rim shape]].", "rim shape is_a Features"),
    ("[[Kitchen tools]] can include [[ladle]], [[whisk]] and [[sieve]].", "whisk is_a Kitchen tools"),
    # what a process makes, and what a person is not
    ("[[Charcoal burning]] produces [[wood tar]].", "Charcoal burning causes wood tar"),
    ("[[Wood tar]] is produced by [[charcoal burning]].", "charcoal burning causes Wood tar"),
    # names with a head of their own may be kinds
    ("## [[Clay potters]]\n- [[Bowl makers]]\n- [[Tile makers]]\n", "Tile makers is_a Clay potters"),
    # a real list under a heading of causes, each with a list of its own
    (
        "## Causes of [[the famine]]\n**[[Drought]]**\n- no rain\n\n**[[Locusts]]**\n- eaten fields\n",
        "Drought causes the famine",
    ),
]

UNSTATED = [
    # to use it is the aim, or supposed
    ("## [[해금]]\n- [[송진]]을 사용하기 위해 활을 다듬는다.", "해금 uses 송진"),
    ("## [[해금]]\n- [[송진]]을 사용하여 활을 문지르려면 먼저 말려야 한다.", "해금 uses 송진"),
    ("## [[해금]]\n- [[송진]]을 사용해 봅시다.", "해금 uses 송진"),
    # the user of another clause
    ("[[해금]]에서는 활대, [[거문고]]는 [[술대]]를 사용하여 소리를 낸다.", "해금 uses 술대"),
    ("[[열쇠패]] : 손님이 주인이 아닌 [[경비실]]을 통해 창고에 들어가기 위한 표", "열쇠패 uses 경비실"),
    ("[[해금]]에서는 [[활대]], [[거문고]]는 [[술대]]를 사용하여 소리를 낸다.", "활대 uses 술대"),
    # who uses something is not what is used
    ("[[대장장이]]가 [[농기구]]에 사용하는 단단한 쇠이다.", "대장장이 suited_to 농기구"),
    # what becomes of a thing is told of it alone
    ("[[새 솥]] : 겨울에 [[국물]]이 얼음이 되는 [[옛 솥]] 문제 해결", "국물 improves_on 옛 솥"),
    ("나무가 많을 때, [[둘레 길이]]가 2인 [[굴렁쇠]]를 사용!", "둘레 길이 uses 굴렁쇠"),
    # what is used there is the noun behind; to use it there is an aim
    ("[[통금 종]]은 [[성문]]에서 사용되는 [[쇠북]]을 넓힌 개념이다.", "통금 종 suited_to 성문"),
    ("[[볏짚]]은 [[초가]]에 적용하기 위해 새끼로 꼰다.", "볏짚 suited_to 초가"),
    # what a clause supposes does it
    ("## [[돛배]]\n- 노를 달면 [[표류 사고]]를 막을 수 있다.", "돛배 solves 표류 사고"),
    ("## [[돛배]]\n- 노를 달면 [[여울목]]에 적합하다.", "돛배 suited_to 여울목"),
    # to keep away from a thing makes it no trouble; a faulty thing is
    ("[[숲길]]은 [[큰길]]을 벗어나 있다.", "숲길 solves 큰길"),
    ("## [[먹줄]]\n- 잘못된 [[톱질]]을 예방할 수 있다.", "먹줄 solves 톱질"),
    # a sentence behind a label
    ("## [[장독대]]\n단점 : [[옹기]] 단지와 [[사기]] 단지를 구분하여야 한다.", "장독대 causes 옹기"),
    # a common noun that nobody is said to use
    ("## [[두레]]\n- [[도구]]를 사용해 두 마을을 이어줌.", "두레 uses 도구"),
    # asked, not said
    ("어떤 [[음표]]가 어떤 [[마디]]에 속하는지 알고 싶다고 하자.", "음표 part_of 마디"),
    # supposed
    ("[[물레]]로 빚을 수 있는 [[그릇]]이 있다면 굽는다.", "그릇 is_a 물레"),
    ("## [[장부]]\n- 여러 [[중복 기록]]을 제거해야 할 경우 따로 적는다.", "장부 solves 중복 기록"),
    # put together by somebody
    ("[[누비장이]]는 필요한 [[솜틀]]을 구성하여 이불을 짓는다.", "누비장이 part_of 솜틀"),
    # like another thing
    ("[[한지]]라는 [[비단]]과 비슷한 종이를 쓴다.", "한지 is_a 비단"),
    # two pairs in one list
    ("부엌 : [[체질]], [[찌기]]/[[굽기]] 차이", "체질 contrasts_with 찌기"),
    # what a relative clause tells is no comparison of its noun
    ("[[잡음기]]가 있는 [[축음기]]는 [[잡음기]]가 없는 [[축음기]]보다 비싸다.", "잡음기 contrasts_with 축음기"),
    # persons make one thing once
    ("The [[silver teapot]] was created by silversmith [[Mara Velt]] in 1790.", "Mara Velt causes silver teapot"),
    ("[[Mara Velt]] created the [[silver teapot]].", "Mara Velt causes silver teapot"),
    # what is worked on uses nothing; what is needed suits nothing; qualities are no effects
    ("The potter turns the [[clay bowls]] using a [[foot wheel]].", "clay bowls uses foot wheel"),
    ("[[Heat requirements]] for [[brick firing]].", "Heat requirements suited_to brick firing"),
    ("A fixed [[firing plan]] may lead to slow [[growth]].", "firing plan causes growth"),
    ("[[Market goal]]: sell more, improving [[visit rates]].", "Market goal improves_on visit rates"),
    ("[[Kiln care]]: However, using a [[fixed flame]] may crack the pots.", "Kiln care uses fixed flame"),
    # it can't be done; the place belongs to another noun; what it is taken for is what it is
    ("두 [[어부]]는 마을이 달라 [[그물추]]를 사용하는 것은 불가능하다.", "어부 uses 그물추"),
    ("뜰에서 [[우물가]]에서 수가 적은 [[두레박]]을 사용", "우물가 uses 두레박"),
    ("## [[열쇠패]]\n[[자물통]]에 같은 [[쇳대]]를 사용하는 방식", "자물통 uses 쇳대"),
    ("## [[물레방아]]\n- 마을의 핵심 [[방앗간]]으로 이용되고 있음", "물레방아 suited_to 방앗간"),
    ("## [[겨울 밭]]에서 쓸만한 방법들\n- [[볏짚 덮기]]\n- [[거름 주기]]\n", "볏짚 덮기 is_a 겨울 밭"),
    ("# [[해금]]\n- [[송진]]을 사용하기 위해 활에 대해 기록", "해금 uses 송진"),
    # what is in it is something else; all but one hold it
    ("[[물길]]에 굽이가 포함되어 있는 [[저수지]]를 [[보]]라고 한다.", "보 part_of 물길"),
    ("[[속마디]] : 끝을 뺀 모든 [[마디풀]]로 [[뿌리목]]을 포함한다.", "뿌리목 part_of 마디풀"),
    # used up, through, within
    ("The [[kiln]] uses up its [[firewood]].", "kiln uses firewood"),
    ("Repairs done through [[workshops]] are divided into [[shifts]].", "shifts part_of workshops"),
    ("Within each [[beehive]] is a [[brood comb]] for the young.", "beehive is_a brood comb"),
    # a list beside another, not under its heading
    (
        "## Causes of [[the famine]]\n- **[[Drought]]**\n- **[[Locusts]]**\n\n**[[Treaties]]:**\n- [[Grain Pact]]: aid",
        "Treaties causes the famine",
    ),
    (
        "## [[Clay Ovens]]\n- deal with damp walls in two ways:\n  - [[early drying]]\n  - [[late drying]]\n",
        "late drying is_a Clay Ovens",
    ),
    # a plural alone, whose sections tell of it
    (
        "## Topic 3: [[Enzymes]]\n### [[Core Fire]] Idea\nIt burns.\n### [[Draft Plan]] Facts\nAir.\n",
        "Core Fire is_a Enzymes",
    ),
    # ways of doing something with a thing are no kinds of it
    ("## [[토기]]를 굽는 두 방법\n- [[노천 소성]]\n- [[가마 소성]]\n", "가마 소성 is_a 토기"),
]


@pytest.mark.parametrize(("text", "edge"), STATED)
def test_what_a_line_states_is_read(tmp_path: Path, text: str, edge: str) -> None:
    assert edge in read(tmp_path, text)


@pytest.mark.parametrize(("text", "edge"), UNSTATED)
def test_what_a_line_does_not_state_is_not_read(tmp_path: Path, text: str, edge: str) -> None:
    assert edge not in read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("# Climbing\nTie the ropes before the climb. Hold one rope.", "rotary position embedding"),
        ("# Vinegar\nWeak acid makes it sour.", "ACID"),
        ("# Fruit\nA lime or two gives the juice.", "LIME"),
    ],
)
def test_a_plain_word_is_no_name_written_in_capitals(tmp_path: Path, text: str, name: str) -> None:
    assert name not in graph_of(tmp_path, text).concepts


def test_a_name_in_small_letters_counts_where_its_note_writes_it(tmp_path: Path) -> None:
    graph = graph_of(
        tmp_path, "# Self-attention\nRoPE turns the queries. GPT and BERT use softmax.\n\nEvery rope of that kind is cheap."
    )
    assert [mention.surface for mention in graph.mentions_of("rotary position embedding")] == ["RoPE", "rope"]


@pytest.mark.parametrize("name", ["방대한 도구", "운반 가능한 장치", "3.2 이후 위 그림", "살림 관점 시작"])
def test_a_described_thing_is_no_concept(tmp_path: Path, name: str) -> None:
    text = f"# 언어의 특징\n- {name}: 다른 [[말]]의 것도 쓴다\n- **{name}**\n"
    assert name not in graph_of(tmp_path, text).concepts


def test_a_verb_with_its_object_is_no_concept(tmp_path: Path) -> None:
    graph = graph_of(
        tmp_path, "# Kilns\n- increases wood usage -> use brick lining\n- [ ]: none\n- (a): b\n- Wood usage: high\n"
    )
    assert not any("increases" in name for name in graph.concepts)


@pytest.mark.parametrize("name", ["45분", "3주 휴식", "200m x 6", "안정시 맥박 62", "10km 4분 30초"])
def test_a_quantity_is_no_concept(tmp_path: Path, name: str) -> None:
    text = f"# 달리기\n\n## {name}\n- **{name}**\n- {name}: 몸을 쉰다\n"
    assert not any(name in (c.name, *c.aliases) for c in graph_of(tmp_path, text).concepts.values())


@pytest.mark.parametrize("name", ["3차원 배열", "제 2법칙", "Zone 2", "2차 전달자"])
def test_a_number_may_belong_to_a_name(tmp_path: Path, name: str) -> None:
    text = f"# 운동\n\n## {name}\n- **{name}**: 나누는 것이다\n"
    assert any(name in (c.name, *c.aliases) for c in graph_of(tmp_path, text).concepts.values())
