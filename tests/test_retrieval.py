"""How questions are read and passages found."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import numpy as np
import pytest
from own_notes import over

from kb import KnowledgeBase
from kb.encoder import load_encoder
from kb.encoder.static import StaticEncoder
from kb.retrieval.features import FEATURES, Unit, share, shares
from kb.retrieval.kinds import kind_of
from kb.retrieval.late import LateInteraction
from kb.retrieval.passage_terms import Terms, term_ids


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("드롭아웃이란?", "definition"),
        ("What is dropout?", "definition"),
        ("정규화의 종류 4가지는?", "list"),
        ("Name three optimizers", "list"),
        ("L1과 L2의 차이", "compare"),
        ("SGD vs Adam", "compare"),
        ("왜 비선형이어야 하나?", "why"),
        ("Why is ReLU popular?", "why"),
        ("ReLU의 단점은?", "problem"),
        ("과적합을 막는 방법은?", "solution"),
        ("How can overfitting be prevented?", "solution"),
        ("LSTM과 GRU는 무슨 관계야?", "relation"),
        ("배치 정규화는 언제 써?", "when"),
        ("드롭아웃은 과적합을 막아주나요?", "yes_no"),
        ("Does dropout prevent overfitting?", "yes_no"),
        ("출력 크기는 어떻게 계산하나?", "how"),
        ("모멘텀", "open"),
        ("기울기 소실이 뭐?", "definition"),
        ("L1이랑 L2 뭐가 다른지 표로 알려줘", "compare"),
    ],
)
def test_kind_of_question(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("query", "note", "line"),
    [
        ("vanishing gradient in LSTM", "심화/rnn.md", 5),
        ("이진 분류의 출력층에는 무엇을 쓰나", "활성화-함수.md", 31),
        ("escape saddle points", "optimization.md", 5),
        ("검증 손실이 오르면 멈추기", "quiz.md", 17),
        ("exploding gradients 막기", "심화/rnn.md", 9),
    ],
)
def test_the_right_passage_comes_first_or_second(kb: KnowledgeBase, query: str, note: str, line: int) -> None:
    hits = kb.search(query, k=2)
    assert any(hit.chunk.note == note and hit.chunk.start_line <= line <= hit.chunk.end_line for hit in hits)


def test_the_bare_question_list_is_no_passage(kb: KnowledgeBase) -> None:
    assert not any(chunk.note == "quiz.md" and chunk.start_line < 7 for chunk in kb.chunks)


def test_hits_are_best_first_and_as_many_as_asked(kb: KnowledgeBase) -> None:
    hits = kb.search("정규화", k=4)
    assert len(hits) == 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(kb.search("정규화", k=500)) <= len(kb.chunks)


def test_an_empty_folder_of_notes_answers_plainly(tmp_path: Path) -> None:
    kb = over(tmp_path, {})
    assert kb.search("무엇이든") == []
    answer = kb.ask("무엇이든?")
    assert not answer.grounded
    assert "색인된 노트가 없습니다" in answer.text


def _late_over(kb: KnowledgeBase) -> LateInteraction:
    encoder = load_encoder()
    assert isinstance(encoder, StaticEncoder)
    return LateInteraction(kb._snapshot, encoder)


def test_late_interaction_finds_the_pieces_of_the_question_anywhere_in_a_passage(kb: KnowledgeBase) -> None:
    late, positions = _late_over(kb), np.arange(len(kb.chunks))
    whole, window = late.scores(kb.chunks[3].text, positions).T
    assert whole.argmax() == 3
    assert (window <= whole + 1e-4).all()
    assert not late.scores("", positions).any()


def test_words_that_stand_together_are_nearer_than_the_same_words_apart(tmp_path: Path) -> None:
    filler = "The workshop closes early on rainy Mondays and the kettle stays on the shelf by the door. " * 2
    apart = f"Glaze is stirred with a whisk. {filler}Kiln shelves are stacked. {filler}Cones bend when it is hot."
    together = f"Glaze in a kiln is done when the cones bend. {filler}Kiln shelves are stacked. {filler}"
    kb = over(tmp_path, {"a.md": f"# Studio\n\n{apart}\n", "b.md": f"# Studio\n\n{together}\n"})
    scores = _late_over(kb).scores("glaze kiln cones bend", np.arange(len(kb.chunks)))
    best = {name: max(s[1] for s, c in zip(scores, kb.chunks, strict=True) if c.note == name) for name in ("a.md", "b.md")}
    assert best["b.md"] > best["a.md"]


def test_any_cross_encoder_rereads_the_first_passages(kb: KnowledgeBase, tiny_cross_encoder: Path) -> None:
    from kb.retrieval.crossing import CrossReranker
    from kb.retrieval.ranking import Ranking

    reread = kb.with_ranking(Ranking(reranker=CrossReranker(str(tiny_cross_encoder))))
    query = "과적합을 막는 방법은?"
    plain, again = kb.search(query, k=20), reread.search(query, k=20)
    assert {hit.chunk.id for hit in plain[:5]} & {hit.chunk.id for hit in again}
    assert [hit.score for hit in again] == sorted((hit.score for hit in again), reverse=True)
    assert [hit.chunk.id for hit in plain] != [hit.chunk.id for hit in again]
    assert reread.search(query, k=20) == again


def test_a_cross_encoder_that_is_not_there_is_a_named_error(tmp_path: Path) -> None:
    from kb.errors import EncoderNotFound
    from kb.retrieval.crossing import CrossReranker

    with pytest.raises(EncoderNotFound, match="--reranker"):
        CrossReranker(str(tmp_path / "nowhere"))


@pytest.fixture(scope="module")
def tiny_cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of two small layers with random weights, saved as sentence-transformers saves one."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("cross") / "tiny"
    letters = sorted(set("가나다라마바사아자차카타파하을를은는이가의법방과적합막드롭웃 abcdefghijklmnopqrstuvwxyz?."))
    words = {word: at for at, word in enumerate(("[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters))}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, num_labels=1
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        model_max_length=512,
    ).save_pretrained(folder)  # fmt: skip
    return folder


def test_an_index_that_nobody_uses_any_more_leaves_memory(grown: tuple[Path, Path]) -> None:
    """A server opens a new one after every rebuild."""
    kb = KnowledgeBase.open(grown[1])
    kb.ask("ReLU의 문제점은?")
    kb.concept("ReLU")
    parts = [weakref.ref(part) for part in (kb, kb.concept_graph, kb._snapshot)]
    del kb
    gc.collect()
    assert [part() for part in parts] == [None] * len(parts)


def test_bm25_counts_more_the_more_a_question_is_made_of_particular_names(kb: KnowledgeBase) -> None:
    bm25, by_names = FEATURES.index("bm25"), FEATURES.index("bm25_names")
    for question, names in (("How did Zürn and McTavish meet", True), ("how do gates keep what was learned early", False)):
        table = kb.measure(question).table
        assert table[:, by_names].any() == (names and table[:, bm25].any())
        assert (np.abs(table[:, by_names]) <= np.abs(table[:, bm25])).all()
    table = kb.measure("Does AdaGrad or RMSProp use momentum?").table
    assert 0 < np.abs(table[:, by_names]).sum() < np.abs(table[:, bm25]).sum()


def test_a_noun_that_qualifies_another_is_told_from_one_that_is_asked_about(kb: KnowledgeBase) -> None:
    def modifiers(question: str) -> frozenset[str]:
        return kb.consider(question)[0].question.modifiers

    assert "고스트" in modifiers("고스트 배치는 뭐야?")
    assert not modifiers("배치의 효과는?")
    assert not modifiers("how do ghosts batch?")


def test_a_line_comes_nearer_to_what_it_says_in_other_words_than_to_what_it_does_not_say(kb: KnowledgeBase) -> None:
    evidence, candidates = kb.consider("randomly risotto")
    units = [unit.surface for unit in evidence.units]
    dropout = next(c for c in candidates if "일부 뉴런을 무작위로 끄는" in c.line.statement.text)
    near = dict(zip(units, dropout.near.tolist(), strict=True))
    assert near[units[0]] > near["risotto"] + 0.2


def test_a_text_about_what_a_longer_name_names_is_not_about_the_shorter() -> None:
    owl = Unit("owl", frozenset({"c:owl"}), frozenset({"owl"}), frozenset({"owl"}), 2.0, frozenset({"c:barn owl"}))
    plain = Unit("night", frozenset({"night"}), frozenset(), frozenset({"night"}), 1.0)
    texts = [{"owl"}, {"owl", "barn", "c:barn owl"}, {"owl", "barn", "c:barn owl", "c:owl", "night"}, {"night"}]
    assert [owl.is_in(terms) for terms in texts] == [True, False, True, False]
    none, empty = frozenset[str](), term_ids([])
    passages = [
        Terms((), none, none, (frozenset(t),), none, none, empty, empty, term_ids(sorted(t)), np.array([len(t)]))
        for t in texts
    ]
    of_line = shares([owl, plain], passages)[:, 1]
    assert of_line.tolist() == pytest.approx([share([owl, plain], terms) for terms in texts])
