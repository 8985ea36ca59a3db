"""`known_series`: the parts are as described, and no forecast beats the one that is said to be best."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from utils.synthetic import known_series

HOURS = pd.date_range("2024-01-01", periods=20_000, freq="h")


def test_the_parts_add_up_and_repeat():
    made, again, other = (known_series(HOURS, seed=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(made.values, again.values)
    assert not np.allclose(made.values, other.values)
    np.testing.assert_allclose(made.values, made.certain + made.shocks)
    assert made.values.index.equals(HOURS)


def test_trend_seasons_and_calendar_are_certain():
    made = known_series(HOURS, level=50, trend=0.01, seasons={24: 20, 168: 10}, holiday=0.0, noise=0)
    np.testing.assert_array_equal(made.values, made.certain)
    np.testing.assert_allclose(made.certain[168:] - made.certain[:-168], 1.68)
    assert np.std(made.certain[24:] - made.certain[:-24]) > 1  # the week is no multiple of the day alone
    plain, closed = (known_series(HOURS, holiday=height, seed=1).certain for height in (0, -40))
    is_holiday = closed - plain < -39
    assert set(HOURS[is_holiday].strftime("%d %B")) == {"01 January", "01 May", "25 December", "26 December"}
    assert is_holiday.sum() == 24 * 9  # four in 2024, four in 2025, and one in 2026


@pytest.mark.parametrize("persistence", [0.0, 0.6, 0.95, 1.0])
@pytest.mark.parametrize("horizon", [1, 5])
def test_the_best_forecast_errs_as_announced(persistence, horizon):
    made = known_series(HOURS, persistence=persistence, noise=5, seed=2)
    error = made.values.to_numpy()[horizon:] - made.best_forecast(horizon)
    rmse = np.sqrt(np.mean(error[::horizon] ** 2))  # errors that share no noise
    assert rmse == pytest.approx(made.best_rmse(horizon), rel=4 / np.sqrt(2 * len(error[::horizon])))
    other = known_series(HOURS, persistence=persistence, noise=5, seed=3)
    assert abs(np.corrcoef(error, made.shocks[:-horizon])[0, 1]) < 0.06
    assert np.corrcoef(error, other.shocks[horizon:])[0, 1] < 0.06


def test_a_random_walk_is_best_forecast_by_its_last_value():
    made = known_series(HOURS, seasons={}, persistence=1.0, noise=2)
    np.testing.assert_allclose(made.best_forecast(3), made.values[:-3])
    assert made.best_rmse(4) == pytest.approx(2 * 2)
    assert made.best_rmse(1) == 2


@examples(30)
@given(st.floats(0, 0.99), st.integers(1, 50))
def test_far_ahead_the_best_error_is_the_spread_of_the_shocks(persistence, horizon):
    made = known_series(HOURS[:100], persistence=persistence, noise=3.0)
    spread = 3.0 / np.sqrt(1 - persistence**2)
    expected = spread * np.sqrt(1 - persistence ** (2 * horizon))
    assert made.best_rmse(horizon) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"times": [1, 2]}, "times is a list"),
        ({"times": HOURS[:0]}, "expected times"),
        ({"persistence": 1.5}, "persistence is 1.5"),
        ({"persistence": "most"}, "persistence is 'most'"),
        ({"noise": -1}, "noise is -1"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_refuses(options, words):
    with pytest.raises(ValueError, match=words):
        known_series(**({"times": HOURS[:9]} | options))


def test_a_horizon_is_a_whole_number():
    made = known_series(HOURS[:9])
    for horizon in (0, 1.5):
        with pytest.raises(ValueError, match="horizon is"):
            made.best_forecast(horizon)
        with pytest.raises(ValueError, match="horizon is"):
            made.best_rmse(horizon)
