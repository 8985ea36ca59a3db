"""Lesson 11's checks: what they show, what they measure with, and which reason they give."""

import ast

import numpy as np
import pandas as pd
import pytest

from tools.course import ROOT
from tools.notebooks.files import read
from utils import forecasting
from utils.checks import lesson_11
from utils.checks.judging import Wrong
from utils.checks.lesson_11 import late_forecasts, leaky_windows, own_forecaster
from utils.preprocessing import windows
from utils.synthetic import known_series

HOURS = pd.date_range("2024-01-01", periods=1500, freq="h")
SEASONAL = known_series(HOURS, seasons={24: 20}, seed=2)
WALK = known_series(HOURS, seasons={}, persistence=1.0, seed=2)


# Four forecasts of a price


@pytest.mark.parametrize("days", [late_forecasts.DAYS, late_forecasts.CLOSE])
def test_the_figure_shows_what_its_riddle_says(days):
    price, forecasts = late_forecasts.four_forecasts()
    error = {name: np.abs(price - one)[-days:].mean() for name, one in forecasts.items()}
    assert [name for name in "BCD" if error[name] < 0.8 * error["A"]] == [late_forecasts.BETTER]
    assert all(error[name] > 1.2 * error["A"] for name in "CD")
    y = price[-days:]
    for name, forecast in forecasts.items():
        alike = [np.corrcoef(y[: days - k], forecast[-days:][k:])[0, 1] for k in range(6)]
        assert np.argmax(alike) == late_forecasts.LATE[name]
        if days == late_forecasts.DAYS:
            assert 1 - ((price - forecast) ** 2).mean() / price.var() > 0.95


def test_no_two_mistakes_in_the_delay_have_the_same_answer():
    y, forecast = lesson_11._late_copy(2)
    found = [2.0, *lesson_11._wrong_delays(y, forecast, delay=2, most=5).values()]
    assert np.diff(np.sort(found)).min() > 0.001


# Windows that were split


@pytest.mark.parametrize("scale", [True, False])
def test_the_rows_behind_windows_and_targets_are_found(scale):
    def prepare(series, timesteps, horizon, cut):
        train, test = windows(series, timesteps, horizon, split=cut, scale=scale)
        return train.x, train.y, test.x, test.y

    train, test, mean, std = leaky_windows.parts(prepare)
    series = leaky_windows.drawn_series()[: leaky_windows.CUT]
    wanted = (series.mean(), series.std()) if scale else (0, 1)
    assert (mean, std) == pytest.approx(wanted, abs=1e-6)
    assert train.target.tolist() == list(range(13, 100)) and test.target.tolist() == list(range(100, 160))
    assert train.first.tolist() == list(range(87)) and (train.last == train.first + 9).all()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((np.zeros((0, 10, 1)), np.zeros(0), np.zeros((1, 10, 1)), np.zeros(1)), "holds no window"),
        ((np.ones((3, 10, 1)), np.zeros(2), np.zeros((1, 10, 1)), np.zeros(1)), "3 windows, and"),
        ((np.ones((3, 10)), np.zeros(3), np.zeros((1, 10, 1)), np.zeros(1)), "has the shape"),
        (
            (np.random.default_rng(0).normal(size=(3, 10, 1)), np.ones(3), np.ones((1, 10, 1)), np.ones(1)),
            "not the scaled beginning",
        ),
    ],
)
def test_what_is_no_split_of_the_series_is_refused_in_words(given, words):
    with pytest.raises(Wrong, match=words):
        leaky_windows.parts(lambda *series: given)


# A forecaster of the learner's own


def test_steps_and_horizons_are_those_of_the_notebook():
    text = "\n".join(cell.source for cell in read(ROOT / "notebooks/solutions/11_forecasting.ipynb").cells)
    (line,) = [line for line in text.splitlines() if line.startswith("TIMESTEPS, HORIZONS = ")]
    timesteps, horizons = ast.literal_eval(line.partition(" = ")[2])
    assert (timesteps, tuple(horizons)) == (own_forecaster.TIMESTEPS, own_forecaster.HORIZONS)


@pytest.mark.parametrize("period", [5, 24])
def test_free_forecasts_are_those_of_the_course_at_the_targets_of_the_windows(period):
    values, cut = SEASONAL.values, own_forecaster.cut_of(SEASONAL.values)
    _, test = windows(values, own_forecaster.TIMESTEPS, own_forecaster.HORIZONS, split=cut, scale=False)
    pasts = [values.to_numpy()[: cut + k] for k in range(len(test.y))]
    ahead = np.array(own_forecaster.HORIZONS) - 1
    error = {
        "persistence": [forecasting.persistence(past, 12)[ahead] for past in pasts],
        "last season": [forecasting.seasonal_naive(past, 12, period)[ahead] for past in pasts],
        "the mean": values[:cut].mean(),
    }
    found = own_forecaster.free_forecasts(values, period)
    assert found.keys() == error.keys()
    for name, forecasts in error.items():
        np.testing.assert_allclose(found[name], np.abs(test.y - forecasts).mean(axis=0))


@pytest.mark.parametrize(("period", "better"), [(24, None), (48, None), (7, 24), (1, 24)])
def test_a_better_season_is_found_where_there_is_one(period, better):
    assert own_forecaster.better_season(SEASONAL.values, period) == better
    assert own_forecaster.better_season(WALK.values, period) is None


def forecasts_of(known, step=1):
    """What a forecaster says: the best that can be said, its columns in this order (-1: the last first)."""
    cut, n = own_forecaster.cut_of(known.values), len(known.values)
    best = [known.best_forecast(h)[cut - 1 : n - 12] for h in own_forecaster.HORIZONS]
    return np.column_stack(best)[:, ::step]


def why(known, forecast):
    """The reason that is given for losing."""
    values = known.values
    train, test = own_forecaster._cut(values, scale=True)
    y = test.unscale(test.y)
    assert forecast.shape == y.shape
    return own_forecaster.why_it_loses(values, train, y, forecast, own_forecaster.free_forecasts(values, 24))[
        0
    ]


def test_the_best_forecast_is_never_called_one_in_the_wrong_order():
    assert "linear regression on the same windows does beat them" in why(SEASONAL, forecasts_of(SEASONAL))
    assert "It may be the series" in why(WALK, forecasts_of(WALK))


def test_columns_in_the_wrong_order_are_found():
    assert "column 0 should be the value 1 step ahead" in why(SEASONAL, forecasts_of(SEASONAL, -1))


def test_numbers_in_another_scale_and_one_number_for_all_are_found():
    forecast = forecasts_of(SEASONAL)
    assert "another scale" in why(SEASONAL, forecast * SEASONAL.values.std() + 100)
    assert "hardly better than to say the mean" in why(SEASONAL, 0 * forecast + 100)
    noise = np.random.default_rng(0).normal(100, 10, forecast.shape)
    assert "hardly better than to say the mean" in why(SEASONAL, noise)
