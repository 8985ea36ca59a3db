"""The tasks in numbers, held against their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from utils.synthetic import memory
from utils.synthetic.labels import balanced_labels

small = st.integers(1, 40)
seeds = st.integers(0, 1000)


@given(small, small, st.integers(2, 12), st.integers(1, 12), seeds)
def test_recall_asks_for_the_first_token(rows, gap, keys, fillers, seed):
    x, y = memory.recall(rows, gap, keys, fillers, seed)
    assert x.shape == (rows, gap + 2) and y.shape == (rows,) and x.dtype == y.dtype == np.int32
    np.testing.assert_array_equal(x[:, 0], y)
    assert ((x[:, 1:-1] >= keys) & (x[:, 1:-1] < keys + fillers)).all()
    assert (x[:, -1] == keys + fillers).all()
    counts = np.bincount(y, minlength=keys)
    assert len(counts) == keys and np.ptp(counts) <= 1


def test_recall_is_shuffled_and_uses_every_filler():
    x, y = memory.recall(2000, 20)
    assert np.array_equal(np.unique(x), np.arange(17))
    assert abs(np.corrcoef(y[:-1], y[1:])[0, 1]) < 0.1
    assert abs(np.corrcoef(y, x[:, 1:-1].mean(axis=1))[0, 1]) < 0.1


@given(small, st.integers(2, 60), seeds)
def test_adding_adds_the_two_marked_numbers(rows, timesteps, seed):
    x, y = memory.adding(rows, timesteps, seed)
    assert x.shape == (rows, timesteps, 2) and y.shape == (rows, 1) and x.dtype == y.dtype == np.float32
    marks, half = x[..., 1], timesteps // 2
    assert np.isin(marks, (0, 1)).all()
    assert (marks[:, :half].sum(axis=1) == 1).all() and (marks[:, half:].sum(axis=1) == 1).all()
    for numbers, marked, total in zip(x[..., 0], marks, y[:, 0], strict=True):
        assert total == pytest.approx(sum(numbers[marked == 1].tolist()), abs=1e-6)


def test_guessing_the_mean_of_adding_costs_a_sixth():
    x, y = memory.adding(40_000, 11)
    assert np.mean((y - 1) ** 2) == pytest.approx(1 / 6, abs=0.005)
    assert x[..., 0].min() >= 0 and x[..., 0].max() <= 1 and x[..., 0].mean() == pytest.approx(0.5, abs=0.005)
    assert (x[..., 1].sum(axis=0) > 0).all()  # every step is marked in some row


def test_copy_memory_is_as_in_its_docstring():
    x, y = memory.copy_memory(1, 2, 3)
    assert x.shape == y.shape == (1, 7) and x.dtype == y.dtype == np.int32
    assert x[0, 2:].tolist() == [0, 0, 9, 0, 0] and y[0, :5].tolist() == [0] * 5
    assert y[0, 5:].tolist() == x[0, :2].tolist()


@given(small, st.integers(1, 12), small, st.integers(2, 9), seeds)
def test_copy_memory_repeats_the_message_after_the_go_marker(rows, length, gap, symbols, seed):
    x, y = memory.copy_memory(rows, length, gap, symbols, seed)
    assert x.shape == y.shape == (rows, length + gap + length)
    np.testing.assert_array_equal(x[:, :length], y[:, -length:])
    assert ((x[:, :length] >= 1) & (x[:, :length] <= symbols)).all()
    assert (np.argwhere(x == symbols + 1)[:, 1] == length + gap - 1).all()
    assert ((x == symbols + 1).sum(axis=1) == 1).all()
    rest = x.copy()
    rest[:, :length] = rest[:, length + gap - 1] = 0
    assert not rest.any() and not y[:, :-length].any()


def test_copy_memory_draws_symbols_evenly():
    x, _ = memory.copy_memory(4000, 10, 5)
    counts = np.bincount(x[:, :10].ravel(), minlength=9)[1:]
    assert counts.min() > 4700 and counts.max() < 5300


@pytest.mark.parametrize(("lag", "strength"), [(1, 0.9), (4, 0.9), (7, 0.5)])
def test_the_series_correlates_at_multiples_of_the_lag_only(lag, strength):
    x, y = memory.delayed_series(20_000, 15, lag, strength)
    assert x.shape == (20_000, 15, 1) and y.shape == (20_000, 1) and x.dtype == y.dtype == np.float32
    series = np.hstack([x[..., 0], y])
    np.testing.assert_allclose(series.var(axis=0), 1, atol=0.05)
    np.testing.assert_allclose(series.mean(axis=0), 0, atol=0.04)
    products = series.T @ series / len(series)
    for i in range(16):
        for j in range(i + 1):
            k, remainder = divmod(i - j, lag)
            assert products[i, j] == pytest.approx(strength**k if remainder == 0 else 0, abs=0.05)


@pytest.mark.parametrize("lag", [1, 5, 10])
def test_least_squares_reaches_the_floor_and_sees_nothing_through_a_short_window(lag):
    x, y = memory.delayed_series(20_000, 10, lag, 0.9, seed=3)
    x_new, y_new = memory.delayed_series(20_000, 10, lag, 0.9, seed=4)

    def error(steps):
        weights = np.linalg.lstsq(x[:, -steps:, 0], y, rcond=None)[0]
        return np.mean((x_new[:, -steps:, 0] @ weights - y_new) ** 2)

    assert error(lag) == pytest.approx(1 - 0.9**2, abs=0.01)
    if lag > 1:
        assert error(lag - 1) == pytest.approx(1, abs=0.04)


def test_the_shortest_window_still_holds_the_signal():
    x, y = memory.delayed_series(5000, 6, 6, 0.95)
    assert np.corrcoef(x[:, 0, 0], y[:, 0])[0, 1] == pytest.approx(0.95, abs=0.02)


GENERATORS = [
    (memory.recall, (30, 5)),
    (memory.adding, (30, 8)),
    (memory.copy_memory, (30, 4, 3)),
    (memory.delayed_series, (30, 8, 3)),
]


@pytest.mark.parametrize(("task", "arguments"), GENERATORS)
def test_a_seed_fixes_every_byte_and_another_changes_them(task, arguments):
    first, again, other = task(*arguments, seed=5), task(*arguments, seed=5), task(*arguments, seed=6)
    assert [a.tobytes() for a in first] == [a.tobytes() for a in again]
    assert first[0].tobytes() != other[0].tobytes() and first[1].tobytes() != other[1].tobytes()


@pytest.mark.parametrize(
    ("task", "arguments", "message"),
    [
        (memory.recall, {"rows": 0, "gap": 5}, "rows is 0: expected at least 1"),
        (memory.recall, {"rows": 5, "gap": 0}, "gap is 0: expected at least 1"),
        (memory.recall, {"rows": 5, "gap": 5, "keys": 1}, "keys is 1: expected at least 2"),
        (memory.recall, {"rows": 5, "gap": 5, "fillers": 0}, "fillers is 0: expected at least 1"),
        (memory.recall, {"rows": 5.0, "gap": 5}, "rows is 5.0: expected a whole number"),
        (memory.recall, {"rows": 5, "gap": "5"}, "gap is '5': expected a whole number"),
        (memory.recall, {"rows": 5, "gap": 5, "keys": 2.5}, "keys is 2.5"),
        (memory.recall, {"rows": 5, "gap": 5, "fillers": None}, "fillers is None"),
        (memory.recall, {"rows": True, "gap": 5}, "rows is True"),
        (memory.recall, {"rows": 5, "gap": 5, "seed": -1}, "seed is -1"),
        (memory.recall, {"rows": 5, "gap": 5, "seed": None}, "seed is None"),
        (memory.adding, {"rows": 0, "timesteps": 5}, "rows is 0"),
        (memory.adding, {"rows": 5, "timesteps": 1}, "timesteps is 1: expected at least 2"),
        (memory.adding, {"rows": 5, "timesteps": 1.5}, "timesteps is 1.5"),
        (memory.adding, {"rows": 5, "timesteps": 5, "seed": 0.5}, "seed is 0.5"),
        (memory.copy_memory, {"rows": 0, "length": 5, "gap": 5}, "rows is 0"),
        (memory.copy_memory, {"rows": 5, "length": 0, "gap": 5}, "length is 0"),
        (memory.copy_memory, {"rows": 5, "length": 5, "gap": 0}, "gap is 0"),
        (memory.copy_memory, {"rows": 5, "length": 5, "gap": 5, "symbols": 1}, "symbols is 1"),
        (memory.copy_memory, {"rows": 5, "length": 5, "gap": 5, "seed": -1}, "seed is -1"),
        (memory.delayed_series, {"rows": 0, "timesteps": 5, "lag": 2}, "rows is 0"),
        (memory.delayed_series, {"rows": 5, "timesteps": 5, "lag": 0}, "lag is 0"),
        (memory.delayed_series, {"rows": 5, "timesteps": 5.5, "lag": 2}, "timesteps is 5.5"),
        (memory.delayed_series, {"rows": 5, "timesteps": 5, "lag": 6}, "outside the window"),
        (memory.delayed_series, {"rows": 5, "timesteps": 5, "lag": 2, "strength": 1}, "strength is 1"),
        (memory.delayed_series, {"rows": 5, "timesteps": 5, "lag": 2, "strength": 0}, "strength is 0"),
        (memory.delayed_series, {"rows": 5, "timesteps": 5, "lag": 2, "strength": "a"}, "strength is 'a'"),
        (
            memory.delayed_series,
            {"rows": 5, "timesteps": 5, "lag": 2, "strength": float("nan")},
            "strength is nan",
        ),
        (memory.delayed_series, {"rows": 5, "timesteps": 5, "lag": 2, "seed": -1}, "seed is -1"),
    ],
)
def test_bad_arguments_are_named(task, arguments, message):
    with pytest.raises(ValueError, match=message):
        task(**arguments)


@examples(20)
@given(small, st.integers(2, 9), seeds)
def test_balanced_labels(rows, classes, seed):
    y = balanced_labels(rows, classes, np.random.default_rng(seed))
    counts = np.bincount(y, minlength=classes)
    assert counts.sum() == rows and len(counts) == classes and np.ptp(counts) <= 1
