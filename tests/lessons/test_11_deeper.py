"""The deeper page of lesson 11: its windows, loss, rule and intervals, and that its tables belong to it."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import m4 as benchmark
from tools.notebooks.definitions import whole_lesson
from utils.forecasting import smape

page = whole_lesson(
    "11d",
    "cut",
    "levels",
    "smape_of_logs",
    "network",
    "train",
    "forecast",
    "decide",
    "margin",
    "ask_again",
    "DAYS",
)


def series(count=5, hours=700, seed=0):
    """Noisy series of very different sizes."""
    rng = np.random.default_rng(seed)
    return [10 ** (1 + k) * np.exp(rng.normal(0, 0.2, hours)) for k in range(count)]


# The tables


def test_the_search_is_complete_and_in_its_order():
    assert pd.read_csv(benchmark.SEARCH)["step"].tolist() == [*benchmark.STEPS]


def test_a_step_is_kept_only_if_it_is_lower_than_all_before():
    rows = [{"step": name, "smape": 10 - k % 2} for k, name in enumerate(benchmark.STEPS)]
    first, second = list(benchmark.STEPS.values())[:2]
    assert benchmark.best_before("", rows) == benchmark.PILOT | first | second
    rows[3]["smape"] = 8
    assert benchmark.best_before("", rows) == benchmark.PILOT | second | benchmark.STEPS[rows[3]["step"]]
    assert benchmark.best_before(rows[3]["step"], rows) == benchmark.PILOT | second


@pytest.mark.skipif(
    not (Path(os.environ.get("LSTM_COURSE_DATA") or "/nowhere") / "m4-hourly-test.csv").is_file(),
    reason="LSTM_COURSE_DATA holds no m4-hourly-test.csv",
)
def test_the_stored_forecasts_have_the_stored_errors():
    _, test = benchmark.hours()
    forecasts = benchmark.stored_forecasts()
    assert list(forecasts) == [*benchmark.SEEDS]
    forecasts[benchmark.MEDIAN] = np.median(list(forecasts.values()), axis=0)
    stored = pd.read_csv(benchmark.FINAL, index_col="forecast_by")["smape"]
    assert list(forecasts) == list(stored.index)
    for name, found in forecasts.items():
        assert np.mean(smape(test, found)) == pytest.approx(stored[name], abs=1e-4)


def test_shares_inside_are_shares_and_hours_and_quarters_have_one_mean():
    hours, quarters = pd.read_csv(benchmark.HOURS), pd.read_csv(benchmark.QUARTERS)
    kinds = ["quantiles", "corrected", "one_width"]
    assert hours["hour"].tolist() == [*range(1, 49)]
    assert hours[kinds].stack().between(0, 1).all()
    np.testing.assert_allclose(hours[kinds].mean(), quarters[kinds].mean(), atol=0.003)


# Windows and loss


def test_targets_follow_their_window_hour_by_hour():
    values = [np.exp(np.arange(700) / 100)]  # so that the logarithm counts the hours
    x, y = page.cut(values, windows=20, seed=1)
    together = np.concatenate([x.reshape(20, -1), y], axis=1)
    np.testing.assert_allclose(np.diff(together, axis=1), 0.01, atol=1e-4)


def test_size_is_taken_away():
    one, other = (page.cut([factor * series()[0]], windows=4, seed=2) for factor in (1, 1000))
    for a, b in zip(one, other, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-4)


def test_windows_end_with_each_of_the_last_hours_and_not_beyond():
    size = page.DAYS * 24 + 50
    values = [np.exp(np.arange(size) ** 2 / 1e4)]  # the last step of a window tells where it lies
    _, y = page.cut(values, windows=100, seed=0)
    ends = np.round(((y[:, -1] - y[:, -2]) * 1e4 + 1) / 2)
    assert set(ends) == {size - 3, size - 2, size - 1}


def test_a_series_that_is_too_short_is_refused():
    with pytest.raises(ValueError, match="high <= 0"):
        page.cut([np.ones(page.DAYS * 24 + 47)], windows=1, seed=0)


def test_the_loss_is_the_measure():
    rng = np.random.default_rng(0)
    y, forecast = rng.uniform(1, 100, (2, 6, 48))
    expected = smape(y, forecast).mean()
    found = page.smape_of_logs(np.log(y).astype("float32"), np.log(forecast).astype("float32"))
    assert float(found) == pytest.approx(expected, rel=1e-4)


def test_the_page_trains_as_long_as_the_chosen_setting():
    chosen, (windows, passes) = benchmark.chosen(), page.train.__defaults__
    assert (windows, passes) == (chosen["windows"], chosen["passes"] * chosen["longer"])


@pytest.mark.slow
def test_the_page_trains_what_the_benchmark_trains():
    setting = benchmark.chosen() | {"windows": 4, "passes": 2, "longer": 1}
    net, _ = benchmark.train(series(), setting, seed=3)
    again = page.train(series(), seed=3, windows=4, passes=2)
    expected = benchmark.forecast(net, series(), setting)
    np.testing.assert_allclose(page.forecast(again, series()), expected, rtol=1e-3)


# Rule and intervals


@pytest.mark.parametrize(
    ("mean", "median", "verdict"),
    [(9.33, 9.5, "false"), (9.34, 9.33, "true, but"), (9.34, 9.34, "true"), (9.0, 9.0, "false")],
)
def test_the_rule_can_be_met_and_missed(mean, median, verdict):
    assert page.decide(mean, median) == verdict


def test_the_margin_holds_its_share_of_scores_still_to_come():
    scores = np.arange(1, 20)[::-1, None] * np.ones((1, 3))
    np.testing.assert_array_equal(page.margin(scores), 18)  # 18 of 19, the 20 * 0.9th
    rng = np.random.default_rng(0)
    held = [rng.normal() <= page.margin(rng.normal(size=(30, 1)))[0] for _ in range(4000)]
    assert 0.89 < np.mean(held) < 0.93


def test_the_recursive_forecast_feeds_on_itself():
    class Next:
        def predict(self, x, **_):
            return x[:, -1] + 1

    x = np.zeros((2, 24, 1))
    np.testing.assert_array_equal(page.ask_again(Next(), x), np.tile(np.arange(1, 49), (2, 1)))
