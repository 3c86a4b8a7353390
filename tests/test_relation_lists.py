"""Lists that say by their shape what they are, definitions under "X의 정의", and causes that only seem to be told."""

from __future__ import annotations

from pathlib import Path

import pytest
from relation_reading import read

# [[…]] marks the names that the owner of the notes has as concepts
STATED = [
    # a lack or an excess, and what it brings about
    ("# Vitamins\n\n- **[[Niacin deficiency]]**: [[pellagra]], [[swollen tongue]]\n", "Niacin deficiency causes pellagra"),
    ("# 원소\n\n- [[붕소 결핍]]: [[줄기 갈라짐]], [[속썩음병]]\n", "붕소 결핍 causes 속썩음병"),
    # letters in a bracket that the items spell
    (
        "## [[Swimming order]] (3B)\n- [[Backstroke]]\n- [[Breaststroke]]\n- [[Butterfly]]\n",
        "Butterfly part_of Swimming order",
    ),
    # two words, the last a plural, over names and nothing else
    ("## [[Herding mastiffs]]\n- [[Puli]]\n- [[Mudi]]\n- [[Kelpie]]\n", "Mudi is_a Herding mastiffs"),
    # stages told one by one
    (
        "# [[Butterfly life]]\n\n### Key stages\n\n**[[Chrysalis]]**: The stage in which it rests.\n\n"
        "**[[Imago]]**: The grown animal.\n",
        "Chrysalis part_of Butterfly life",
    ),
    # "X의 정의": every line says what X is
    ("## [[온돌]]의 정의\n- 방을 데운다.\n- 구들을 데워 쓰는 [[난방 장치]]이다.\n", "온돌 is_a 난방 장치"),
    # an apposition
    ("Bees live on [[nectar]], a [[plant sap]] that flowers secrete.", "nectar is_a plant sap"),
    # what is in it
    ("[[굴]]은 [[아연]]을 함유한다.", "아연 part_of 굴"),
    # members of a plural
    ("[[Stone fruits]] include [[plums]] and [[cherries]].", "plums is_a Stone fruits"),
    # a list with its "and", and a short one without
    ("[[Mulch]] prevents [[frost damage]], [[soil crusting]] and [[water loss]].", "Mulch solves soil crusting"),
    # a problem that is owned, and called one
    ("[[펌프]]는 [[우물]]의 [[과부하]] 문제를 해결한다.", "우물 causes 과부하"),
]

UNSTATED = [
    (
        "# Vitamins\n\n- **[[Niacin deficiency]]**: is treated with [[liver oil]] every week in most towns.\n",
        "Niacin deficiency causes liver oil",
    ),
    ("## [[Important dates]]\n- [[Puli]]\n- [[Mudi]]\n- [[Kelpie]]\n", "Mudi is_a Important dates"),
    ("Bees need [[nectar]], [[pollen]], a [[plant sap]] and water.", "pollen is_a plant sap"),
    # said of this one thing
    ("[[과부하]]가 존재하는 [[펌프]]에 물을 붓는다.", "펌프 causes 과부하"),
    ("[[과부하]]가 심한 [[펌프]]", "펌프 causes 과부하"),
    # the one picked is no class
    ("자주 권장되는 [[반죽 방식]]은 [[스펀지법]]이다.", "반죽 방식 is_a 스펀지법"),
    # what is listed is no class of the others
    ("## [[방문 판매]]\n[[방문 판매]]의 종류로는 [[방문 판매]]와 [[통신 판매]]가 있다.", "통신 판매 is_a 방문 판매"),
    ("They sell [[plums]] and [[dried fruits]], including [[raw hides]].", "raw hides is_a dried fruits"),
    (
        "[[Mulch]] prevents [[frost damage]], [[seed trays]] for each bed can be used for the others as well.",
        "Mulch solves seed trays",
    ),
    ("#include <[[plums]]> [[Stone fruits]] include [[plums]]; main() {}", "plums is_a Stone fruits"),
    # an everyday word that nothing calls unwanted
    ("## [[문지기]]\n- 밤마다 [[연락]]을 막는다.", "문지기 solves 연락"),
    # where it is
    ("## [[둑]]\n- [[우물]]의 [[과부하]]를 막는다.", "우물 causes 과부하"),
    ("[[마당]]에서 [[그림자]]가 나타나는 현상", "마당 causes 그림자"),
    # a reason to take something against it
    ("## [[둑]]\n- 물이 불어 [[과부하]]가 발생할 수 있어서 이것을 사용", "둑 causes 과부하"),
    # how likely it is
    ("[[과부하]]에 빠질 [[확률]]이 높다.", "확률 causes 과부하"),
    # a problem solves none
    ("## [[과부하]]\n- [[흙벽]] 문제 없음", "과부하 solves 흙벽"),
    # somebody else in between
    ("[[과부하]]를 막기 위해 어른은 아이가 [[방류]]하거나 쉴 때까지 기다린다.", "방류 solves 과부하"),
    # a quality is no use
    ("[[가죽끈]]은 [[내구성]]에 유리하다.", "가죽끈 suited_to 내구성"),
]


@pytest.mark.parametrize(("text", "edge"), STATED)
def test_stated(tmp_path: Path, text: str, edge: str) -> None:
    assert edge in read(tmp_path, text)


@pytest.mark.parametrize(("text", "edge"), UNSTATED)
def test_unstated(tmp_path: Path, text: str, edge: str) -> None:
    assert edge not in read(tmp_path, text)
