"""Encoding, shortening, padding, batches by length, windows, log-ratios."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    ("rows", "arguments", "message"),
    [
        ([], {}, "empty"),
        ([np.arange(3)], {"maxlen": 0}, "maxlen is 0"),
        ([np.arange(3)], {"maxlen": 2}, "longest row has 3"),
        ([np.arange(3)], {"side": "front"}, "side"),
    ],
)
def test_pad_refuses(rows, arguments, message):
    with pytest.raises(ValueError, match=message):
        pre.pad(rows, **arguments)


@settings(max_examples=20)
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


def test_batches_refuse():
    with pytest.raises(ValueError, match="batch_size"):
        pre.batches_by_length(([np.arange(3)],), np.zeros(1), 0)
    with pytest.raises(ValueError, match="y has 2"):
        pre.batches_by_length(([np.arange(3)],), np.zeros(2))
    with pytest.raises(ValueError, match="no rows"):
        pre.batches_by_length(([],), np.zeros(0))


@given(st.integers(1, 40), st.integers(1, 3), st.integers(1, 8), st.integers(1, 5))
def test_a_window_is_followed_by_its_target_and_does_not_hold_it(length, features, timesteps, horizon):
    series = np.arange(length * features, dtype=np.float64).reshape(length, features)
    n = length - timesteps - horizon + 1
    if n < 1:
        with pytest.raises(ValueError, match=f"need {timesteps + horizon}"):
            pre.windows(series, timesteps, horizon)
        return
    x, y = pre.windows(series, timesteps, horizon)
    assert (
        x.shape == (n, timesteps, features) and y.shape == (n, features) and x.dtype == y.dtype == np.float64
    )
    for k in range(n):
        np.testing.assert_array_equal(x[k], series[k : k + timesteps])
        np.testing.assert_array_equal(y[k], series[k + timesteps - 1 + horizon])
        assert x[k].max() < y[k].min()  # the series rises: no value of a window is as late as its target


def test_windows_of_one_feature_are_copies_and_keep_the_type_of_floats():
    series = np.arange(9, dtype=np.float32)
    x, y = pre.windows(series, 3)
    assert x.shape == (6, 3, 1) and y[:, 0].tolist() == [3, 4, 5, 6, 7, 8]
    assert x.dtype == y.dtype == np.float32 == pre.windows(np.arange(9), 3)[0].dtype
    y[:] = x[0] = -1
    assert series.tolist() == list(range(9)) and x[1, 0, 0] == 1


@pytest.mark.parametrize(
    ("series", "arguments", "message"),
    [
        ([1.0, 2, float("nan"), 4, float("nan")], (2,), "nan at position 2"),
        ([1.0, 2, 3, float("-inf")], (2,), "-inf at position 3"),
        ([[1.0, 2], [3, float("nan")], [5, 6]], (1,), r"nan at position \(1, 1\)"),
        ([1.0, 2, 3], (3,), "series has 3 values"),
        ([], (1,), "series has 0 values"),
        ([1.0, 2, 3], (0,), "timesteps is 0"),
        ([1.0, 2, 3], (1.5,), "timesteps is 1.5"),
        ([1.0, 2, 3], (1, 0), "horizon is 0"),
        ([1.0, 2, 3], (True,), "timesteps is True"),
        ([[[1.0]]], (1,), "shape"),
        (3.0, (1,), "shape"),
        (["a", "b", "c"], (1,), "expected numbers"),
    ],
)
def test_windows_refuse(series, arguments, message):
    with pytest.raises(ValueError, match=message):
        pre.windows(series, *arguments)
