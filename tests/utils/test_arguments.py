"""Checks on what a caller passes: what is accepted, and what the messages say."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils import arguments

NO_WHOLE_NUMBERS = [True, np.True_, 1.0, np.float64(2), "3", None, [1]]


@pytest.mark.parametrize("value", [0, -3, 10**30, np.int8(4), np.uint64(5)])
def test_whole_numbers_of_every_size(value):
    assert arguments.is_whole_number(value) and arguments.is_real(value)
    number = arguments.whole_number("n", value, -5)
    assert number == value and type(number) is int


@pytest.mark.parametrize("value", NO_WHOLE_NUMBERS)
def test_no_whole_numbers(value):
    assert not arguments.is_whole_number(value)
    with pytest.raises(ValueError, match=r"^n is .*: expected a whole number of at least 2"):
        arguments.whole_number("n", value, 2)


@given(st.integers(), st.integers())
def test_the_least_whole_number_is_allowed(value, least):
    if value >= least:
        assert arguments.whole_number("n", value, least) == value
    else:
        with pytest.raises(ValueError, match=f"^n is {value}: expected at least {least} .because so.[.]$"):
            arguments.whole_number("n", value, least, "because so")


@pytest.mark.parametrize(
    ("value", "real"),
    [(1.5, True), (np.float32(2), True), (Fraction(1, 3), True), (True, False), (1j, False), ("1", False)],
)
def test_real_numbers(value, real):
    assert arguments.is_real(value) is real


def test_one_of_a_few_words():
    assert arguments.one_of("side", "left", ("left", "right")) == "left"
    with pytest.raises(ValueError, match="side is 'front': expected 'left' or 'right'"):
        arguments.one_of("side", "front", ("left", "right"))


def test_a_seed_makes_the_same_numbers_again():
    draws = [arguments.random_generator(seed).random(3).tolist() for seed in (4, 4, 5)]
    assert draws[0] == draws[1] != draws[2]
    with pytest.raises(ValueError, match="seed is -1"):
        arguments.random_generator(-1)


@pytest.mark.parametrize(
    "rows",
    [
        [[1, 2], [3, 4]],
        ([1, 2], [3, 4]),
        np.array([[1, 2], [3, 4]]),
        pd.Series([[1, 2], [3, 4]], index=[1, 0]),
        pd.DataFrame({"b": [1, 3], "a": [2, 4]}, index=["x", "y"]),
        ([k, k + 1] for k in (1, 3)),
    ],
)
def test_rows_come_in_the_order_in_which_they_are_stored(rows):
    listed = arguments.by_position("rows", rows)
    assert type(listed) is list and [list(row) for row in listed] == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("rows", "word"),
    [("text", "str"), (b"x", "bytes"), ({0: 1}, "dict"), ({1, 2}, "set"), (5, "5"), (None, "None")],
)
def test_collections_without_an_order_are_refused(rows, word):
    with pytest.raises(
        ValueError, match=f"^rows is (a )?{word}: expected a list, an array or a pandas Series"
    ):
        arguments.by_position("rows", rows)


@pytest.mark.parametrize(
    "labels",
    [
        [1, 0, 1],
        [1.0, 0.0, 1.0],
        np.array([True, False, True]),
        pd.Series([1, 0, 1], index=[2, 1, 0]),
        pd.Series([1, 0, 1], dtype=object),
    ],
)
def test_labels_may_be_zeros_and_ones_of_any_type(labels):
    checked = arguments.binary_labels("y", labels)
    assert checked.tolist() == [1, 0, 1] and checked.dtype == np.int64


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([1, 5, 5, 1], r"y holds 1, 5: expected the labels 0 and 1. Choose .*np.array\(y\) == 5\.$"),
        (["pos", "neg"], r"y holds 'neg', 'pos': expected .*np.array\(y\) == 'pos'\.$"),
        (["0", "1"], "y holds '0', '1': expected"),
        ([-1, 1], "y holds -1, 1: expected"),
        (range(9), "y holds 0, 1, 2, 3, 4, ...: expected"),
        ([0, 1, float("nan")], "y holds 0.0, 1.0, nan: .*Leave out the rows without a label"),
        ([0, 1, None], "y holds 0, 1, None: .*Leave out the rows without a label"),
        ([[0], [1]], r"y has the shape \(2, 1\): expected \(rows,\)"),
        ([], r"y has the shape \(0,\): expected .*rows >= 1"),
        (1, r"y has the shape \(\)"),
    ],
)
def test_other_labels_are_refused(labels, message):
    with pytest.raises(ValueError, match=message):
        arguments.binary_labels("y", labels)
