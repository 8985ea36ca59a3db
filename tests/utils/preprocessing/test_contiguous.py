"""One long text in rows for a network that carries its state, and its last tenth set aside."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.preprocessing import contiguous_batches, last_tenth

sizes = st.tuples(st.integers(1, 7), st.integers(1, 6), st.integers(1, 5))  # rows, steps, batches


@given(sizes, st.data())
def test_every_letter_once_in_rows_that_go_on_where_they_stopped(size, data):
    rows, steps, batches = size
    left = data.draw(st.integers(0, rows * steps - 1))
    ids = np.arange(rows * steps * batches + 1 + left)  # each letter is its own place in the text
    x, y = contiguous_batches(ids, rows, steps)
    assert x.shape == y.shape == (batches, rows, steps)
    assert sorted(x.ravel().tolist()) == list(range(rows * steps * batches))
    assert (y == x + 1).all()
    assert (x[..., 1:] == x[..., :-1] + 1).all()
    assert (x[1:, :, 0] == x[:-1, :, -1] + 1).all()


def test_the_letters_are_those_of_the_text():
    x, y = contiguous_batches(np.array([5, 3, 5, 8, 9, 7, 9, 3, 2], np.int64), rows=2, steps=2)
    assert x.tolist() == [[[5, 3], [9, 7]], [[5, 8], [9, 3]]]
    assert y.tolist() == [[[3, 5], [7, 9]], [[8, 9], [3, 2]]]
    assert x.dtype == y.dtype == np.int32


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((np.arange(12), 3, 4), r"ids has 12 letters: one batch of 3 rows and 4 steps needs 13"),
        ((np.array([], int), 1, 1), "ids has 0 letters"),
        ((np.zeros((3, 4), int), 1, 1), r"ids has the shape \(3, 4\)"),
        ((np.zeros(9), 1, 1), "holds float64: expected"),
        (("to be, or not to be", 1, 1), "expected .* whole numbers"),
        ((np.arange(12), 0, 4), "rows"),
        ((np.arange(12), 3, 1.5), "steps"),
    ],
)
def test_bad_input_is_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        contiguous_batches(*arguments)


@given(st.text(min_size=2, max_size=60))
def test_the_last_tenth_is_what_the_first_nine_tenths_leave(text):
    first, last = last_tenth(text)
    assert first + last == text
    assert first and last
    assert 0 <= len(last) - len(text) / 10 < 1
    assert [part.tolist() for part in last_tenth(np.arange(len(text)))] == [
        list(range(len(first))),
        list(range(len(first), len(text))),
    ]


def test_shakespeare_is_cut_where_others_cut_it():
    first, last = last_tenth(range(1_115_394))
    assert (len(first), len(last)) == (1_003_854, 111_540)


@pytest.mark.parametrize("text", ["", "a", []])
def test_nothing_to_set_aside_is_named(text):
    with pytest.raises(ValueError, match="expected at least 2"):
        last_tenth(text)
