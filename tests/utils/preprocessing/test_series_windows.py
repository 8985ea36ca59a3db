"""Windows of a series: each before its targets, and no target on the wrong side of a split."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from utils import preprocessing as pre


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


# --- Split by the time of the targets -------------------------------------------------------------------


@st.composite
def splits(draw):
    """A series that counts its rows, how it is cut, and the bounds of the parts."""
    timesteps = draw(st.integers(1, 6))
    horizons = draw(st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True))
    length = draw(st.integers(timesteps + max(horizons) + 8, 60))
    cuts = draw(st.lists(st.integers(1, length - 1), min_size=1, max_size=2, unique=True).map(sorted))
    bounds = [0, *cuts, length]
    needed = np.ptp(horizons) + 1
    assume(bounds[1] >= timesteps + max(horizons))
    first = timesteps - 1 + min(horizons)
    assume(all(end - max(start, first) >= needed for start, end in pairwise(bounds)))
    return length, timesteps, horizons, bounds


def counting(length):
    """Column "row" holds the number of the row; the other column is what is not forecast."""
    times = pd.date_range("2024-01-01", periods=length, freq="D")
    return pd.DataFrame({"other": -np.arange(length) / 2, "row": np.arange(length, dtype=float)}, times)


@given(splits(), st.sampled_from(["rows", "times", "words"]))
def test_no_target_is_on_the_wrong_side_and_none_is_lost(case, how):
    length, timesteps, horizons, bounds = case
    series = counting(length)
    cuts = {
        "rows": bounds[1:-1],
        "times": [series.index[bound] for bound in bounds[1:-1]],
        "words": [f"{series.index[bound]:%Y-%m-%d}" for bound in bounds[1:-1]],
    }[how]
    parts = pre.windows(series, timesteps, horizons, "row", split=cuts, scale=False)
    assert len(parts) == len(bounds) - 1
    seen = []
    for part, start, end in zip(parts, bounds[:-1], bounds[1:], strict=True):
        assert part.y.min() >= start and part.y.max() < end  # the value is the number of the row
        np.testing.assert_array_equal(part.times, series.index.to_numpy()[part.y.astype(int)])
        last = part.x[:, -1, 1]  # the row of the last value in each window
        np.testing.assert_array_equal(part.y, last[:, None] + np.array(horizons))
        np.testing.assert_array_equal(part.x[:, :, 1], last[:, None] + np.arange(1 - timesteps, 1))
        np.testing.assert_array_equal(part.x[:, :, 0], -part.x[:, :, 1] / 2)
        seen += part.y.tolist()
    # Each window once, in order; lost are those with targets on both sides of a split, and no others.
    y = pre.windows(series, timesteps, horizons, "row")[1]
    on_both = [any(min(row) < cut <= max(row) for cut in bounds[1:-1]) for row in y.tolist()]
    assert seen == [row for row, both in zip(y.tolist(), on_both, strict=True) if not both]
    if len(horizons) == 1:
        assert [row[0] for row in seen] == list(range(timesteps - 1 + horizons[0], length))


@given(splits())
def test_every_time_of_a_later_part_is_a_target(case):
    length, timesteps, horizons, bounds = case
    horizons = list(range(1, max(horizons) + 1))
    assume(all(np.diff(bounds) >= timesteps + len(horizons)))
    parts = pre.windows(counting(length), timesteps, horizons, "row", split=bounds[1:-1], scale=False)
    for part, start, end in zip(parts[1:], bounds[1:-1], bounds[2:], strict=True):
        assert set(part.y.ravel()) == set(range(start, end))


def test_inputs_reach_back_over_the_split():
    train, test = pre.windows(np.arange(10.0), 4, split=7, scale=False)
    assert train.y.ravel().tolist() == [4, 5, 6] and train.x.max() == 5
    assert test.x[0, :, 0].tolist() == [3, 4, 5, 6] and test.y[0].tolist() == [7]
    assert test.times.ravel().tolist() == [7, 8, 9]


@given(splits(), st.integers(0, 99), st.floats(-1e6, 1e6))
def test_the_future_changes_nothing_before_it(case, seed, other):
    """Whatever the test part holds: the same training windows, the same scaling, to the last bit."""
    length, timesteps, horizons, bounds = case
    series = np.random.default_rng(seed).normal(50, 9, (length, 2))
    changed = series.copy()
    changed[bounds[1] :] = other
    ours, theirs = (
        pre.windows(values, timesteps, horizons, 1, split=bounds[1:-1])[0] for values in (series, changed)
    )
    for name in ("x", "y", "mean", "std"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))
    np.testing.assert_allclose(ours.mean, series[: bounds[1]].mean(axis=0))
    np.testing.assert_allclose(ours.std, series[: bounds[1]].std(axis=0))


@given(splits(), st.sampled_from([np.float64, np.float32]))
def test_scaling_goes_both_ways(case, kind):
    length, timesteps, horizons, bounds = case
    series = np.random.default_rng(length).normal(50, 9, (length, 2)).astype(kind)
    plain = pre.windows(series, timesteps, horizons, 1, split=bounds[1:-1], scale=False)
    scaled = pre.windows(series, timesteps, horizons, 1, split=bounds[1:-1])
    for raw, part in zip(plain, scaled, strict=True):
        assert part.x.dtype == part.y.dtype == raw.x.dtype == kind
        np.testing.assert_allclose(part.unscale(part.y), raw.y, rtol=1e-4)
        np.testing.assert_array_equal(part.scale(raw.x), part.x)
        assert raw.unscale(raw.y).tolist() == raw.y.tolist() and raw.scale(raw.x).tolist() == raw.x.tolist()
    assert scaled[0].scale(pre.last_window(series, timesteps)).shape == (1, timesteps, 2)


def test_a_constant_column_becomes_zero():
    series = np.column_stack([np.full(9, 0.1), np.arange(9.0)])
    train, test = pre.windows(series, 2, target=1, split=5)
    assert np.abs(train.x[:, :, 0]).max() < 1e-9 and train.std[0] == 1
    assert test.unscale(test.y).ravel().tolist() == pytest.approx([5, 6, 7, 8])


def test_a_split_in_a_time_zone():
    series = pd.Series(np.arange(48.0), pd.date_range("2024-01-01", periods=48, freq="h", tz="Europe/Rome"))
    for split in ("2024-01-02", pd.Timestamp("2024-01-02", tz="Europe/Rome"), "2024-01-01 23:00+00:00", 24):
        train, test = pre.windows(series, 3, split=split, scale=False)
        assert train.y.max() == 23 and test.y.min() == 24


RISING = pd.Series(np.arange(20.0), pd.date_range("2024-01-01", periods=20))


@pytest.mark.parametrize(
    ("series", "options", "message"),
    [
        (RISING, {"split": 0.8}, r"split is 0\.8: .* such as int\(0\.8 \* len\(series\)\)"),
        (RISING, {"split": 0}, "split is 0: expected 1 to 19"),
        (RISING, {"split": 20}, "split is 20: expected 1 to 19"),
        (RISING, {"split": "2024-01-01"}, "expected a time after 2024-01-01 00:00:00 and up to 2024-01-20"),
        (RISING, {"split": "2025-01-01"}, "expected a time after"),
        (RISING, {"split": "last year"}, "split is 'last year': expected a time, such as '2016-01-01'"),
        (RISING, {"split": []}, r"split is \[\]: expected one split, or several"),
        (RISING, {"split": [12, 9]}, "each later than the one before"),
        (RISING, {"split": [12, 12]}, "each later than the one before"),
        (RISING, {"split": 3}, "The part from row 0 to row 2 has no window: one of 3 needs that many rows"),
        (
            RISING,
            {"split": 19, "horizon": [1, 2]},
            "The part from row 19 to row 19 has no window.* 2 rows in the part",
        ),
        (
            RISING,
            {"split": [10, 11], "horizon": [1, 3]},
            "The part from row 10 to row 10 has no window.* 3 rows in the part",
        ),
        (RISING[::-1], {"split": 12}, r"not in order.*series\.sort_index\(\)"),
        (pd.concat([RISING, RISING[-1:]]), {"split": "2024-01-12"}, "one occurs twice"),
        (RISING.to_numpy(), {"split": "2024-01-12"}, "series has no times: pass the number of rows"),
        (RISING.reset_index(drop=True), {"split": "2024-01-12"}, "series has no times"),
    ],
)
def test_splits_that_are_refused(series, options, message):
    with pytest.raises(ValueError, match=message):
        pre.windows(series, 3, **options)
