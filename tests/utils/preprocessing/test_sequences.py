"""Shortening, padding, batches by length."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from utils import preprocessing as pre

ids = st.lists(st.integers(3, 60), min_size=1, max_size=30).map(lambda row: np.array(row, np.int32))
rows_of_ids = st.lists(ids, min_size=1, max_size=20)


@given(ids, st.integers(1, 40), st.data())
def test_shorten_keeps_head_and_tail(row, maxlen, data):
    head = data.draw(st.integers(0, maxlen))
    short = pre.shorten(row, maxlen, head)
    assert len(short) == min(len(row), maxlen)
    if len(row) > maxlen:
        assert short[:head].tolist() == row[:head].tolist()
        assert short[head:].tolist() == row[len(row) - (maxlen - head) :].tolist()
    else:
        assert short.tolist() == row.tolist()


@pytest.mark.parametrize(
    ("maxlen", "head", "word"), [(0, 0, "maxlen"), (-1, 0, "maxlen"), (5, 6, "head"), (5, -1, "head")]
)
def test_shorten_refuses(maxlen, head, word):
    with pytest.raises(ValueError, match=word):
        pre.shorten(np.arange(9), maxlen, head)


def shuffled(rows):
    """The same rows as a Series whose labels lead to other rows."""
    return pd.Series(rows, index=range(len(rows))[::-1])


def test_shorten_takes_steps_by_position():
    row = shuffled([1.5, 2.5, 3.5, 4.5])
    assert pre.shorten(row, 3, head=1).tolist() == [1.5, 3.5, 4.5]
    assert pre.shorten(pd.Series([1, 2, 3], index=[10.5, 11.5, 12.5]), 2, head=1).tolist() == [1, 3]
    assert type(pre.shorten(row, 9)) is np.ndarray


@pytest.mark.parametrize("side", ["left", "right"])
@given(rows=rows_of_ids, extra=st.integers(0, 5))
def test_pad_equals_keras(side, rows, extra):
    from keras.utils import pad_sequences

    maxlen = max(map(len, rows)) + extra
    expected = pad_sequences(rows, maxlen=maxlen, padding="pre" if side == "left" else "post")
    np.testing.assert_array_equal(pre.pad(rows, maxlen, side), expected)


def test_pad_keeps_further_axes_and_dtype():
    padded = pre.pad([np.ones((2, 3), np.float32), np.ones((4, 3), np.float32)])
    assert padded.shape == (2, 4, 3) and padded.dtype == np.float32
    assert padded[0, 2:].sum() == 0 and padded.sum() == 18


@pytest.mark.parametrize(
    ("rows", "padded", "kind"),
    [
        ([np.array([1, 2, 3]), np.array([0.5, 0.25])], [[1, 2, 3], [0.5, 0.25, 0]], np.float64),
        ([np.array([1, 2], np.int8), np.array([300])], [[1, 2], [300, 0]], np.int64),
        ([np.array([True]), np.array([7, 8], np.int32)], [[1, 0], [7, 8]], np.int32),
        ([np.array([1], np.float32), np.array([1e300])], [[1], [1e300]], np.float64),
        ([np.array([1]), np.array([1j])], [[1], [1j]], np.complex128),
        ([[], [5, 6]], [[0, 0], [5, 6]], np.int64),
        ([np.array([5, 6], np.int32), []], [[5, 6], [0, 0]], np.int32),
    ],
)
def test_pad_takes_the_common_type_of_the_rows(rows, padded, kind):
    result = pre.pad(rows)
    assert result.tolist() == padded and result.dtype == kind


@given(st.lists(st.lists(st.one_of(st.integers(-9, 9), st.floats(-9, 9)), min_size=1), min_size=1))
def test_pad_changes_no_number(rows):
    for row, padded in zip(rows, pre.pad(rows), strict=True):
        assert padded.tolist() == row + [0] * (len(padded) - len(row))


def test_pad_takes_rows_by_position():
    rows = [[1, 2], [3], [4, 5]]
    expected = [[1, 2], [3, 0], [4, 5]]
    assert pre.pad(shuffled(rows)).tolist() == expected
    assert pre.pad(pd.Series(rows, index=["a", "b", "c"])).tolist() == expected
    assert pre.pad([pd.Series(row, index=range(9, 9 + len(row))) for row in rows]).tolist() == expected
    assert pre.pad(pd.DataFrame({"b": [1, 3], "a": [2, 4]}), 3).tolist() == [[1, 2, 0], [3, 4, 0]]


@pytest.mark.parametrize(
    ("rows", "arguments", "message"),
    [
        ([], {}, "empty"),
        ([np.arange(3)], {"maxlen": 0}, "maxlen is 0"),
        ([np.arange(3)], {"maxlen": 2}, "longest row has 3"),
        ([np.arange(3)], {"side": "front"}, "side"),
        ([np.arange(3)], {"maxlen": 3.5}, "maxlen is 3.5"),
        (
            np.arange(3),
            {},
            r"rows\[0\] is .*0.*: expected a row of numbers. If rows is a single row, pass \[row\]",
        ),
        ([np.arange(3), ["a", "b"]], {}, r"rows\[1\] holds <U1: expected numbers.*Vocabulary.encode"),
        ([["a"]], {}, r"rows\[0\] holds <U1"),
        (["good film"], {}, r"rows\[0\] is 'good film'"),
        ([np.array([1, None])], {}, r"rows\[0\] holds object"),
        ([np.ones((2, 3)), np.ones((2, 4))], {}, r"rows\[1\] has the shape \(2, 4\) and rows\[0\] \(2, 3\)"),
        ({"a": [1]}, {}, "rows is a dict"),
    ],
)
def test_pad_refuses(rows, arguments, message):
    with pytest.raises(ValueError, match=message):
        pre.pad(rows, **arguments)


@examples(20)
@given(rows=rows_of_ids, batch_size=st.integers(1, 7), seed=st.one_of(st.none(), st.integers(0, 9)))
def test_batches_hold_every_row_once_in_every_epoch(rows, batch_size, seed):
    values = [np.stack([row, row], axis=1).astype(np.float32) for row in rows]
    y = np.arange(len(rows))
    dataset = pre.batches_by_length((rows, values), y, batch_size, seed)
    for _ in range(2):
        seen = []
        for (x, v), labels in dataset.as_numpy_iterator():
            assert x.shape == v.shape[:2] and len(x) <= batch_size
            for row, value, n in zip(x, v, labels.astype(int), strict=True):
                assert row[: len(rows[n])].tolist() == rows[n].tolist()
                assert not row[len(rows[n]) :].any()
                np.testing.assert_array_equal(value[:, 0], row)
                seen.append(n)
        assert sorted(seen) == y.tolist()
        if seed is None:
            assert seen == np.argsort([len(row) for row in rows], kind="stable").tolist()
    assert len(dataset) == -(-len(rows) // batch_size)


def test_batches_by_length_waste_little_and_shuffle():
    rng = np.random.default_rng(0)
    rows = [np.ones(n, np.int32) for n in rng.integers(5, 400, 1000)]
    dataset = pre.batches_by_length((rows,), np.arange(1000), 50, seed=1)
    first, second = [list(dataset.as_numpy_iterator()) for _ in range(2)]
    steps = sum(x.size for x, _ in first)
    assert steps < 1.25 * sum(map(len, rows))
    assert [y.tolist() for _, y in first] != [y.tolist() for _, y in second]
    assert [x.shape[1] for x, _ in first] != sorted(x.shape[1] for x, _ in first)


def test_batches_take_rows_and_labels_by_position():
    """After sorting or sampling a table, the label 0 may be at any place."""
    rows = [np.full(n, n) for n in (3, 1, 2)]
    expected = [([1, 0, 0], 1), ([2, 2, 0], 2), ([3, 3, 3], 3)]
    for given_rows, y in [
        (shuffled(rows), shuffled([3, 1, 2])),
        (pd.Series(rows, index=["a", "b", "c"]), [3, 1, 2]),
        (rows, pd.Series([3, 1, 2], index=[7, 8, 9])),
    ]:
        for inputs in ([given_rows], pd.Series([given_rows], index=[5])):
            ((x, labels),) = pre.batches_by_length(inputs, y).as_numpy_iterator()
            assert list(zip(x.tolist(), labels.tolist(), strict=True)) == expected


def test_batches_have_one_type_for_all_rows():
    rows = [np.array([1, 2, 3]), np.array([0.5])]
    batches = list(pre.batches_by_length([rows], [0, 1], 1).as_numpy_iterator())
    assert [x.tolist() for x, _ in batches] == [[[0.5]], [[1, 2, 3]]]


rows_of_three = [np.arange(n) for n in (3, 1, 2)]


@pytest.mark.parametrize(
    ("inputs", "y", "message"),
    [
        (rows_of_three, [0, 1, 1], r"^inputs\[0\]\[0\] is the single number 0: .* pass \[rows\]\.$"),
        (np.ones((3, 2)), [0, 1, 1], r"^inputs\[0\]\[0\] is the single number 1.0: .* pass \[rows\]\.$"),
        (shuffled(rows_of_three), [0, 1, 1], r"inputs\[0\]\[0\] is the single number .* pass \[rows\]"),
        ([[], [4]], [0, 1], r"the single number 4: .* pass \[rows\]"),
        (np.arange(3), [0, 1, 1], r"inputs\[0\] is the single number 0: .* pass \[\[row\]\]"),
        (
            np.ones((3, 4, 2)),
            [0, 1, 1],
            "inputs has 3 inputs of 4 rows, but y has 3: .* single input pass .rows.[.]$",
        ),
        ([np.ones((n, 2)) for n in range(1, 801)], np.zeros(800), "The 800 inputs have 1, 2, 3, 4, ... rows"),
        (["good film"], [0], r"inputs\[0\] is a str"),
        ([["good film"]], [0], r"inputs\[0\]\[0\] is 'good film'"),
        ({"words": rows_of_three}, [0, 1, 1], "inputs is a dict"),
        (5, [0], "inputs is 5: expected a list"),
        ([], [], "There are no rows"),
        ([rows_of_three], ["pos", "neg", "pos"], "y is .*: expected numbers"),
        ([rows_of_three], [[0], [1], [1]], r"y has the shape \(3, 1\): .* Pass y\[:, 0\]"),
        ([rows_of_three], [0, float("nan"), 1], r"y\[1\] is nan: .*Leave out the rows without a label"),
    ],
)
def test_batches_say_what_to_do(inputs, y, message):
    with pytest.raises(ValueError, match=message) as error:
        pre.batches_by_length(inputs, y)
    assert len(str(error.value)) < 250


def test_batches_refuse():
    with pytest.raises(ValueError, match="batch_size"):
        pre.batches_by_length(([np.arange(3)],), np.zeros(1), 0)
    with pytest.raises(ValueError, match="y has 2"):
        pre.batches_by_length(([np.arange(3)],), np.zeros(2))
    with pytest.raises(ValueError, match="no rows"):
        pre.batches_by_length(([],), np.zeros(0))
