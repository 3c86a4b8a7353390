"""The training's parts, on a handful of sentences and a made-up teacher: from text to a folder that loads."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import numpy as np
import pytest

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
PAIRS = (
    ("The dog sleeps in the sun.", "개가 햇볕에서 잔다."),
    ("A database keeps rows in tables.", "데이터베이스는 표에 행을 저장한다."),
    ("The learning rate is too large.", "학습률이 너무 크다."),
    ("Processes wait for the disk.", "프로세스가 디스크를 기다린다."),
) * 8


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(SCRIPTS), *sys.path])


@pytest.mark.slow
def test_from_text_to_a_folder_that_loads(tmp_path: Path) -> None:
    from encoder_training.corpus import Pair, Term
    from encoder_training.package import rotate, write_model
    from encoder_training.pieces import train_pieces
    from encoder_training.recipe import Mixture, Recipe, kinds_of
    from encoder_training.student import Schedule

    from kb.encoder import load_encoder

    names = sorted({en for en, _ in PAIRS})
    directions = np.linalg.qr(np.random.default_rng(0).normal(size=(16, 16)))[0]

    def teach(texts: list[str]) -> np.ndarray:
        return np.array([directions[names.index(t) if t in names else 15] for t in texts], np.float16)

    pairs = [Pair(en, ko, "own", "a.md", False) for en, ko in PAIRS]
    terms = [Term("learning rate", "학습률", "own"), Term("database", "데이터베이스", "own")]
    tokenizer = train_pieces([t for pair in PAIRS for t in pair], 200, ["holland", "강아지"])
    assert tokenizer.encode("holland강아지").tokens == ["holland", "강아지"]
    kinds = kinds_of(pairs, terms, (), ("holland",), teach=teach, mixture=Mixture())
    vectors = Recipe(tokenizer, kinds, terms, Mixture()).train(Schedule(epochs=30, batch=8), 1, "cpu")
    write_model(tmp_path / "model", tokenizer, rotate(vectors, vectors, 8), "# card")
    encoder = load_encoder(str(tmp_path / "model"))
    assert encoder.dimensions == 8
    scores = encoder.encode_queries([ko for _, ko in PAIRS[:4]]) @ encoder.encode_passages([en for en, _ in PAIRS[:4]]).T
    assert scores.argmax(1).tolist() == [0, 1, 2, 3]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_vectors() -> None:
    from encoder_training.corpus import Pair, Term
    from encoder_training.pieces import train_pieces
    from encoder_training.recipe import Mixture, Recipe, kinds_of
    from encoder_training.student import Schedule

    def teach(texts: list[str]) -> np.ndarray:
        return np.array([np.eye(16)[len(text) % 16] for text in texts], np.float16)

    def train(seed: int) -> tuple[dict[str, int], np.ndarray]:
        pairs = [Pair(en, ko, "own", "a.md", False) for en, ko in PAIRS]
        terms = [Term("learning rate", "학습률", "own"), Term("database", "데이터베이스", "own")]
        tokenizer = train_pieces([t for pair in PAIRS for t in pair], 200, ["holland", "강아지"])
        kinds = kinds_of(pairs, terms, (), ("holland",), teach=teach, mixture=Mixture())
        vectors = Recipe(tokenizer, kinds, terms, Mixture()).train(Schedule(epochs=3, batch=8), seed, "cpu")
        return tokenizer.get_vocab(), vectors

    pieces, vectors = train(1)
    again, same = train(1)
    assert again == pieces
    np.testing.assert_allclose(same, vectors, atol=1e-5)
    assert not np.allclose(train(2)[1], vectors, atol=1e-3)


def test_a_stopped_teacher_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from encoder_training import teacher

    read: list[str] = []

    class Stub:
        def __init__(self, folder: Path) -> None: ...

        def encode(self, texts: list[str]) -> np.ndarray:
            if len(read) == 4:
                raise KeyboardInterrupt
            read.extend(texts)
            return np.array([[len(text)] * 384 for text in texts], np.float16)

    monkeypatch.setattr(teacher, "_Teacher", Stub)
    monkeypatch.setattr(teacher, "teacher_folder", lambda: tmp_path)
    monkeypatch.setattr(teacher, "SHARD_TEXTS", 2)
    texts = ["a" * length for length in (5, 1, 2, 6, 3, 4)]
    with pytest.raises(KeyboardInterrupt):
        teacher.TeacherCache(tmp_path / "cache").embed(texts)
    assert sorted(map(len, read)) == [1, 2, 3, 4]
    read.clear()
    vectors = teacher.TeacherCache(tmp_path / "cache").embed(texts)
    assert sorted(map(len, read)) == [5, 6]
    assert vectors[:, 0].tolist() == [5, 1, 2, 6, 3, 4]
    read.clear()
    teacher.TeacherCache(tmp_path / "cache").embed(texts)
    assert not read


def test_an_added_word_stays_whole_however_frequent_its_parts_are() -> None:
    from encoder_training.pieces import new_tokenizer, with_words
    from tokenizers import models

    letters = [(letter, -9.0) for letter in "thedogs"]
    plain = new_tokenizer(models.Unigram([("<unk>", 0.0), ("the", -1.0), ("dog", -1.0), *letters], 0))
    assert plain.encode("thedog").tokens == ["the", "dog"]
    tokenizer = with_words(plain, ["thedogs", "thedog"])
    assert [tokenizer.encode(text).tokens for text in ("thedog", "thedogs", "the dog")] == [
        ["thedog"],
        ["thedogs"],
        ["the", "dog"],
    ]


def test_rare_learned_pieces_go_but_words_and_single_signs_stay() -> None:
    from encoder_training.pieces import FEWEST, new_tokenizer, without_rare
    from tokenizers import models

    pieces = [("<unk>", 0.0), ("dog", -1.0), ("cat", -1.0), ("sun", -1.0), *((letter, -9.0) for letter in "catsun")]
    tokenizer = new_tokenizer(models.Unigram(pieces, 0))
    kept = without_rare(tokenizer, ["dog"] * FEWEST + ["cat", "sun"], {"sun"})
    assert [kept.token_to_id(piece) is not None for piece in ("dog", "cat", "sun", "c")] == [True, False, True, True]
    order = sorted(kept.get_vocab(), key=kept.token_to_id)
    assert order == ["<unk>", "dog", "sun", *sorted("catsun")]  # ties by their letters, whatever order they came in


def test_a_rare_word_gets_its_own_vector_and_a_frequent_one_keeps_what_it_learned() -> None:
    from encoder_training.package import KNOWN_FROM, know

    learned = np.eye(4, dtype=np.float32)[[0, 1, 2, 3, 3]]
    said = np.array([[1, 0, 0, 1], [1, 0, 0, -1]], np.float32)  # what they share is in the constant
    known = know(learned, [0, 1], said, np.array([0, 1000 * KNOWN_FROM, 5, 5]))
    assert known[0, 3] > 1.0
    assert np.allclose(known[1:], learned[1:], atol=0.01)


def test_lengths_are_drawn_to_the_information_of_a_piece() -> None:
    from encoder_training.package import level

    vectors = np.array([[1.0, 0], [1.0, 0], [0, 9.0], [0, 0], [5, 5]], np.float32)
    levelled = level(vectors, np.array([10_000, 10, 10, 10]))
    lengths = np.linalg.norm(levelled, axis=1)
    assert lengths[0] < lengths[1] < lengths[2] < 9
    assert lengths[3] == 0
    assert levelled[-1].tolist() == [5, 5]  # the constant


def test_passages_are_learned_as_the_teacher_sees_them() -> None:
    import torch
    from encoder_training.student import Ragged, Schedule, Student

    one_piece_each = Ragged(np.arange(8, dtype=np.int32), np.arange(8), np.ones(8, np.int64))
    torch.manual_seed(0)
    student = Student(torch.randn(8, 4), Schedule(rate=0.1), 200, "cpu")
    asked, passages = one_piece_each.pick(np.arange(4)), one_piece_each.pick(np.arange(4, 8))
    said = torch.eye(4)  # each question has to do with one passage
    losses = [student.relate(asked, passages, said, said) for _ in range(200)]
    assert losses[-1] < losses[0] / 4
    nearest = (student.embed(asked) @ student.embed(passages).T).argmax(1)
    assert nearest.tolist() == [0, 1, 2, 3]


def test_whole_files_are_held_out(tmp_path: Path) -> None:
    from encoder_training.corpus import read_pairs

    rows = [f"sentence {n} of {file}\t문장 {n}-{file}\tdocs\tMIT\tfile{file}" for file in range(300) for n in range(5)]
    (tmp_path / "pairs.tsv").write_text("\n".join(["en\tko\tsource\tlicence\tfile", *rows]), encoding="utf-8")
    pairs = read_pairs(tmp_path / "pairs.tsv")
    by_file = {pair.en.split()[-1]: set() for pair in pairs}
    for pair in pairs:
        by_file[pair.en.split()[-1]].add(pair.held_out)
    assert all(len(marks) == 1 for marks in by_file.values())
    assert 0 < sum(pair.held_out for pair in pairs) < len(pairs) / 10


def test_neighbouring_sentences_of_one_file_make_passages() -> None:
    from encoder_training.corpus import Pair, passages_of

    def pairs(source: str, *files: str) -> list[Pair]:
        return [Pair(f"{file} {n} " + "word " * 10, "낱말", source, file, False) for file in files for n in range(7)]

    rows = [*pairs("docs", "a", "b"), *pairs("sentences", "c")]
    passages = passages_of(rows)
    assert passages
    for passage in passages:
        files = {rows[row].file for row in passage}
        assert files < {"a", "b"}
        assert len(files) == 1
        assert 30 <= sum(len(rows[row].en.split()) for row in passage) <= 100


def test_a_cut_word_keeps_its_letters() -> None:
    from encoder_training.augment import cut_words

    cut = [cut_words("기울기 소실 vanishing gradient", random.Random(seed)) for seed in range(20)]
    assert {text.replace(" ", "") for text in cut} == {"기울기소실vanishinggradient"}
    assert len(set(cut)) > 5


def test_terms_are_swapped_as_whole_words() -> None:
    from encoder_training.augment import Switcher

    dice = random.Random(0)
    to_english = Switcher([("학습률", "learning rate"), ("학습", "learning")], whole_words=False)
    to_korean = Switcher([("rate", "비율")], whole_words=True)
    swapped = {to_english("학습률을 낮춘다", dice) for _ in range(30)}
    assert swapped == {"학습률을 낮춘다", "learning rate을 낮춘다"}
    assert {to_korean("separate rates", dice) for _ in range(30)} == {"separate rates"}


@pytest.mark.parametrize("name", ["everyday", "words_en", "words_ko"])
def test_the_everyday_words_are_whole(name: str) -> None:
    from encoder_training.corpus import read_everyday

    terms = read_everyday(SCRIPTS / "encoder_training" / f"{name}.txt")
    assert len(terms) > 2000
    assert all(term.en.strip() == term.en and term.ko.strip() == term.ko for term in terms)
    assert all(term.en and term.ko and not re.search("[가-힣]", term.en) for term in terms)


def test_only_whole_questions_with_an_answer_are_asked(tmp_path: Path) -> None:
    from encoder_training.measure import interview_of

    answer = "밀물과 썰물은 달이 바닷물을 끌어당기는 힘 때문에 하루에 두 번씩 번갈아 일어난다"
    headings = ("밀물과 썰물은 왜 생기나요?", "언제 사용?", "밀물과 썰물의 원리")
    text = "\n".join(f"## {heading}\n{answer}" for heading in headings) + "\n## 달은 왜 늘 같은 면만 보이나?\n없음\n"
    (tmp_path / "바다.md").write_text(text, encoding="utf-8")
    assert interview_of(tmp_path) == (["밀물과 썰물은 왜 생기나요?"], [answer])
