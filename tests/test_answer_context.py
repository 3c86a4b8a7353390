"""What stands around a line tells whether it answers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.answer.context import in_context

EAST, NORTH = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)


def test_neighbours_parents_and_children_are_of_the_same_passage() -> None:
    places = [(7, 0), (7, 1), (7, 1), (8, 0)]
    first, child, last, other = in_context([EAST] * 4, places, [0.5, 0.25, 0.125, 0.0625])
    assert (first["before"], first["after"], first["children"], first["parent"]) == (0.0, 0.25, 0.25, 0.0)
    assert (child["before"], child["after"], child["children"], child["parent"]) == (0.5, 0.125, 0.0, 0.5)
    assert (last["after"], last["parent"]) == (0.0, 0.5)
    assert (other["before"], other["parent"], other["passage_mean"]) == (0.0, 0.0, 0.0625)


def test_a_line_agrees_with_the_likeliest_others_not_with_itself() -> None:
    likely, same, odd = in_context([EAST, EAST, NORTH], [(1, 0), (2, 0), (3, 0)], [0.9, 0.2, 0.1])
    assert same["agrees"] == 1.0
    assert odd["agrees"] == 0.0
    assert likely["agrees"] == 1.0
    assert (likely["below_best"], likely["rank"]) == (0.0, 0.0)


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1)), max_size=12))
def test_every_line_gets_every_measure(lines: list[tuple[int, float]]) -> None:
    found = in_context([EAST] * len(lines), [(at // 4, depth) for at, (depth, _) in enumerate(lines)], [p for _, p in lines])
    assert len(found) == len(lines)
    assert all(np.isfinite(list(measures.values())).all() for measures in found)
    assert len({tuple(measures) for measures in found}) <= 1
