"""What a user reads: the right lines, cited word for word, with hops; or a plain word that the notes don't hold it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from own_notes import over

from kb import KnowledgeBase, build
from kb.answer.parts import questions_in
from kb.types import Answer, Relation


def lines_of(answer: Answer) -> str:
    return " ".join(citation.quote for citation in answer.citations)


def hops_of(answer: Answer) -> set[tuple[str, str, str]]:
    return {(hop.source, str(hop.relation), hop.target) for hop in answer.hops}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("드롭아웃이란?", "일부 뉴런을 무작위로 끄는"),
        ("What is dropout?", "일부 뉴런을 무작위로 끄는"),
        ("What does gradient clipping do?", "rescales the gradient"),
        ("그래디언트 클리핑은 무슨 일을 하나?", "rescales the gradient"),
        ("배치 정규화와 계층 정규화의 차이는?", "한 샘플의 특징 방향"),
        ("ReLU의 문제점은?", "죽은 뉴런(dead neuron) 문제를 유발한다"),
        ("왜 learning rate warm-up을 하나?", "large steps at the start"),
        ("드랍아우시 뭐임?", "일부 뉴런을 무작위로 끄는"),
        ("Softmax는 어디에 쓰나?", "다중 분류의 출력층"),
    ],
)
def test_the_answer_holds_the_line_that_answers(kb: KnowledgeBase, question: str, words: str) -> None:
    answer = kb.ask(question)
    assert answer.grounded
    assert words in lines_of(answer)


def test_solutions_come_from_stated_edges_with_their_hops(kb: KnowledgeBase) -> None:
    answer = kb.ask("죽은 뉴런 문제를 해결하는 것은?")
    assert "죽은 뉴런 문제를 해결한다." in lines_of(answer)
    assert {("LeakyReLU", "solves", "dead neuron"), ("ReLU", "causes", "dead neuron")} <= hops_of(answer)
    for hop in answer.hops:
        note = kb.note_text(hop.note).split("\n")
        assert hop.quote.split("\n")[0] in note[hop.line - 1]


def test_every_quote_stands_at_its_lines(kb: KnowledgeBase) -> None:
    for question in ("과적합을 막는 방법은?", "활성화 함수의 종류는?", "LSTM이란?", "How does momentum help?"):
        answer = kb.ask(question)
        assert answer.citations
        for number, chunk, quote in answer.citations:
            assert f"[{number}]" in answer.text
            assert quote in chunk.text
            first = chunk.start_line + chunk.text[: chunk.text.index(quote)].count("\n")
            lines = kb.note_text(chunk.note).split("\n")[first - 1 : first + quote.count("\n")]
            assert quote in "\n".join(lines)


def test_markers_and_citations_correspond(kb: KnowledgeBase) -> None:
    answer = kb.ask("과적합을 막는 방법은?")
    markers = [int(number) for number in re.findall(r"\[(\d+)\]", answer.text)]
    assert markers == [citation.number for citation in answer.citations] == list(range(1, len(markers) + 1))


@pytest.mark.parametrize(
    "question",
    [
        "김치찌개 끓이는 법은?",
        "What is the capital of France?",
        "GPT-4의 파라미터는 몇 개야?",
        "ㅇㅇ",
        "42",
        "?!",
        "",
        "드롭아웃을 처음 만든 사람은 누구?",
    ],
)
def test_what_the_notes_do_not_hold_is_said_so(kb: KnowledgeBase, question: str) -> None:
    answer = kb.ask(question)
    assert not answer.grounded
    assert not answer.hops
    assert answer.text
    if not answer.concepts:
        assert not answer.citations


def test_a_refusal_says_what_is_there_about_the_topic(kb: KnowledgeBase) -> None:
    answer = kb.ask("드롭아웃을 처음 만든 사람은 누구?")
    assert not answer.grounded
    assert "노트에 있는 것" in answer.text
    assert "드롭아웃" in " ".join(" ".join(citation.chunk.heading) + citation.chunk.text for citation in answer.citations)


def test_the_answer_speaks_the_language_of_the_question(kb: KnowledgeBase) -> None:
    assert "관련 개념" in kb.ask("LSTM이란?").text
    assert "Related concepts" in kb.ask("What is LSTM?").text
    assert "찾지 못했습니다" in kb.ask("김치찌개 끓이는 법은?").text
    assert "don't hold" in kb.ask("Who won the football match?").text


def test_a_name_without_description_is_told_from_a_definition(kb: KnowledgeBase) -> None:
    answer = kb.ask("트랜스포머란?")
    assert not answer.grounded
    assert "이름만" in answer.text
    assert "트랜스포머" in lines_of(answer)


@pytest.mark.parametrize(
    "history",
    [
        ["ReLU가 뭐야?"],
        [("ReLU가 뭐야?", "…")],
        [{"role": "user", "content": "ReLU가 뭐야?"}, {"role": "assistant", "content": "…"}],
        [{"role": "user", "content": [{"type": "text", "text": "ReLU가 뭐야?"}]}],
    ],
)
def test_a_follow_up_carries_the_concept(kb: KnowledgeBase, history: list[object]) -> None:
    answer = kb.ask("그럼 문제점은?", history=history)
    assert answer.concepts == ("ReLU",)
    assert "죽은 뉴런" in lines_of(answer)


def test_what_about_keeps_the_kind_and_drops_the_topic(kb: KnowledgeBase) -> None:
    first = kb.ask("기울기 소실을 해결하는 것은?")
    second = kb.ask("죽은 뉴런은?", history=[first])
    assert second.concepts == ("dead neuron",)
    assert second.kind == "solution"


def test_a_new_topic_does_not_inherit_the_old_one(kb: KnowledgeBase) -> None:
    answer = kb.ask("드롭아웃이란?", history=["ReLU의 문제점은?"])
    assert answer.concepts == ("dropout",)
    assert "ReLU" not in lines_of(answer)


def test_suggestions_are_other_questions_that_are_answered(kb: KnowledgeBase) -> None:
    answer = kb.ask("ReLU의 문제점은?")
    assert answer.suggestions
    assert answer.question not in answer.suggestions
    assert all(kb.ask(suggestion).grounded for suggestion in answer.suggestions)


def test_example_questions_are_answered(kb: KnowledgeBase) -> None:
    for language in ("ko", "en"):
        examples = kb.example_questions(language, 4)
        assert examples
        assert all(kb.ask(question).grounded for question in examples)


def test_asking_is_deterministic_and_odd_input_is_no_error(kb: KnowledgeBase) -> None:
    assert kb.ask("LSTM이란?") == kb.ask("LSTM이란?")
    for odd in ("\ud800", "<script>alert(1)</script>", "🙂" * 50, "왜 " * 3000, "'; DROP TABLE notes; --", "　"):
        kb.ask(odd)
    with pytest.raises(ValueError, match="k must be 1"):
        kb.ask("LSTM이란?", k=0)


def test_the_same_words_in_two_notes_are_one_hit_with_both_places(vault: tuple[object, object]) -> None:
    from kb import build

    notes, index = Path(str(vault[0])), Path(str(vault[1]))
    (notes / "copy.md").write_bytes((notes / "optimization.md").read_bytes())
    build(notes, index)
    hits = KnowledgeBase.open(index).search("What does gradient clipping do?")
    assert {hits[0].chunk.note, *(other.note for other in hits[0].also)} == {"copy.md", "optimization.md"}
    assert len({hit.chunk.text for hit in hits}) == len(hits)


def test_concept_view_and_paths(kb: KnowledgeBase) -> None:
    view = kb.concept("죽은뉴런")
    assert view.name == "dead neuron"
    assert "죽은 뉴런" in view.aliases
    assert {(hop.source, hop.relation) for hop in view.incoming} >= {
        ("ReLU", Relation.CAUSES),
        ("LeakyReLU", Relation.SOLVES),
    }
    assert view.passages
    routes = kb.path("ReLU", "LeakyReLU")
    assert any("dead neuron" in route.concepts or len(route.hops) == 1 for route in routes)
    graph = kb.graph
    assert graph.is_directed()
    assert graph.is_multigraph()
    assert graph.has_edge("ReLU", "dead neuron", key="causes")
    assert graph.nodes["dead neuron"]["aliases"]
    assert graph.edges["ReLU", "dead neuron", "causes"]["evidence"]


def test_every_line_of_evidence_stands_in_its_note(kb: KnowledgeBase) -> None:
    for edge in kb.concept_graph.edges:
        for evidence in edge.evidence:
            lines = kb.note_text(evidence.note).split("\n")
            first, last = evidence.line - 1, evidence.line + evidence.quote.count("\n")
            assert evidence.quote in "\n".join(lines[first:last])


@pytest.fixture(scope="module")
def spices(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    fermenting = (
        "# 발효\n\n## 젖산균\n\n- 단점: 온도에 민감하다\n- 장점: 산소가 없어도 자란다\n"
        "- 젖산균(lactic acid bacteria)은 당을 젖산으로 바꾸는 세균이다.\n\n"
        "## 효모의 종류\n\n- 빵 효모: 반죽을 부풀린다\n- 맥주 효모: 낮은 온도에서 일한다\n- 야생 효모: 껍질에 산다\n\n"
        "## 곰팡이의 종류\n\n- 누룩곰팡이\n\n  쌀의 전분을 당으로 바꾼다.\n\n  - 황국균을 많이 쓴다\n\n- 푸른곰팡이\n\n"
        "  치즈를 익힌다.\n\n  - 향이 강해진다\n\n- 거미줄곰팡이\n\n  템페를 만든다.\n\n  - 콩을 하얗게 덮는다\n"
    )
    return over(tmp_path_factory.mktemp("spices"), {"발효.md": fermenting})


@pytest.mark.parametrize("question", ["젖산균이란?", "What are lactic acid bacteria?"])
def test_a_definition_is_said_first(spices: KnowledgeBase, question: str) -> None:
    assert "세균이다" in spices.ask(question).citations[0].quote


def test_the_asked_side_alone(spices: KnowledgeBase) -> None:
    quotes = " ".join(citation.quote for citation in spices.ask("젖산균의 단점은?").citations)
    assert "민감" in quotes
    assert "산소" not in quotes


def test_a_list_is_shown_whole_and_together(spices: KnowledgeBase) -> None:
    quotes = [citation.quote for citation in spices.ask("효모의 종류는?").citations]
    assert ["빵" in quotes[0], "맥주" in quotes[1], "야생" in quotes[2]] == [True, True, True]


def test_list_parents_under_the_heading_that_announces_them_are_the_list(spices: KnowledgeBase) -> None:
    answer = spices.ask("What kinds of mould (곰팡이) are there?")
    assert [citation.quote for citation in answer.citations[:3]] == ["누룩곰팡이", "푸른곰팡이", "거미줄곰팡이"]
    assert answer.text.startswith("**발효 › 곰팡이의 종류**\n- 누룩곰팡이 [1]\n- 푸른곰팡이 [2]")


@pytest.mark.parametrize(
    "question", ["하늘은 왜 파란가?", "Why do cats purr?", "두통은 왜 생겨?", "How do I fix a flat tyre?"]
)
def test_what_no_word_of_the_notes_speaks_of_is_refused(spices: KnowledgeBase, question: str) -> None:
    assert not spices.ask(question).grounded


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    manure = (
        "# 비료\n\n## 비료의 종류\n\n- **화학 비료**: 공장에서 만든 비료\n    - 논에서 많이 쓰인다\n"
        "- **퇴비**: 흙이 산성일 때 쓰는 비료\n    - 과수원에서 많이 쓰인다\n"
        "- **액체 비료**: 물에 타는 비료\n    - 화분에서 많이 쓰인다\n\n"
        "## 발효 조건\n\n- 따뜻하게 둔다\n- 소금을 넣는다\n- 공기를 막는다\n- 그늘에 둔다\n\n"
        "## 퇴비 만드는 법\n\n- 낙엽과 음식물 찌꺼기를 층층이 쌓고 석 달 동안 뒤집어 준다\n\n"
        "### 참고 자료\n\n- 퇴비 만드는 법 총정리\n\n## 퇴비 쓰는 법\n\n[뒤로](#비료)/[위로](#비료)\n\n"
        "- 밭에 골고루 뿌린다\n\n출처 [농부 님의 퇴비 쓰는 법](https://example.com)\n"
    )
    pests = (
        "# 해충\n\n## 바구미 (weevil)\n\n> 쌀통에 생겨 낟알을 갉아 먹는 작은 벌레\n\n여름에 특히 늘어난다.\n\n"
        "### 바구미를 막는 방법\n\n- 마늘을 넣어 둔다\n- 서늘한 곳에 둔다\n\n"
        "### 자주 나오는 질문\n\n- 바구미에 대해 설명해보세요.\n"
    )
    tools = ("끌", "톱", "대패", "칼", "줄", "송곳", "망치", "자", "먹줄", "도끼", "자귀", "집게")
    items = "".join(
        f"- {kind} {tool}: 쓰고 나면 날을 갈아 마른 곳에 걸어 둔다\n" for tool in tools for kind in ("작은", "큰")
    )
    woodwork = f"# 목공\n\n## 연장 손질\n\n{items}"
    return over(tmp_path_factory.mktemp("garden"), {"비료.md": manure, "해충.md": pests, "목공.md": woodwork})


def test_a_kind_that_meets_the_condition_stands_in_for_an_alternative_that_no_note_names(garden: KnowledgeBase) -> None:
    answer = garden.ask("흙이 산성일 때 화학 비료 대신 쓰는 것은 어디에서 주로 쓰이나?")
    assert {("화학 비료", "is_a", "비료"), ("퇴비", "is_a", "비료")} <= hops_of(answer)
    assert "과수원에서 많이 쓰인다" in lines_of(answer)
    assert "화분" not in lines_of(answer)


def test_a_list_of_sources_is_no_answer(garden: KnowledgeBase) -> None:
    quotes = [citation.quote for citation in garden.ask("퇴비 만드는 법은?").citations]
    assert any("층층이" in quote for quote in quotes)
    assert "퇴비 만드는 법 총정리" not in quotes
    using = lines_of(garden.ask("퇴비 쓰는 법은?"))
    assert "골고루" in using
    assert "위로" not in using
    assert "농부" not in using


def test_a_conversation_may_be_none_and_a_word_without_end_is_not_echoed(garden: KnowledgeBase) -> None:
    assert garden.ask("퇴비란?", history=None) == garden.ask("퇴비란?")
    assert len(garden.ask("쿠" * 900 + "란?").text) < 400


def test_what_stands_under_all_that_was_asked_is_the_list(garden: KnowledgeBase) -> None:
    quotes = [citation.quote for citation in garden.ask("발효 조건 네 가지는?").citations]
    assert quotes[:4] == ["따뜻하게 둔다", "소금을 넣는다", "공기를 막는다", "그늘에 둔다"]


def test_a_list_shown_in_part_says_how_much_is_left(garden: KnowledgeBase) -> None:
    answer = garden.ask("연장 손질 방법을 모두 알려줘")
    shown = len(answer.citations)
    assert 2 <= shown < 24
    assert f"이 목록에 {24 - shown}개 더 있음: 목공.md" in answer.text


def test_what_stands_first_under_a_name_defines_it(garden: KnowledgeBase) -> None:
    assert garden.ask("바구미가 뭐야?").citations[0].quote == "쌀통에 생겨 낟알을 갉아 먹는 작은 벌레"


def test_a_second_question_is_about_what_the_first_one_asked(garden: KnowledgeBase) -> None:
    answer = garden.ask("바구미가 뭐야? 막는 방법은?")
    assert "마늘을 넣어 둔다" in lines_of(answer)
    assert "바구미에 대해 설명해보세요." not in lines_of(answer)


SHIPS = """# 범선

