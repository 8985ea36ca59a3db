"""Shortening, padding, batches by length, windows."""

import numpy as np
import pandas as pd
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


@given(st.data())
def test_a_window_is_followed_by_its_target_and_does_not_hold_it(data):
    length, features, timesteps = (data.draw(st.integers(1, most)) for most in (40, 3, 8))
    horizons = data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))
    target = data.draw(st.integers(0, features - 1))
    series = np.arange(length * features, dtype=np.float64).reshape(length, features)
    n = length - timesteps - max(horizons) + 1
    if n < 1:
        with pytest.raises(ValueError, match=f"need {timesteps + max(horizons)}"):
            pre.windows(series, timesteps, horizons, target)
        return
    x, y = pre.windows(series, timesteps, horizons, target)
    assert x.shape == (n, timesteps, features) and y.shape == (n, len(horizons))
    assert x.dtype == y.dtype == np.float64
    for k in range(n):
        np.testing.assert_array_equal(x[k], series[k : k + timesteps])
        for j, horizon in enumerate(horizons):
            assert y[k, j] == series[k + timesteps - 1 + horizon, target]
        assert x[k].max() < y[k].min()  # the series rises: no value of a window is as late as its target


@given(st.integers(1, 30), st.integers(1, 5), st.integers(1, 3))
def test_the_last_window_is_the_next_one(length, timesteps, features):
    """With one row more it is the window that `windows` puts before that row."""
    series = np.random.default_rng(0).random((length + 1, features))
    if length < timesteps:
        with pytest.raises(ValueError, match=f"series has {length} rows: a window needs {timesteps}"):
            pre.last_window(series[:length], timesteps)
        return
    last = pre.last_window(series[:length], timesteps)
    assert last.shape == (1, timesteps, features)
    np.testing.assert_array_equal(last, pre.windows(series, timesteps, target=0)[0][-1:])
    last[:] = -1
    assert series.min() >= 0


def test_a_target_has_to_be_chosen_from_several_columns():
    table = pd.DataFrame({"sold": [1.0, 2, 3, 4], "price": [5.0, 6, 7, 8]}, index=[3, 1, 0, 2])
    for series in (table, table.to_numpy()):
        with pytest.raises(ValueError, match=r"series has 2 columns \(.*\), and target is None: choose"):
            pre.windows(series, 2)
    x, y = pre.windows(table, 2, target="price")
    assert x.tolist() == [[[1, 5], [2, 6]], [[2, 6], [3, 7]]] and y.tolist() == [[7], [8]]
    for series, target in ((table, 1), (table.to_numpy(), 1), (table.to_numpy(), np.int64(1))):
        assert pre.windows(series, 2, target=target)[1].tolist() == [[7], [8]]
    assert pre.windows(table[["price"]], 2)[1].tolist() == [[7], [8]]
    assert (
        pre.windows(table["price"], 2)[1].tolist()
        == pre.windows(table["price"], 2, target="price")[1].tolist()
    )
    assert pre.last_window(table, 2).tolist() == [[[3, 7], [4, 8]]]


def test_a_number_that_is_a_name_is_taken_as_the_name():
    years = pd.DataFrame({2020: [1.0, 2, 3], 0: [4.0, 5, 6]})
    assert pre.windows(years, 1, target=0)[1].tolist() == [[5], [6]]
    with pytest.raises(ValueError, match="target is 1: expected one column of the series, of 2020, 0"):
        pre.windows(years, 1, target=1)
    with pytest.raises(ValueError, match="target is True"):
        pre.windows(years.to_numpy(), 1, target=True)


@pytest.mark.parametrize("target", [2, -1, "prise", 0.5, True, ["sold", "price"], "both"])
def test_windows_refuse_other_targets(target):
    table = pd.DataFrame([[1.0, 5, 0, 0], [2, 6, 0, 0]], columns=["sold", "price", "both", "both"])
    few = table[["sold", "price"]]
    with pytest.raises(
        ValueError, match=r"target is .*: expected one column of the series, of 'sold', 'price'"
    ):
        pre.windows(table if target == "both" else few, 1, target=target)


