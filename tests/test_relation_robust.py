"""Whatever stands in a line, reading its relations never fails: a note that broke it would break the build."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import KnowledgeBase
from kb.graph.links import link_chunks
from kb.language.morphemes import Analyser
from kb.types import Chunk

KOREAN = """
    드롭아웃은 드롭아웃의 과적합을 과적합이 ReLU를 발생하게 발생하는 되는 된 하는 때 문제를 문제가 경우 경우에는
    이러한 그런 현상을 해결하는 위해 위한 방지하고 막지 못하는 않는 것은 수 있는 없다 때문에 사용하여 옳지 않다
    대신 많이 쓰이는 그리고 , 또는 와 의 등의 중 가운데 종류로는 예를 들어 방법으로 방법이 통해 인해 되면 지만
    만든다 느려진다
"""
ENGLISH = """
    dropout overfitting ReLU is a kind of prevents causes that which and , or by using used for unlike instead does not
    cannot without such as because due to leads in problem with vs than only when if it these : → (GRU) called also
    include being from
"""
LINES = st.one_of(*(st.lists(st.sampled_from(words.split()), min_size=3, max_size=16) for words in (KOREAN, ENGLISH)))


@pytest.fixture(scope="module")
def reader(kb: KnowledgeBase) -> tuple[Chunk, KnowledgeBase, Analyser]:
    return kb.chunks[0], kb, kb._analyser


@settings(max_examples=400, deadline=None)
@given(LINES)
def test_no_line_breaks_the_reading(reader: tuple[Chunk, KnowledgeBase, Analyser], words: list[str]) -> None:
    chunk, kb, analyser = reader
    text = " ".join(words)
    line = replace(chunk.statements[0], text=text, quote=text, start=0, end=len(text), kind="item", cells=(), depth=0)
    link_chunks((replace(chunk, text=text, statements=(line,)),), kb._snapshot.vocabulary, analyser)


def test_a_genitive_at_the_end_of_a_line(reader: tuple[Chunk, KnowledgeBase, Analyser]) -> None:
    chunk, kb, analyser = reader
    text = "드롭아웃의 방법으로 지만 이러한 문제가 막지 위해 종류 등의"
    line = replace(chunk.statements[0], text=text, quote=text, start=0, end=len(text), kind="item", cells=(), depth=0)
    link_chunks((replace(chunk, text=text, statements=(line,)),), kb._snapshot.vocabulary, analyser)
