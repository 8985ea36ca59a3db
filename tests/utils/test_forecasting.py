"""Baselines and errors of forecasts: equal to closed forms, to examples by hand, and to those of M4."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from utils import forecasting
from utils.datasets import load_m4_hourly
from utils.forecasting import diebold_mariano, drift, mase, persistence, seasonal_naive, smape

numbers = st.floats(-1e6, 1e6)
horizons = st.integers(1, 30)


@given(st.lists(numbers, min_size=1, max_size=30), horizons)
def test_the_last_value_goes_on(past, horizon):
    assert persistence(past, horizon).tolist() == [past[-1]] * horizon


@given(st.lists(numbers, min_size=1, max_size=12), st.integers(0, 20), horizons)
def test_a_season_comes_again(season, before, horizon):
    """After a whole number of seasons and `before` steps of the next one, the forecast goes on with it."""
    period = len(season)
    endless = [season[t % period] for t in range(3 * period + before + horizon)]
    past, future = endless[:-horizon], endless[-horizon:]
    assert seasonal_naive(past, horizon, period).tolist() == future


@given(numbers, numbers, st.integers(2, 40), horizons)
def test_a_line_goes_on(level, slope, length, horizon):
    line = level + slope * np.arange(length + horizon)
    scale = 1 + abs(level) + abs(slope) * 70
    np.testing.assert_allclose(drift(line[:length], horizon), line[length:], rtol=0, atol=1e-9 * scale)


def test_drift_knows_the_ends_only():
    assert drift([1, 90, -7, 7], 3).tolist() == [9, 11, 13]


@given(arrays(float, (3, 2, 8), elements=numbers), horizons)
def test_many_series_at_once_are_forecast_as_each_alone(past, horizon):
    for forecast in (persistence, drift, lambda values, steps: seasonal_naive(values, steps, 5)):
        together = forecast(past, horizon)
        assert together.shape == (3, 2, horizon) and together.dtype == np.float64
        np.testing.assert_array_equal(together[2, 1], forecast(past[2, 1], horizon))


def test_smape_by_hand():
    # 200 * 10 / 110, 200 * 0 / 100, 200 * 50 / 150
    assert smape([60, 50, 100], [50, 50, 50]) == pytest.approx((2000 / 110 + 0 + 10000 / 150) / 3)
    assert smape([1, 1], [0, 0]) == 200 and smape([0, 3], [0, 3]) == 0
    assert smape([[1, 1], [2, 2]], [[1, 1], [0, 0]]).tolist() == [0, 200]


def test_mase_by_hand():
    # the past moves by 2, 1, 3: on average 2; the forecast errs by 1 and 5: on average 3
    assert mase([10, 10], [9, 15], [0, 2, 1, 4]) == 1.5
    # two steps back it moves by 1 and 2
    assert mase([10, 10], [9, 15], [0, 2, 1, 4], period=2) == 2
    assert mase([[10, 10]] * 2, [[9, 15], [10, 10]], [[0, 2, 1, 4]] * 2).tolist() == [1.5, 0]


positive = st.floats(0.1, 1e6)


@given(arrays(float, 6, elements=positive), arrays(float, 6, elements=positive), st.floats(0.01, 100))
def test_errors_do_not_depend_on_the_unit(y, forecast, factor):
    past = np.array([1.0, 3, 2, 5])
    assert smape(y * factor, forecast * factor) == pytest.approx(smape(y, forecast))
    assert smape(y, forecast) == pytest.approx(smape(forecast, y))
    assert 0 <= smape(y, forecast) <= 200
    assert mase(y * factor, forecast * factor, past * factor) == pytest.approx(mase(y, forecast, past))


@given(arrays(float, 20, elements=numbers, unique=True), st.integers(1, 6))
def test_the_seasonal_naive_forecast_itself_has_the_unit_error(past, period):
    """Judged on its own past, one season after the other, it gets 1."""
    error = mase(past[period:], past[:-period], past, period)
    assert error == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: persistence([], 1), r"past has the shape \(0,\): expected at least 1 steps"),
        (lambda: persistence(3.0, 1), "past is 3.0: expected an array"),
        (lambda: persistence(["a"], 1), "expected an array .* of numbers"),
        (lambda: persistence([1, np.nan], 1), "not finite. Fill the gaps"),
        (lambda: persistence([1], 0), "horizon is 0"),
        (lambda: seasonal_naive([1, 2], 1, 3), "expected at least 3 steps"),
        (lambda: seasonal_naive([1, 2], 1, 0), "period is 0"),
        (lambda: drift([1], 2), "expected at least 2 steps"),
        (lambda: drift([1, 2], 1.5), "horizon is 1.5"),
        (lambda: smape(np.ones(3), np.ones((3, 1))), r"\(3, 1\) and y \(3,\): .* Pass forecast\.ravel\(\)"),
        (lambda: smape(np.ones((3, 1)), np.ones(3)), r"Pass forecast\.reshape\(\(3, 1\)\)"),
        (lambda: smape(np.ones(3), np.ones(2)), r"expected the same\.$"),
        (lambda: mase([1.0], [np.inf], [1, 2]), "forecast holds numbers that are not finite"),
        (lambda: mase([1.0], [2.0], [1]), "past has the shape"),
        (lambda: mase([1.0], [2.0], [[1, 2]]), "expected a past for each series"),
        (lambda: mase([1.0], [2.0], [5, 5, 5]), "repeats itself every 1 step exactly"),
        (lambda: mase([1.0], [2.0], [1, 2, 1, 2], period=2), "repeats itself every 2 steps exactly"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_all_is_offered():
    assert all(getattr(forecasting, name).__doc__ for name in forecasting.__all__)


@pytest.mark.skipif(
    not (Path(os.environ.get("LSTM_COURSE_DATA") or "/nowhere") / "m4-hourly-test.csv").is_file(),
    reason="LSTM_COURSE_DATA holds no m4-hourly-test.csv",
)
def test_the_published_error_of_the_seasonal_naive_forecast_on_m4():
    """Makridakis et al. (2020): sNaive, hourly, sMAPE 13.912 and MASE 1.193."""
    m4 = load_m4_hourly(verbose=False)
    pairs = [(seasonal_naive(past, 48, 24), m4.test[name], past) for name, past in m4.train.items()]
    assert round(np.mean([smape(y, forecast) for forecast, y, _ in pairs]), 3) == 13.912
    assert round(np.mean([mase(y, forecast, past, 24) for forecast, y, past in pairs]), 3) == 1.193


# Diebold and Mariano's test


def test_two_steps_ahead_by_hand():
    # Squared errors 1, 2, 3, 6 against 0: mean 3, autocovariances 14/4 and 2/4, so the variance of the mean
    # is (3.5 + 2 * 0.5) / 4 and the statistic 3 / sqrt(1.125) = sqrt(8). The correction is
    # (4 + 1 - 4 + 2 / 4) / 4 = 3/8, which leaves sqrt(3). Student's t with 3 degrees has a closed form there.
    losses = np.array([1.0, 2.0, 3.0, 6.0])
    found = diebold_mariano(np.zeros(4), np.sqrt(losses), np.zeros(4), horizon=2)
    assert found.statistic == pytest.approx(np.sqrt(3))
    assert found.p == pytest.approx(1 / 2 - 1 / np.pi)
    again = diebold_mariano(np.zeros(4), -losses, np.zeros(4), horizon=2, loss="absolute")
    assert (again.statistic, again.p) == pytest.approx((found.statistic, found.p))


@pytest.mark.parametrize("seed", range(5))
def test_one_step_ahead_is_the_paired_t_test(seed):
    y, first, second = np.random.default_rng(seed).normal(size=(3, 12))
    paired = stats.ttest_rel((y - first) ** 2, (y - second) ** 2)
    found = diebold_mariano(y, first, second)
    assert found.statistic == pytest.approx(paired.statistic)
    assert found.p == pytest.approx(paired.pvalue)
    back = diebold_mariano(y, second, first)
    assert (back.statistic, back.p) == pytest.approx((-found.statistic, found.p))


@pytest.mark.parametrize(("horizon", "low", "high"), [(3, 0.02, 0.08), (1, 0.09, 0.3)])
def test_equally_good_forecasts_are_told_apart_as_often_as_p_says(horizon, low, high):
    """Errors that last for three steps; whoever takes them for new ones at each step finds too much."""
    rng = np.random.default_rng(4)
    fresh = rng.normal(size=(2, 1000, 202))
    first, second = (np.lib.stride_tricks.sliding_window_view(one, 3, axis=1).sum(axis=-1) for one in fresh)
    y = np.zeros(200)
    p = [diebold_mariano(y, *pair, horizon).p for pair in zip(first, second, strict=True)]
    assert low < np.mean(np.array(p) < 0.05) < high


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1.0, 2, 3], [1, 2], [1, 2, 3]), "shape"),
        (([1.0, 2], [0, 0], [1, 1]), "at least 3 steps"),
        (([[1.0, 2, 3]], [[0, 0, 0]], [[1, 1, 1]]), "one series"),
        (([1.0, 2, 4], [1, 1, 1], [1, 1, 1]), "the forecasts are the same"),
        (([1.0, 1, 1], [0, 0, 0], [1, 1, 1]), "no variance"),
        (([1.0, np.nan, 1], [0, 0, 0], [1, 1, 1]), "not finite"),
        (([1.0, 2, 3, 4], [0, 5, 0, 9], [1, 1, 1, 1], 3), "at least 5 steps"),
        (([1.0, 2, 3, 4], [0, 0, 0, 9], [1, 1, 1, 1], 1, "cubed"), "squared"),
        (([0.0] * 6, [1, 0, 1, 0, 1, 0], [0] * 6, 2), "too few for horizon=2"),
    ],
)
def test_what_cannot_be_compared_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        diebold_mariano(*arguments)