def test_several_horizons_give_several_targets():
    series = np.arange(10.0)
    for horizons in ([1, 3], (1, 3), np.array([1, 3]), range(1, 4, 2)):
        x, y = pre.windows(series, 4, horizons)
        assert x.shape == (4, 4, 1) and y.tolist() == [[4, 6], [5, 7], [6, 8], [7, 9]]
    assert pre.windows(series, 4, [3, 1])[1].tolist() == [[6, 4], [7, 5], [8, 6], [9, 7]]
    assert pre.windows(series, 4, [2])[1].tolist() == pre.windows(series, 4, 2)[1].tolist()


def test_windows_follow_the_order_of_the_rows():
    series = pd.Series([5.0, 6, 7, 8], index=[3, 0, 2, 1])
    x, y = pre.windows(series, 2)
    assert x[:, :, 0].tolist() == [[5, 6], [6, 7]] and y.tolist() == [[7], [8]]
    assert pre.last_window(series, 2)[0, :, 0].tolist() == [7, 8]


@pytest.mark.parametrize("kind", ["Int64", "Float64", "float32", "int16"])
def test_windows_of_every_kind_of_number_in_a_table(kind):
    table = pd.DataFrame({"a": pd.array([1, 2, 3], dtype=kind)})
    x, y = pre.windows(table, 2)
    assert x.tolist() == [[[1], [2]]] and y.tolist() == [[3]]
    assert x.dtype == (np.float64 if kind == "Float64" else np.float32)


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
        ([[1.0, 2], [3, float("nan")], [5, 6]], (1,), "nan at position 1 of column 1"),
        ([1.0, 2, 3], (3,), "series has 3 rows: .* need 4"),
        ([], (1,), "series has 0 rows"),
        ([1.0, 2, 3], (0,), "timesteps is 0"),
        ([1.0, 2, 3], (1.5,), "timesteps is 1.5"),
        ([1.0, 2, 3], (1, 0), "horizon is 0"),
        ([1.0, 2, 3], (1, [1, 0]), "horizon is 0"),
        ([1.0, 2, 3], (1, []), "horizon is empty"),
        ([1.0, 2, 3], (1, True), "horizon is True"),
        ([1.0, 2, 3], (1, "1"), "horizon is '1'"),
        ([1.0, 2, 3], (1, [1, 3]), "need 4"),
        ([1.0, 2, 3], (True,), "timesteps is True"),
        ([[[1.0]]], (1,), "shape"),
        (3.0, (1,), "shape"),
        (["a", "b", "c"], (1,), "expected numbers"),
        (np.ones((3, 0)), (1,), "shape"),
        (pd.DataFrame(index=[1, 2]), (1,), "no columns"),
        (
            pd.DataFrame({"n": [1.0, 2], "city": ["Rome", "Oslo"]}),
            (1, 1, "n"),
            "column 'city' holds .*: expected",
        ),
        (
            pd.DataFrame({"n": [1.0, 2], "day": pd.to_datetime(["2020", "2021"])}),
            (1, 1, "n"),
            "column 'day' holds",
        ),
        (pd.DataFrame({"n": [1.0, 2], "b": [True, False]}), (1, 1, "n"), "column 'b' holds bool.*astype"),
        (pd.DataFrame({"a": [1.0, 2], "b": [3, None]}), (1, 1, "a"), "nan at position 1 of column 'b'"),
        (pd.DataFrame({"a": pd.array([1, None], dtype="Int64")}), (1,), "nan at position 1 of column 'a'"),
        (pd.Series(["Rome", "Oslo"]), (1,), "series holds .*: expected numbers"),
        (
            pd.DataFrame({"n": [1.0, 2], "city": ["Rome", "Oslo"]}).to_numpy(),
            (1, 1, 0),
            "series holds object",
        ),
    ],
)
def test_windows_refuse(series, arguments, message):
    with pytest.raises(ValueError, match=message):
        pre.windows(series, *arguments)


@pytest.mark.parametrize(
    ("series", "timesteps", "message"),
    [
        ([1.0, 2], 0, "timesteps is 0"),
        ([1.0, 2], 3, "series has 2 rows"),
        ([1.0, float("nan")], 1, "nan at position 1"),
        (pd.DataFrame({"city": ["Rome"]}), 1, "column 'city' holds"),
    ],
)
def test_the_last_window_refuses(series, timesteps, message):
    with pytest.raises(ValueError, match=message):
        pre.last_window(series, timesteps)