## 종류
범선은 돛대 수로 나눈다. 스쿠너는 돛대가 두 개다.
- 브리그: 앞뒤 돛대에 가로돛을 단다.
- 커터: 돛대가 하나인 작은 배.

## 역사
스쿠너는 1713년에 처음 만들어졌다고 한다.
(간략한 설명)

## 조종
스쿠너 조종에는 선원이 적게 필요하다. 스쿠너는 바람을 거슬러 갈 때 유리하다.
"""


@pytest.fixture(scope="module")
def ships(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return over(tmp_path_factory.mktemp("ships"), {"범선.md": SHIPS})


@pytest.mark.parametrize(
    ("question", "wants", "words"),
    [
        ("스쿠너 돛대는 몇 개야?", "count", "돛대가 두 개다"),
        ("스쿠너는 언제 처음 만들어졌어?", "year", "1713년"),
        ("When was the schooner first built?", "year", ""),
        ("스쿠너는 언제 유리해?", "", "거슬러 갈 때"),
    ],
)
def test_a_number_or_a_date_that_was_asked_for_is_shown(ships: KnowledgeBase, question: str, wants: str, words: str) -> None:
    assert ships._read(question).wants == wants
    if words:
        assert words in lines_of(ships.ask(question))


@pytest.mark.parametrize("question", ["커터는 언제 발명됐어?", "Who invented the cutter?"])
def test_a_year_or_a_maker_that_no_line_holds_is_not_there(ships: KnowledgeBase, question: str) -> None:
    assert not ships.ask(question).grounded


def test_a_remark_alone_is_no_answer(ships: KnowledgeBase) -> None:
    assert "간략한 설명" not in ships.ask("스쿠너의 역사는?").text


@pytest.mark.parametrize("question", ["무슨 노트가 있어?", "노트 요약해줘", "요약해줘", "Summarise my notes"])
def test_what_the_notes_hold_is_told(ships: KnowledgeBase, question: str) -> None:
    answer = ships.ask(question)
    assert answer.grounded
    assert "역사" in answer.text


def test_the_first_of_two_questions_is_a_question_again() -> None:
    parts = questions_in("스쿠너가 뭐고 언제 만들어졌어?")
    assert [part.asked for part in parts] == ["스쿠너가 뭐야?", "언제 만들어졌어?"]
    assert [part.words for part in parts] == ["스쿠너가 뭐고", "언제 만들어졌어?"]


def test_a_sentence_that_names_them_comes_before_a_list_of_something_near(tmp_path: Path) -> None:
    notes = """# 매듭

