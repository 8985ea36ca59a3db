"""The deeper page of lesson 11: its windows, loss, rule and intervals, and that its tables belong to it."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import lesson_11 as lesson_benchmark
from benchmarks import m4 as benchmark
from benchmarks import weather_origins
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
    "smoothing",
    "skill",
    "first_sizes",
    "DAYS",
    "DAYS_OFF",
    "AHEAD_OF_TODAY",
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


def test_smoothing_was_chosen_on_the_held_out_hours_and_nothing_else_read_the_test_hours():
    stored = pd.read_csv(benchmark.SMOOTHED)
    before, after = stored[:-1], stored[-1:]
    assert before["season"].tolist() == [*benchmark.SMOOTHING] and set(before["part"]) == {"held out"}
    best = before.loc[before["smape"].idxmin(), "season"]
    assert after["smape"].item() > 12.7  # the hours a week ago; so the page prints
    assert [f"{smape:.2f}" for smape in before["smape"]].count(f"{after['smape'].item():.2f}") == 1
    assert (
        after[["season", "part"]].values.tolist() == [[best, "test"]] and best == benchmark.best_smoothing()
    )


# Other years


@pytest.fixture(scope="module")
def origins():
    """The table, and the page's `skill`, which reads its sums over months."""
    table = pd.read_csv(weather_origins.TABLE)
    weighed = table.assign(**{name: table[name] * table["days"] for name in page.DAYS_OFF})
    sums = weighed.groupby(["model", "origin", "month"])[page.DAYS_OFF].mean()
    page.skill.__globals__["sums"] = sums
    yield table
    del page.skill.__globals__["sums"]


def test_each_month_of_each_origin_is_there(origins):
    keys = ["origin", "model", "seed", "month"]
    assert origins[keys].to_dict("records") == weather_origins.wanted()
    assert (
        [f"day_{ahead}" for ahead in page.AHEAD_OF_TODAY] == page.DAYS_OFF == lesson_benchmark.page().ERRORS
    )
    days = origins.groupby(["model", "seed", "origin"])["days"].sum().unstack()
    assert days.nunique().eq(1).all()
    assert days.iloc[0].to_dict() == {2004: 366, 2005: 365, 2006: 365, 2007: 365, 2008: 366, 2009: 353}


@pytest.mark.parametrize("model", ["persistence", "climate", "ridge", "lstm"])
def test_2008_is_the_lessons_own_split(origins, model):
    lessons = pd.read_csv(lesson_benchmark.MONTHS)
    lessons = lessons[(lessons["model"] == model) & lessons["month"].str.startswith("2008")]
    own = origins[(origins["model"] == model) & (origins["origin"] == 2008)]
    columns = ["seed", "days", *page.DAYS_OFF]
    np.testing.assert_allclose(own[columns], lessons[columns], atol=2e-3)


def test_the_bar_is_persistence_or_climate(origins):
    one = origins.set_index(["model", "origin", "month"])[page.DAYS_OFF]
    bar, stays, season = (one.loc[name] for name in ("bar", "persistence", "climate"))
    for origin in weather_origins.ORIGINS:
        for name in page.DAYS_OFF[3:]:  # from five days on
            assert bar.loc[origin, name].equals(season.loc[origin, name])
        for name in page.DAYS_OFF:
            candidates = stays.loc[origin, name], season.loc[origin, name]
            assert any(bar.loc[origin, name].equals(candidate) for candidate in candidates)


def test_skill_is_one_less_the_quotient_of_all_errors(origins):
    found, low, high = page.skill("ridge", "bar", 2006)
    own = origins[origins["origin"] == 2006].set_index("model")
    errors = {
        name: own.loc[name, page.DAYS_OFF].mul(own.loc[name, "days"], axis=0).sum()
        for name in ("ridge", "bar")
    }
    np.testing.assert_allclose(found, 1 - errors["ridge"] / errors["bar"])
    assert (low <= found).all() and (found <= high).all()


def test_the_words_about_other_years_are_what_the_table_holds(origins):
    years, ahead = weather_origins.ORIGINS, dict(zip(page.AHEAD_OF_TODAY, range(6), strict=True))

    def is_ahead(model, over, *year):
        return page.skill(model, over, *year)[1] > 0

    def years_ahead(model, over, days):
        return [year for year in years if is_ahead(model, over, year)[ahead[days]]]

    assert not is_ahead("lstm", "ridge").any()
    assert not any(is_ahead("lstm", "ridge", year).any() for year in years)
    behind_today = [year for year in years if page.skill("lstm", "persistence", year)[2][0] < 0]
    assert behind_today == [2004, 2005]
    over_season = is_ahead("ridge", "bar")
    assert over_season[ahead[5]] and page.skill("ridge", "bar")[0][ahead[5]] < 0.1
    assert years_ahead("ridge", "bar", 5) == [2005, 2006] and not years_ahead("lstm", "bar", 5)
    assert not over_season[ahead[14]] and not is_ahead("lstm", "bar")[ahead[14]]
    assert not any(years_ahead(model, "bar", 14) for model in ("ridge", "lstm", "fading"))
    assert is_ahead("fading", "bar")[[ahead[5], ahead[7]]].all()
    assert not is_ahead("lstm", "fading").any()
    assert is_ahead("ridge", "fading").tolist() == [True, True, True, False, False, False]
    one = origins.set_index("model")
    kept = ["origin", "month", *page.DAYS_OFF]
    np.testing.assert_array_equal(one.loc["smoothing", kept], one.loc["damped trend", kept])


