"""Lesson 11: its rule, its injected signal, what costs nothing, and that its tables belong to its page."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from benchmarks import lesson_11 as benchmark
from tools.notebooks.definitions import whole_lesson
from utils import robustness
from utils.preprocessing import windows

lesson = whole_lesson("11", *benchmark.NEEDED)
RETURNS = 505  # of the share


# The tables


def test_each_month_of_the_test_part_is_there_for_each_model():
    table = pd.read_csv(benchmark.MONTHS)
    runs = [(name, 0) for name in (*benchmark.FREE, "ridge", "boosting")]
    runs += [("lstm", seed) for seed in benchmark.SEEDS]
    expected = [(model, seed, month) for model, seed in runs for month in benchmark.TEST_MONTHS]
    assert list(table[["model", "seed", "month"]].itertuples(index=False, name=None)) == expected
    assert table.groupby(["model", "seed"])["days"].sum().unique().tolist() == [719]
    assert table[lesson.ERRORS].stack().between(0, 25).all()


def test_the_names_of_the_errors_are_those_of_the_horizons():
    assert [f"day_{ahead}" for ahead in lesson.HORIZONS] == lesson.ERRORS


def test_each_size_of_signal_has_its_draws_and_is_found_by_the_rule():
    table = pd.read_csv(benchmark.SIGNAL)
    counts = table.groupby(["percent", "model"])["draw"].apply(list)
    assert set(counts.index) == {(p, m) for p in benchmark.PERCENTS for m in ("truth", "ridge", "lstm")}
    assert all(draws == list(benchmark.DRAWS) for draws in counts)
    is_found = (table["statistic"] > 0) & (table["p"] < 0.05)
    assert (is_found == table["found"].astype(bool)).all()


@pytest.mark.parametrize("path", [benchmark.STOCKS, benchmark.SIGNAL])
def test_p_belongs_to_the_statistic(path):
    table = pd.read_csv(path)
    table = table[table["statistic"] != 0]
    days = RETURNS - lesson.FIRST
    expected = 2 * stats.t.sf(table["statistic"].abs(), days - 1)
    np.testing.assert_allclose(table["p"], expected, atol=2e-4)
    assert ((table["skill"] > 0) == (table["statistic"] > 0)).all()


def test_the_stored_variations_follow_the_rule():
    stored = robustness.load("11").table
    assert stored["variation"].tolist() == [one.name for one in benchmark.VARIATIONS]
    for row in stored.to_dict("records"):
        line = benchmark.line(row["days"])
        if row["verdict"] == "false":
            assert row["statistic"] < line and benchmark.share_found(lesson.CONTROL) >= 0.8
        assert (row["p"] < 0.05) == (abs(row["statistic"]) > line)


def test_the_bicycles_are_complete_and_skill_is_over_the_better_baseline():
    table = pd.read_csv(benchmark.BIKES)
    assert table["model"].value_counts().to_dict() == {
        "lstm": 3, "same hour today": 1, "same hour last week": 1, "ridge": 1, "boosting": 1
    }  # fmt: skip
    bar = table.loc[table["skill"] == 0, "error"]
    assert len(bar) == 1
    np.testing.assert_allclose(table["skill"], 1 - table["error"] / bar.iloc[0], atol=2e-4)


# The rule


@pytest.mark.parametrize(
    ("statistic", "p", "rivals", "found", "verdict"),
    [
        (2.5, 0.01, 1.0, 1.0, "true"),
        (2.5, 0.01, 3.0, 1.0, "true, but"),
        (2.5, 0.01, 1.0, 0.0, "true"),
        (1.5, 0.14, 1.0, 0.8, "false"),
        (-2.5, 0.01, -3.0, 1.0, "false"),
        (1.5, 0.14, 1.0, 0.7, "undecided"),
    ],
)
def test_the_rule_can_be_met_and_missed(statistic, p, rivals, found, verdict):
    assert lesson.decide(statistic, p, rivals, found) == verdict


def test_the_margin_changes_its_sign_where_the_verdict_changes():
    line = benchmark.line(239)
    assert 2 * stats.t.sf(line, 238) == pytest.approx(0.05)
    for statistic in (-3, line - 0.01, line + 0.01, 4):
        network = {"statistic": statistic, "p": 2 * stats.t.sf(abs(statistic), 238)}
        for rivals in (-5, statistic + 1):
            found = benchmark.by_the_rule(network, rivals, 239)["verdict"]
            for verdict in ("true", "true, but", "false"):
                margin = benchmark.by_the_rule(network, rivals, 239, verdict)["margin"]
                assert (margin > 0) == (found == verdict), (statistic, rivals, verdict)


# The injected signal


def test_the_lean_takes_its_share_of_the_variance_and_knows_no_future():
    returns = np.random.default_rng(1).normal(0.1, 1.5, 20_000)
    made = lesson.inject(returns, 20, draw=3)
    lean = lesson.lean(made, 20)
    assert lean.shape == made.shape
    assert np.var(lean) / np.var(made) == pytest.approx(0.2, abs=0.005)
    assert 1 - np.var(made - lean) / np.var(made) == pytest.approx(0.2, abs=0.02)
    changed = made.copy()
    changed[300:] = -changed[300:] * 5
    np.testing.assert_array_equal(np.sign(lesson.lean(changed, 20)[:301]), np.sign(lean[:301]))
    for t in (5, 77, 19_999):
        assert np.sign(lean[t]) == np.sign(made[t - 5 : t].sum())


def test_without_a_signal_only_the_signs_are_new():
    returns = np.random.default_rng(2).normal(0.1, 1.5, 500)
    made = lesson.inject(returns, 0, draw=0)
    np.testing.assert_allclose(np.abs(made), np.abs(returns - returns.mean()))
    assert 0.4 < (np.sign(made) == np.sign(returns - returns.mean())).mean() < 0.6
    assert not np.array_equal(made, lesson.inject(returns, 0, draw=1))


# Rolling origin


def test_a_forecast_is_fitted_on_what_came_before_its_half_year():
    series = np.arange(600.0)
    seen = []

    def forecast(x, y, new):
        seen.append((y.max(), new[0, -1, 0], len(new)))
        assert x.shape[1:] == new.shape[1:] == (lesson.DAYS, 1)
        return new[:, -1, 0] + 1

    made = lesson.rolling(series, forecast)
    np.testing.assert_array_equal(made, series[lesson.FIRST :])
    assert all(last_known == window_end for last_known, window_end, _ in seen)
    assert [count for *_, count in seen[:-1]] == [lesson.EVERY] * (len(seen) - 1)


# What costs nothing


def series_of_years(slope=0.01):
    days = pd.date_range("2000-01-01", "2005-12-31")
    values = 10 + 8 * np.sin(2 * np.pi * days.day_of_year / 365.25) + slope * np.arange(len(days))
    return pd.Series(values, days, name="t")


def test_the_climate_is_the_usual_of_the_season_and_does_not_know_the_day():
    series = series_of_years(slope=0)
    times = pd.date_range("2004-01-01", "2005-12-31").to_numpy().reshape(-1, 1)
    usual = lesson.climate(series[:"2003"], times)
    season = 10 + 8 * np.sin(2 * np.pi * pd.DatetimeIndex(times[:, 0]).day_of_year / 365.25)
    assert np.abs(usual[:, 0] - season).max() < 0.2
    changed = series.copy()
    changed["2004":] = 99
    np.testing.assert_array_equal(usual, lesson.climate(changed[:"2003"], times))


def test_what_costs_nothing_by_hand():
    series = series_of_years()
    table = pd.DataFrame({"t": series})
    _, part = windows(table, lesson.STEPS, lesson.HORIZONS, target="t", split="2004-01-01")
    free = lesson.costs_nothing(part, series, series[:"2003"])
    origin = pd.Timestamp(part.times[5, 0]) - pd.Timedelta(days=1)
    ahead = np.array(lesson.HORIZONS)
    np.testing.assert_allclose(free["persistence"][5], series[origin])
    first = series[origin - pd.Timedelta(days=lesson.STEPS - 1)]
    slope = (series[origin] - first) / (lesson.STEPS - 1)
    np.testing.assert_allclose(free["drift"][5], series[origin] + slope * ahead)
    year = [series[origin + pd.Timedelta(days=int(k) - 365)] for k in ahead]
    np.testing.assert_allclose(free["a year ago"][5], year)


# Bicycles


def test_a_row_holds_the_rentals_of_now_and_the_calendar_of_tomorrow():
    hours = pd.date_range("2011-01-01", periods=24 * 30, freq="h")
    bikes = pd.DataFrame({"cnt": np.arange(len(hours), dtype=float), "hr": hours.hour.astype(float)}, hours)
    bikes["workingday"] = (hours.day_of_week < 5).astype(float)
    for name in ("weathersit", "temp", "hum", "windspeed"):
        bikes[name] = bikes["cnt"]
    table = lesson.bike_table(bikes)
    at = hours[24 * 9 + 5]
    row, later = table.loc[at], at + pd.Timedelta(hours=24)
    assert row["cnt"] == bikes.loc[at, "cnt"]
    assert row["temp"] == bikes.loc[later, "temp"]
    assert row["last_week"] == bikes.loc[later - pd.Timedelta(days=7), "cnt"]
    hour = later.hour + 24 * int(later.day_of_week < 5)
    assert row[f"hour_{hour}"] == 1 and row.filter(like="hour_").sum() == 1
    assert table.index[-1] == hours[-1] - pd.Timedelta(hours=24)
