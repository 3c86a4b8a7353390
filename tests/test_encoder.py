"""The contract of every encoder, and what the bundled one promises."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from kb.encoder import BUNDLED_FOLDER, Encoder, load_encoder
from kb.encoder.static import StaticEncoder
from kb.errors import EncoderNotFound

TEXTS = (
    "배치 정규화를 쓰면 학습률을 크게 잡아도 학습이 안정적이다.",
    "Dropout switches off random units so that the network does not rely on any single one.",
    "TCP의 3-way handshake는 SYN, SYN-ACK, ACK 순서로 이루어진다.",
    "",
    " \n\t",
    "😀 ∑ \x00 ﷺ 漢字",
    "가" * 5000,
)
MEGABYTE = 1_000_000


@pytest.fixture(scope="session")
def small_transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny BERT with random weights and prompts, made and saved here: no hub is needed."""
    folder = tmp_path_factory.mktemp("transformer")
    script = """
import sys, torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Pooling, Transformer
folder = sys.argv[1]
words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "query", "passage", ":", "network", "dropout", "학습률", "배치"]
tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]",
                        sep_token="[SEP]", model_max_length=64).save_pretrained(folder + "/bert")
torch.manual_seed(0)
BertModel(BertConfig(vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
                     intermediate_size=16, max_position_embeddings=64)).save_pretrained(folder + "/bert")
word = Transformer(folder + "/bert")
model = SentenceTransformer(modules=[word, Pooling(16)], prompts={"query": "query: ", "document": "passage: "})
model.save(folder + "/model")
"""
    subprocess.run([sys.executable, "-c", script, str(folder)], check=True, capture_output=True)
    return folder / "model"


@pytest.fixture(params=["bundled", pytest.param("transformer", marks=pytest.mark.slow)])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "bundled":
        return load_encoder()
    return load_encoder(str(request.getfixturevalue("small_transformer")))


def test_rows_are_unit_vectors_whatever_the_text(encoder: Encoder) -> None:
    for vectors in (encoder.encode_passages(TEXTS), encoder.encode_queries(TEXTS)):
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(TEXTS), encoder.dimensions)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, encoder.dimensions)
    assert encoder.encode_queries(()).shape == (0, encoder.dimensions)


def test_a_text_has_one_vector_alone_or_among_others(encoder: Encoder) -> None:
    together = encoder.encode_passages(TEXTS)
    alone = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_the_same_model_has_the_same_fingerprint(encoder: Encoder) -> None:
    again = load_encoder(encoder.identity)
    assert again.identity == encoder.identity
    assert again.fingerprint == encoder.fingerprint
    assert len(bytes.fromhex(encoder.fingerprint)) == 32


@pytest.mark.slow
def test_prompts_are_used(small_transformer: Path) -> None:
    encoder = load_encoder(str(small_transformer))
    question, passage = encoder.encode_queries(["dropout"]), encoder.encode_passages(["dropout"])
    assert not np.allclose(question, passage, atol=1e-3)


