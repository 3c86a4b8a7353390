"""Both indexes: what they find, in which order, and what they keep on disk."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import SnapshotDamaged
from kb.index import DenseIndex, LexicalIndex
from kb.language.morphemes import Analyser

CORPUS = Path(__file__).parents[1] / "corpus"
DIMENSIONS = 512


def passages(limit: int = 60) -> list[str]:
    """Paragraphs of the notes that ship with the package, from every note, Korean and English."""
    found: dict[str, None] = {}
    for note in sorted(CORPUS.rglob("*.md")):
        paragraphs = [part.strip() for part in re.split(r"\n\s*\n", note.read_text(encoding="utf-8"))]
        found.update(dict.fromkeys([part for part in paragraphs if len(part) >= 60][:4]))
    return list(found)[:limit]


def encode(text: str) -> npt.NDArray[np.float32]:
    """Hashed character trigrams: a deterministic encoder that knows no meaning."""
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    for start in range(max(1, len(text) - 2)):
        vector[zlib.crc32(text[start : start + 3].encode()) % DIMENSIONS] += 1
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def unit(rows: npt.ArrayLike) -> npt.NDArray[np.float32]:
    array = np.asarray(rows, dtype=np.float32)
    return (array / np.linalg.norm(array, axis=1, keepdims=True)).astype(np.float32)


def ids_of(*numbers: int) -> npt.NDArray[np.int64]:
    return np.asarray(numbers, dtype=np.int64)


class TestDense:
    def test_a_passage_finds_itself_first(self) -> None:
        texts = passages()
        ids = np.arange(len(texts), dtype=np.int64) * 7 + 2**62
        index = DenseIndex.build(ids, np.stack([encode(text) for text in texts]))
        assert len(index) == len(texts) >= 50
        for number, text in zip(ids, texts, strict=True):
            found, scores = index.search(encode(text), 3)
            assert found[0] == number
            assert scores[0] == pytest.approx(1.0, abs=1e-5)
            assert list(scores) == sorted(scores, reverse=True)

    def test_equal_scores_are_ordered_by_id_wherever_they_lie(self) -> None:
        rng = np.random.default_rng(0)
        rows = unit(rng.standard_normal((200, 16)))
        rows[50:120] = rows[7]
        ids = rng.permutation(200).astype(np.int64)
        order = rng.permutation(200)
        first = DenseIndex.build(ids, rows).search(rows[7], 30)
        second = DenseIndex.build(ids[order], rows[order]).search(rows[7], 30)
        assert list(first[0]) == sorted([int(ids[7]), *ids[50:120].tolist()])[:30]
        assert np.array_equal(first[0], second[0])
        assert np.array_equal(first[1], second[1])

    @given(st.integers(0, 30), st.integers(0, 40), st.integers(0, 2**32 - 1))
    def test_it_finds_what_a_full_comparison_finds(self, size: int, k: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        rows = unit(rng.standard_normal((size, 8))) if size else np.empty((0, 8), np.float32)
        index = DenseIndex.build(np.arange(size, dtype=np.int64), rows)
        query = unit(rng.standard_normal((1, 8)))[0]
        found, scores = index.search(query, k)
        expected = np.argsort(-(rows @ query), kind="stable")[:k]
        assert list(found) == list(expected)
        assert scores == pytest.approx((rows @ query)[expected], abs=1e-6)
        assert found.dtype == np.int64
        assert scores.dtype == np.float32

    def test_an_empty_index_answers_with_nothing(self, tmp_path: Path) -> None:
        index = DenseIndex.build(ids_of(), np.empty((0, 4), np.float32))
        index.save(tmp_path / "dense.faiss")
        found, scores = DenseIndex.load(tmp_path / "dense.faiss").search(np.ones(4, np.float32), 5)
        assert (len(found), len(scores)) == (0, 0)

    @pytest.mark.parametrize(
        ("ids", "rows", "message"),
        [
            (ids_of(1, 2), [[1.0, 0.0], [1.0, 1.0]], "length 1; row 1"),
            (ids_of(1, 2), [[1.0, 0.0], [np.nan, 0.0]], "length 1; row 1"),
            (ids_of(1), [[0.0, 0.0]], "length 1; row 0"),
            (ids_of(3, 3), [[1.0, 0.0], [0.0, 1.0]], "unique"),
            (ids_of(1), [[1.0, 0.0], [0.0, 1.0]], "as many ids"),
            (ids_of(1), [1.0, 0.0], "shape"),
        ],
    )
    def test_wrong_input_is_named(self, ids: npt.NDArray[np.int64], rows: list[object], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            DenseIndex.build(ids, np.asarray(rows, dtype=np.float32))

    def test_a_query_of_another_encoder_is_named(self) -> None:
        index = DenseIndex.build(ids_of(1), unit([[1.0, 2.0]]))
        with pytest.raises(ValueError, match="3 dimensions"):
            index.search(np.ones(3, np.float32), 1)
        with pytest.raises(ValueError, match="finite"):
            index.search(np.asarray([np.nan, 1.0], np.float32), 1)

    def test_vectors_come_back(self, tmp_path: Path) -> None:
        rows = unit(np.random.default_rng(1).standard_normal((5, 8)))
        ids = ids_of(50, 3, 2**63 - 1, 7, 0)
        path = tmp_path / "색인 파일.faiss"
        DenseIndex.build(ids, rows).save(path)
        index = DenseIndex.load(path)
        assert np.array_equal(index.ids, ids)
        assert np.array_equal(index.reconstruct(ids[[2, 0]]), rows[[2, 0]])
        assert index.reconstruct([]).shape == (0, 8)
        with pytest.raises(KeyError):
            index.reconstruct([3, 4])

    def test_damage_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "dense.faiss"
        DenseIndex.build(ids_of(1, 2), unit([[1.0, 2.0], [2.0, 1.0]])).save(path)
        whole = path.read_bytes()
        for broken in (b"", whole[:20], whole[:-3], b"not an index" * 20):
            path.write_bytes(broken)
            with pytest.raises(SnapshotDamaged, match="rebuild"):
                DenseIndex.load(path)
        with pytest.raises(SnapshotDamaged):
            DenseIndex.load(tmp_path / "absent.faiss")

    def test_the_file_is_the_same_each_time(self, tmp_path: Path) -> None:
        rows = unit(np.random.default_rng(1).standard_normal((5, 8)))
        for name in ("a", "b"):
            DenseIndex.build(np.arange(5, dtype=np.int64), rows).save(tmp_path / name)
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


class TestLexical:
    def test_a_passage_finds_itself_first(self) -> None:
        texts = passages()
        documents = Analyser().terms_many(texts)
        index = LexicalIndex.build(documents)
        assert len(index) == len(texts) >= 50
        for position, terms in enumerate(documents):
            found, scores = index.search(terms, 3)
            assert found[0] == position
            assert list(scores) == sorted(scores, reverse=True)

    def test_scores_are_those_of_the_formula(self) -> None:
        documents = [["가", "나", "가"], ["나"], ["다", "라"]]
        scores = LexicalIndex.build(documents).scores(["가"])
        idf = np.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
        expected = idf * 2 / (2 + 1.5 * (1 - 0.75 + 0.75 * 3 / 2))
        assert scores == pytest.approx([expected, 0, 0], rel=1e-5)
        assert scores.dtype == np.float32

    def test_unknown_terms_count_nothing_and_repeated_ones_again(self) -> None:
        index = LexicalIndex.build([["relu", "함수"], ["함수"]])
        assert np.array_equal(index.scores(["relu", "없음", ""]), index.scores(["relu"]))
        assert index.scores(["relu", "relu"]) == pytest.approx(2 * index.scores(["relu"]))
        assert not index.scores(["없음"]).any()
        assert not index.scores([]).any()

    @pytest.mark.parametrize("documents", [[], [[]], [[], ["가"], []]])
    def test_nothing_to_index_is_fine(self, documents: list[list[str]], tmp_path: Path) -> None:
        LexicalIndex.build(documents).save(tmp_path)
        index = LexicalIndex.load(tmp_path)
        assert len(index) == len(documents)
        assert index.scores(["가"]).shape == (len(documents),)
        assert list(index.search(["가"], 5)[0]) == [position for position, terms in enumerate(documents) if terms]
        assert list(index.search([], 5)[0]) == []

    def test_equal_scores_are_ordered_by_position(self) -> None:
        index = LexicalIndex.build([["다"], ["가", "나"], ["가", "나"], ["나", "가"], ["가", "나"]])
        assert list(index.search(["가"], 3)[0]) == [1, 2, 3]
        assert list(index.search(["가"], 99)[0]) == [1, 2, 3, 4]
        assert list(index.search(["가"], 0)[0]) == []

    @given(
        st.lists(st.lists(st.sampled_from("가나다라 relu"), max_size=6), max_size=12),
        st.lists(st.sampled_from("가나마"), max_size=4),
        st.integers(1, 6),
    )
    def test_search_is_the_top_of_scores(self, documents: list[list[str]], query: list[str], k: int) -> None:
        index = LexicalIndex.build(documents)
        scores = index.scores(query)
        found, best = index.search(query, k)
        expected = [position for position in np.argsort(-scores, kind="stable") if scores[position] > 0][:k]
        assert list(found) == expected
        assert np.array_equal(best, scores[found])
        assert all((scores[position] > 0) == bool(set(query) & set(terms)) for position, terms in enumerate(documents))

    def test_it_comes_back_from_plain_files(self, tmp_path: Path) -> None:
        documents = Analyser().terms_many(passages(12))
        index = LexicalIndex.build(documents)
        index.save(tmp_path / "단어")
        loaded = LexicalIndex.load(tmp_path / "단어")
        for terms in documents:
            assert np.array_equal(loaded.scores(terms), index.scores(terms))
        assert {path.suffix for path in (tmp_path / "단어").iterdir()} == {".npy", ".json"}
        for path in (tmp_path / "단어").glob("*.npy"):
            np.load(path, allow_pickle=False)

    def test_damage_is_named(self, tmp_path: Path) -> None:
        LexicalIndex.build([["가", "나"], ["가"]]).save(tmp_path)
        for name in ("data.npy", "indices.npy", "indptr.npy", "vocabulary.json"):
            whole = (tmp_path / name).read_bytes()
            for broken in (b"", whole[:-2], b"[]", None):
                if broken is None:
                    (tmp_path / name).unlink()
                else:
                    (tmp_path / name).write_bytes(broken)
                with pytest.raises(SnapshotDamaged, match="rebuild"):
                    LexicalIndex.load(tmp_path)
            (tmp_path / name).write_bytes(whole)
        np.save(tmp_path / "indices.npy", np.asarray([0, 9, 0], dtype=np.int32))
        with pytest.raises(SnapshotDamaged, match="fit together"):
            LexicalIndex.load(tmp_path)