## 매듭의 종류
- 보우라인: 고리를 만든다.
- 클로브 히치: 기둥에 묶는다.

## 푸는 법
매듭을 푸는 도구에는 마린스파이크, 피드, 송곳 등이 있다.
"""
    answer = over(tmp_path, {"매듭.md": notes}).ask("매듭을 푸는 도구에는 어떤 것들이 있나요?")
    assert "마린스파이크" in answer.citations[0].quote


RECIPES = """# 술빵

## 만드는 법
1. 막걸리와 물을 섞는다.
2. 밀가루를 넣고 젓는다.
3. 따뜻한 곳에서 네 시간 부풀린다.
4. 강한 불로 찐다.

## 보관
식은 뒤 얼린다.

# 찐빵

팥소를 넣어 찐다.

# 옥수수빵

옥수수 가루로 굽는다.
"""


@pytest.fixture(scope="module")
def recipes(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return over(tmp_path_factory.mktemp("recipes"), {"빵.md": RECIPES})


def test_steps_are_told_whole_and_in_order(recipes: KnowledgeBase) -> None:
    quotes = [citation.quote for citation in recipes.ask("술빵은 어떻게 만들어?").citations]
    assert [quote.split()[0] for quote in quotes[:4]] == ["막걸리와", "밀가루를", "따뜻한", "강한"]


def test_of_two_compared_things_each_has_its_say(tmp_path: Path) -> None:
    notes = """# Birds