@pytest.mark.slow
def test_fingerprint_follows_the_weights(small_transformer: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    copy = tmp_path / "copy"
    shutil.copytree(small_transformer, copy)
    before = load_encoder(str(copy)).fingerprint
    assert before == load_encoder(str(small_transformer)).fingerprint
    weights = load_file(copy / "model.safetensors")
    name = min(weights)
    weights[name] = weights[name] + 1
    save_file(weights, copy / "model.safetensors", metadata={"format": "pt"})
    assert load_encoder(str(copy)).fingerprint != before


@pytest.mark.slow
def test_an_index_remembers_its_encoder(small_transformer: Path, tmp_path: Path) -> None:
    from kb import KnowledgeBase, build
    from kb.errors import SnapshotMismatch
    from kb.store import load

    notes, index, model = tmp_path / "notes", tmp_path / "index", tmp_path / "model"
    notes.mkdir()
    (notes / "dropout.md").write_text("# Dropout\nDropout는 학습 중 뉴런을 끄는 정규화 기법이다.\n", encoding="utf-8")
    shutil.copytree(small_transformer, model)
    build(notes, index)
    kept = load(index).manifest
    weights, pieces = ((BUNDLED_FOLDER / name).read_bytes() for name in ("model.safetensors", "tokenizer.json"))
    assert (kept.encoder, kept.dimensions) == ("bundled", load_encoder().dimensions)
    assert kept.encoder_fingerprint == hashlib.sha256(weights + pieces).hexdigest()
    build(notes, index, encoder=str(model))
    kept = load(index).manifest
    assert (kept.encoder, kept.dimensions) == (str(model), 16)
    assert kept.encoder_fingerprint == load_encoder(str(model)).fingerprint
    assert KnowledgeBase.open(index).encoder.identity == str(model)
    shutil.rmtree(model)
    with pytest.raises(EncoderNotFound, match="--encoder bundled"):
        KnowledgeBase.open(index)
    shutil.copytree(BUNDLED_FOLDER, model)
    with pytest.raises(SnapshotMismatch, match="kb build"):
        KnowledgeBase.open(index)


@pytest.mark.parametrize("name", ["/nowhere/model", "./nowhere", "../a/b", ""])
def test_a_missing_folder_says_what_to_do(name: str) -> None:
    with pytest.raises(EncoderNotFound, match="--encoder bundled") as caught:
        load_encoder(name)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_a_model_that_cannot_be_had_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderNotFound, match="hf download nobody/no-such-model") as caught:
        load_encoder("nobody/no-such-model")
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_a_folder_that_holds_no_model(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a model", encoding="utf-8")
    with pytest.raises(EncoderNotFound, match="--encoder bundled"):
        load_encoder(str(tmp_path))


def test_damaged_weights_are_a_named_error(tmp_path: Path) -> None:
    for file in ("modules.json", "tokenizer.json"):
        (tmp_path / file).write_bytes((BUNDLED_FOLDER / file).read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"\x00" * 64)
    with pytest.raises(EncoderNotFound):
        load_encoder(str(tmp_path))


@pytest.mark.slow
def test_sentence_transformers_reads_the_bundled_model_the_same() -> None:
    from sentence_transformers import SentenceTransformer

    texts = [text for text in TEXTS if text]
    stock = SentenceTransformer(str(BUNDLED_FOLDER), device="cpu").encode(texts)
    np.testing.assert_allclose(load_encoder().encode_passages(texts), stock, atol=1e-4)


def test_bundled_is_small_and_plain() -> None:
    files = [file for file in BUNDLED_FOLDER.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 20 * MEGABYTE
    modules = json.loads((BUNDLED_FOLDER / "modules.json").read_text(encoding="utf-8"))
    assert all(module["type"].startswith("sentence_transformers.") for module in modules)


def test_encoding_with_the_bundled_model_imports_no_torch() -> None:
    code = (
        "import sys; from kb.encoder import load_encoder; load_encoder().encode_queries(['죽은 뉴런']);"
        "sys.exit(any(m in sys.modules for m in ('torch', 'sentence_transformers', 'transformers', 'gradio')))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("word", ["university", "family", "although", "allergy", "가족", "대학교"])
def test_frequent_words_are_one_piece(word: str) -> None:
    assert len(load_encoder().piece_ids([word])[0]) == 1


def test_both_languages_share_one_space() -> None:
    encoder = load_encoder()
    english = ("vanishing gradient problem", "decision tree", "operating system process", "data augmentation for images")
    korean = ("기울기 소실 문제", "의사결정 나무", "운영체제의 프로세스", "이미지 데이터 증강")
    scores = encoder.encode_queries(korean) @ encoder.encode_passages(english).T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2, 3]
    assert scores.argmax(axis=0).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("경사하강법의원리", "경사 하강법의 원리"),
        ("overfiting and regularizaton", "overfitting and regularization"),
        ("convolutional neural netwrok", "convolutional neural network"),
        ("활성화함수", "활성화 함수"),
    ],
)
def test_slips_and_lost_spaces_stay_near(written: str, meant: str) -> None:
    encoder = load_encoder()
    others = ("데이터베이스 트랜잭션", "network socket programming", "정렬 알고리즘의 시간 복잡도", "garbage collection")
    scores = encoder.encode_passages((meant, *others)) @ encoder.encode_queries([written])[0]
    assert scores.argmax() == 0


def test_token_vectors_sum_to_the_text() -> None:
    encoder = load_encoder()
    assert isinstance(encoder, StaticEncoder)
    text = "leaky ReLU solves the dying ReLU problem"
    pieces = encoder.token_vectors(text)
    assert pieces.shape[1] == encoder.dimensions
    whole = pieces.sum(0) + encoder.token_vectors("").sum(0)
    cosine = float(whole @ encoder.encode_passages([text])[0] / np.linalg.norm(whole))
    assert cosine > 0.9


@pytest.mark.slow
def test_speed() -> None:
    texts = [f"{number}번째 노트: {TEXTS[number % 3]} {TEXTS[(number + 1) % 3]}" for number in range(4000)]
    begin = time.perf_counter()
    encoder = load_encoder()
    loaded = time.perf_counter()
    encoder.encode_passages(texts)
    done = time.perf_counter()
    # a quarter of what an idle laptop does (load 0.05 s, 8,000 passages/s), so that a busy machine passes
    assert loaded - begin < 1.5
    assert len(texts) / (done - loaded) > 1000