def test_without_the_years_that_the_lesson_chose_on_the_ridge_is_ahead_and_fading_is_not(origins):
    weighed = origins.assign(**{name: origins[name] * origins["days"] for name in page.DAYS_OFF})
    others = weighed[~weighed["origin"].isin([2006, 2007])]
    names, before = page.skill.__globals__, page.skill.__globals__["sums"]
    names["sums"] = others.groupby(["model", "origin", "month"])[page.DAYS_OFF].mean()
    try:
        low = {
            name: dict(zip(page.AHEAD_OF_TODAY, page.skill(name, "bar")[1], strict=True))
            for name in ("ridge", "fading")
        }
    finally:
        names["sums"] = before
    assert low["ridge"][5] > 0 and not low["fading"][7] > 0


def a_departure(days=900):
    """A departure that fades by a fifth each day."""
    rng, values = np.random.default_rng(4), np.zeros(days)
    for t in range(1, days):
        values[t] = 0.8 * values[t - 1] + rng.normal()
    return pd.Series(values)


@pytest.mark.parametrize("trend", [False, True])
def test_a_smoothed_departure_knows_no_future_and_goes_on_as_statsmodels_says(trend):
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    ahead = np.array([1, 2, 5])
    line = pd.Series(np.arange(900) * 0.5 * np.linspace(1, 0.2, 900))  # so that there is a trend
    for departure in (a_departure(), line + a_departure()):
        found = weather_origins.smoothed(departure, 600, trend, ahead)
        changed = departure.copy()
        changed[700:] = 99.0
        np.testing.assert_array_equal(found[:700], weather_origins.smoothed(changed, 600, trend, ahead)[:700])
        kind = {"trend": "add", "damped_trend": True} if trend else {}
        expected = ExponentialSmoothing(departure[:600].to_numpy(), **kind).fit().forecast(5)
        np.testing.assert_allclose(found[599], expected[ahead - 1], rtol=1e-6, atol=1e-6)


# The power curve


@pytest.fixture(scope="module")
def power():
    return pd.concat([pd.read_csv(lesson_benchmark.SIGNAL), pd.read_csv(lesson_benchmark.POWER)])


def test_each_size_has_twenty_draws_and_is_found_by_the_rule(power):
    stored = pd.read_csv(lesson_benchmark.POWER)
    assert stored[["percent", "model", "draw"]].to_dict("records") == lesson_benchmark.power_wanted()
    counts = power.groupby(["percent", "model"])["draw"].apply(sorted)
    assert len(counts) == 8 * 3 and all(draws == [*range(20)] for draws in counts)
    is_found = (power["statistic"] > 0) & (power["p"] < 0.05)
    assert (is_found == power["found"].astype(bool)).all()


def test_a_signal_is_larger_than_its_name_on_the_tested_days(power):
    by_truth = 100 * power[power["model"] == "truth"].groupby("percent")["skill"].mean()
    assert (by_truth[1:] > by_truth.index[1:]).all()


def test_the_words_about_the_sizes_that_are_found(power):
    share = power.pivot_table(index="percent", columns="model", values="found")
    assert (share.loc[0] == 0).all() and (share.loc[15:] >= 0.8).all().all()
    assert (share.loc[:10] < 0.8).all().all()
    assert share.loc[5, "truth"] > 0.5 and (share.loc[5, ["ridge", "lstm"]] <= 0.2).all()
    assert abs(share["lstm"] - share["ridge"]).max() < 0.06
    assert page.first_sizes(share) == {"lstm": 15, "ridge": 15, "truth": 15}


def test_in_the_same_draws_the_lstm_has_more_skill_in_nearly_all_from_ten_percent_on(power):
    skills = power.pivot_table(index=["percent", "draw"], columns="model", values="skill")
    ahead = (skills["lstm"] > skills["ridge"]).groupby("percent").sum()
    assert (ahead.loc[10:] >= 18).all() and (ahead.loc[:5] < 18).all()
    assert lesson_benchmark.page().CONTROL == 20  # its setting was chosen at this size


def test_a_size_counts_only_if_all_above_it_are_found():
    found = {"early": [0, 0.9, 0.5, 0.8, 1], "never": [0, 0.1, 0.2, 0.3, 0.7], "always": [0.8] * 5}
    found |= {"falls": [1, 1, 1, 1, 0.7]}
    sizes = page.first_sizes(pd.DataFrame(found, [0, 2, 5, 10, 15]))
    assert sizes == {"early": 10, "never": None, "always": 0, "falls": None}


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


# Smoothing


def test_smoothing_repeats_a_season_that_repeats_whatever_its_size():
    hours = np.arange(24 * 30)
    day = 100 * np.exp(0.5 * np.sin(2 * np.pi * hours / 24))
    for size in (1, 1000):
        expected = size * np.tile(day[:24], 2)
        np.testing.assert_allclose(page.smoothing(size * day, 24), expected, rtol=1e-3)


def test_smoothing_follows_the_level():
    hours = np.arange(24 * 30)
    values = np.exp(0.5 * np.sin(2 * np.pi * hours / 24) + np.where(hours < 500, 0, 1))
    expected = np.e * np.tile(values[:24], 2)
    np.testing.assert_allclose(page.smoothing(values, 24), expected, rtol=0.05)