## Owl
An owl hunts at night.

## Barn owl
The barn owl is an owl with a white face. A barn owl hears better than other owls.

## Snowy owl
Unlike the barn owl, the snowy owl hunts by day. A snowy owl is a large owl.

## Where owls live
The barn owl and the snowy owl live far apart.
"""
    answer = over(tmp_path, {"birds.md": notes}).ask("What is the difference between an owl and a barn owl?")
    assert "hunts at night" in lines_of(answer)
    assert "white face" in lines_of(answer)


def test_thanks_is_no_question(kb: KnowledgeBase) -> None:
    answer = kb.ask("고마워요!")
    assert answer.text.startswith("도움이 되었다면")
    assert not answer.citations
    assert kb.ask("thanks a lot").text.startswith("Glad")


def test_words_that_the_notes_lack_are_shown_as_written(kb: KnowledgeBase) -> None:
    assert "노트에 없는 말: 김치찌개\n" in kb.ask("너 김치찌개는 어떻게 끓였어?").text
    assert "Not in the notes: Chandrasekhar" in kb.ask("Hello, who did Chandrasekhar meet at that point?").text


@pytest.fixture(scope="module")
def sided(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    notes, index = tmp_path_factory.mktemp("sided"), tmp_path_factory.mktemp("sided-index")
    (notes / "온돌.md").write_text(
        "# 온돌(Ondol)\n\n바닥 밑에 불길을 내어 방을 데우는 난방 방식\n\n"
        "- 고구려 때부터 쓰였다.\n- 구들장은 넓적한 돌이다.\n\n"
        "## 온돌을 왜 쓰나요?\n\n- 온돌은 방 안의 추위를 막는다.\n- 연기는 굴뚝으로 나간다.\n\n"
        "## 단점도 있나요?\n\n- 방이 데워지는 데 오래 걸린다.\n- 아궁이에 가까운 곳만 뜨겁다.\n",
        encoding="utf-8",
    )
    (notes / "한지.md").write_text(
        "# 한지\n\n- 한지는 닥나무 껍질로 만든다.\n- 창호지는 문에 바른다.\n- 장판지는 바닥에 깐다.\n"
        "- 단점: 물에 약하다.\n\n"
        "# 양지\n\n- 단점: 한지만큼 오래가지 않는다.\n",
        encoding="utf-8",
    )
    (notes / "링크.md").write_text("# 목차\n\n- [온돌](온돌.md)\n- [한옥 지붕 개량](없음.md)\n", encoding="utf-8")
    build(notes, index)
    return KnowledgeBase.open(index)


def test_a_definition_is_the_line_that_opens_the_section_of_that_name(sided: KnowledgeBase) -> None:
    answer = sided.ask("온돌이 뭐야?")
    assert answer.citations[0].quote == "바닥 밑에 불길을 내어 방을 데우는 난방 방식"
    assert all(citation.quote != "[온돌](온돌.md)" for citation in answer.citations)


def test_a_heading_that_asks_for_drawbacks_announces_them(sided: KnowledgeBase) -> None:
    quotes = [citation.quote for citation in sided.ask("온돌 단점은?").citations]
    assert quotes[:2] == ["방이 데워지는 데 오래 걸린다.", "아궁이에 가까운 곳만 뜨겁다."]


def test_what_calls_itself_the_asked_side_comes_first(sided: KnowledgeBase) -> None:
    assert sided.ask("한지의 단점은?").citations[0].quote == "단점: 물에 약하다."


def test_why_something_is_used_is_answered_by_what_it_prevents(sided: KnowledgeBase) -> None:
    assert sided.ask("온돌은 왜 써?").citations[0].quote == "온돌은 방 안의 추위를 막는다."


def test_an_answer_is_never_empty(sided: KnowledgeBase) -> None:
    answer = sided.ask("한옥 지붕 개량")
    assert answer.text.strip()
    assert bool(answer.citations) == answer.grounded


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    notes = {
        "pottery.md": "# 도자기\n\n## 흙\n- 백자토: 철분이 적어 구우면 하얗게 되는 점토\n"
        "- 옹기토: 모래가 섞여 숨을 쉬는 거친 점토\n\n"
        "## 굽기\n- 초벌: 유약 없이 800도에서 한 번 굽는 일\n- 재벌: 유약을 바르고 1250도에서 다시 굽는 일\n",
        "harbour.md": "# Harbour\n\n## Berths\n- Breakwater: a wall that keeps the waves out of the harbour\n"
        "- Mooring: ropes and chains that hold a ship at the quay\n",
        "queue.md": "# 자료구조\n\n## 큐(queue)\n"
        "큐(queue)는 먼저 들어간 것이 먼저 나오는 자료구조이다. 프린터의 대기열이 큐이다.\n",
    }
    return over(tmp_path_factory.mktemp("mixed"), notes)


def test_a_refusal_offers_questions_on_what_is_nearest(mixed: KnowledgeBase) -> None:
    pots, ships = mixed.ask("고려청자는 언제 처음 구웠어?"), mixed.ask("How much does the harbour pilot earn?")
    assert not pots.grounded
    assert not ships.grounded
    assert any(word in pots.suggestions[0] for word in ("백자토", "옹기토", "초벌", "재벌"))
    assert any(word in ships.suggestions[0].lower() for word in ("breakwater", "mooring", "harbour"))
    assert all(mixed.ask(question).grounded for question in (*pots.suggestions, *ships.suggestions))


def test_a_labelled_line_is_a_definition(mixed: KnowledgeBase) -> None:
    for question, words in (("초벌이 뭐야?", "유약 없이 800도"), ("What is mooring?", "ropes and chains")):
        answer = mixed.ask(question)
        assert answer.grounded
        assert words in answer.citations[0].quote


def test_a_name_of_one_letter_is_read_in_a_question(mixed: KnowledgeBase) -> None:
    for question in ("큐가 뭐야?", "큐에 대해 알려줘", "큐란?"):
        answer = mixed.ask(question)
        assert answer.concepts == ("queue",)
        assert "먼저 들어간 것이 먼저 나오는" in answer.citations[0].quote


def test_a_line_is_about_its_own_list_parents_alone(tmp_path: Path) -> None:
    notes = (
        "# 새\n\n## 종류\n\n- 올빼미 (owl)\n  - 밤에 쥐를 잡는다\n- 수리올빼미 (eagle owl)\n  - 귀깃이 길게 솟아 있다\n"
        "- 물총새 (kingfisher)\n  - 물속으로 곧장 뛰어든다\n"
    )
    kb = over(tmp_path, {"새.md": notes})
    _, candidates = kb.consider("올빼미가 뭐야?")
    about = {one.line.statement.text: bool(one.units) for one in candidates}
    assert about["밤에 쥐를 잡는다"]
    assert not about["귀깃이 길게 솟아 있다"]
    assert not about["물속으로 곧장 뛰어든다"]
    assert "물속으로" not in kb.ask("올빼미가 뭐야?").text
