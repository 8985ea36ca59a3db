"""Lesson 11: weather and bicycles against what costs nothing, and one share against a random walk.

``python -m benchmarks.lesson_11`` (or ``make bench LESSON=11``) uses the functions of the page, not a copy
of them. It writes six tables row by row; what is stored is not run again. All were made on one thread. The
tables of the deeper page follow, by `benchmarks.m4` and `benchmarks.weather_origins`.

``weather_months.csv``: the mean temperature at Basel, 1, 2, 3, 5, 7 and 14 days ahead. For each ``model``,
each ``seed`` and each ``month`` of the test part (2008 and 2009; a window belongs to the month of its first
target): how many windows there are (``days``), and how many degrees the forecast is off in the mean, by
days ahead. The network stops where the validation part (2006 and 2007) gets no better. Its setting was
chosen there, too, from those in `WEATHER_PILOT`; a first look, with Basel alone, had shown that neighbours
and a short window help the ridge, and dropout the network.
A first table was made with a pressure of 0.0003 at Tours on a test day, which the loader now replaces; all
rows were then made again, with nothing chosen anew.

``bikes_runs.csv``: the rentals of each hour, a day ahead: mean ``error`` in bicycles on the test part, and
the ``skill`` over the better baseline (better on validation). ``ridge`` and ``boosting`` see the last row
of the window, the network all 24. Nothing but the number of passes was chosen.

``stocks_runs.csv``: the daily returns of one share, by rolling origin: the skill over the random walk by
squared error, Diebold and Mariano's ``statistic`` (above 0: ahead of the random walk) and its ``p``.

``signal_runs.csv``: the positive control. The same pipeline on the same returns, whose signs are drawn by
coin, with a signal of known size put in (the page's `inject`): ten draws for each size, one network each.
``found``: ahead of the random walk, with p below 0.05. ``truth`` is a forecaster who knows the signal:
nobody can do better. The network's setting was chosen from `STOCKS_PILOT` on four draws of 20 % that are in
no table, with a new fit every 64 days in place of 128.

``signal_power.csv``: the power curve of the deeper page, written before its first run. More of the same:
sizes of 2, 5, 15 and 30 %, twenty draws each, and for the sizes of ``signal_runs.csv`` the draws 10 to 19, so
that the two tables together hold the draws 0 to 19 of eight sizes. No row of the older table is run again,
and the rule below reads that one alone. A draw has the same coins for each size. It will be read so: for each
model and size, the share of draws found, with Wilson's 95 % interval; the size that a model finds is the
smallest from which on it finds at least 8 of 10 at all sizes. Nothing is chosen.

**The rule**, committed before the returns were ever given to a network. The claim, "An LSTM predicts stock
prices", is *true* if the LSTM is ahead of the random walk with p below 0.05 (of three seeds the one with
the middle statistic) and ahead of ridge and boosting (by the statistic); *true, but* if it is ahead of the
random walk and not of both; *false* if it is not ahead of the random walk, although the same pipeline finds
a signal of 20 % of the variance in at least 8 of 10 draws; *undecided* if it is not ahead and does not find
that either.

**Robustness** (``robustness_11.csv``): one network in ten variations. A seed is for the weights, and for
how many days are cut off at the beginning (0 to 100), so that other days are forecast from others.
``margin`` is the distance of the statistic to the line of p = 0.05, above 0 where the page's verdict holds.
The control is the page's.
"""

import functools
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import m4
from benchmarks.robustness import Variation, run_variations
from benchmarks.tables import complete
from tools.notebooks.definitions import whole_lesson
from utils import session
from utils.datasets import load_apple, load_bicycles
from utils.preprocessing import windows

MONTHS = Path(__file__).with_name("weather_months.csv")
BIKES = Path(__file__).with_name("bikes_runs.csv")
STOCKS = Path(__file__).with_name("stocks_runs.csv")
SIGNAL = Path(__file__).with_name("signal_runs.csv")
POWER = Path(__file__).with_name("signal_power.csv")
NEEDED = {"weather_table", "climate", "costs_nothing", "errors", "ridge", "forecaster", "train_until_best"}
NEEDED |= {"bike_table", "rolling", "by_ridge", "by_lstm", "compared", "inject", "lean", "decide", "keras"}
NEEDED |= {"small_lstm", "SPLIT", "STEPS", "HORIZONS", "ERRORS", "AHEAD", "BIKE_SPLIT"}
NEEDED |= {"DAYS", "EPOCHS", "FIRST", "EVERY", "CONTROL"}
SEEDS = (0, 1, 2)
FREE = ("persistence", "drift", "a year ago", "climate")
TEST_MONTHS = [f"{month}" for month in pd.period_range("2008-01", "2009-12", freq="M")]
PERCENTS, DRAWS = (0, 10, 20, 40), range(10)
MORE_PERCENTS, MORE_DRAWS = (2, 5, 15, 30), range(20)
SEEKERS = ("truth", "ridge", "lstm")
WEATHER_PILOT = ((32, 0.002, 0.0), (32, 0.002, 0.3))  # units, rate, dropout
STOCKS_PILOT = ((0.01, 30), (0.003, 30), (0.01, 10))  # rate, passes
PARTS = ("weather", "signal", "stocks", "variations", "bikes", "power", "m4", "origins")

SEED = 100  # of the variations that change something else
CUTS = dict(zip((11, 12, 13, 14, 15, 16), (0, 20, 40, 60, 80, 100), strict=True))
VARIATIONS = [Variation(f"seed {seed}", "seed", {"seed": seed, "cut": cut}) for seed, cut in CUTS.items()]
VARIATIONS += [
    Variation("half the passes", "training", {"epochs_times": 0.5}),
    Variation("twice the passes", "training", {"epochs_times": 2}),
    Variation("opening prices", "setting", {"column": "open"}),
    Variation("32 units", "size", {"units": 32}),
]


@functools.cache
def page():
    """The lesson's functions; the small network is not compiled again for each fit."""
    lesson = whole_lesson("11", *NEEDED)
    make = lesson.small_lstm
    lesson.by_lstm.__globals__["small_lstm"] = lambda units: compiled_once(make, units, lesson.DAYS)
    return lesson


_NETWORKS: dict = {}


def compiled_once(make, units: int, steps: int):
    """A network as ``make(units)`` makes it, without compiling the same one again.

    A new network gives its weights to one of its kind that is compiled already, whose optimiser begins anew.
    """
    new = make(units)
    new.build((None, steps, 1))
    net = _NETWORKS.setdefault(units, new)
    net.set_weights(new.get_weights())
    for variable in net.optimizer.variables:
        if variable.path != net.optimizer.learning_rate.path:
            variable.assign(np.zeros(variable.shape))
    return net


def real(series):
    """A series or table, if it is none of the stand-ins; those do not belong into the stored tables."""
    if series.attrs.get("is_stand_in", False):
        raise ValueError("this is a generated series: nothing is stored.")
    return series


# Weather


@functools.cache
def weather() -> tuple:
    """The table, and its three parts."""
    lesson = page()
    table = real(lesson.weather_table())
    return table, windows(table, lesson.STEPS, lesson.HORIZONS, target="temp_mean", split=lesson.SPLIT)


@functools.cache
def weather_errors(model: str, seed: int) -> pd.DataFrame:
    """Errors on the test part in degrees, a row for each window, by days ahead."""
    lesson, (table, (past, validation, test)) = page(), weather()
    temperature = table["temp_mean"]
    known = temperature[temperature.index < lesson.SPLIT[0]]

    def flat(part):
        return part.x.reshape(len(part.x), -1)

    if model in FREE:
        forecast = lesson.costs_nothing(test, temperature, known)[model]
    elif model == "ridge":
        forecast = past.unscale(lesson.ridge(past).predict(flat(test)))
    elif model == "boosting":
        fitted = [boosting().fit(flat(past), past.y[:, k]) for k in range(past.y.shape[1])]
        forecast = past.unscale(np.column_stack([one.predict(flat(test)) for one in fitted]))
    else:
        lesson.keras.utils.set_random_seed(seed)
        net = lesson.forecaster()
        lesson.train_until_best(net, past, validation)
        forecast = past.unscale(net.predict(test.x, verbose=0))
    months = pd.DatetimeIndex(test.times[:, 0]).to_period("M").astype(str)
    return pd.DataFrame(lesson.errors(test, forecast), index=months, columns=lesson.ERRORS)


def month(model: str, seed: int, month: str) -> dict:
    """The errors of one month."""
    own = weather_errors(model, seed).loc[month]
    return {"days": len(own), **own.mean().to_dict()}


def boosting():
    """Gradient boosting with few, small trees, as suits a few thousand rows."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    return HistGradientBoostingRegressor(
        loss="absolute_error", max_iter=100, learning_rate=0.05, max_leaf_nodes=8, random_state=0
    )


# Bicycles


@functools.cache
def bicycles() -> tuple:
    """The three parts of the page's table, and the number of the column of last week."""
    lesson = page()
    table = lesson.bike_table(real(load_bicycles(verbose=False)))
    parts = windows(table, 24, lesson.AHEAD, target="cnt", split=lesson.BIKE_SPLIT)
    return parts, table.columns.get_loc("last_week")


def bikes(model: str, seed: int) -> dict:
    """The error of one model on the test part, and its skill over the better baseline."""
    lesson, ((past, validation, test), last_week) = page(), bicycles()

    def seen(part, column):
        return part.x[:, -1, column] * part.std[column] + part.mean[column]

    def off(part, forecast):
        return float(np.abs(part.unscale(part.y)[:, 0] - forecast).mean())

    simple = {"same hour today": 0, "same hour last week": last_week}
    better = min(simple, key=lambda name: off(validation, seen(validation, simple[name])))
    if model in simple:
        forecast = seen(test, simple[model])
    elif model == "ridge":
        from sklearn.linear_model import RidgeCV

        fitted = RidgeCV(np.logspace(-1, 4, 6)).fit(past.x[:, -1], past.y[:, 0])
        forecast = past.unscale(fitted.predict(test.x[:, -1]))
    elif model == "boosting":
        fitted = boosting().set_params(max_iter=300, learning_rate=0.1, max_leaf_nodes=31)
        forecast = past.unscale(fitted.fit(past.x[:, -1], past.y[:, 0]).predict(test.x[:, -1]))
    else:
        lesson.keras.utils.set_random_seed(seed)
        net = lesson.forecaster(outputs=1)
        lesson.train_until_best(net, past, validation, epochs=12)
        forecast = past.unscale(net.predict(test.x, verbose=0)[:, 0])
    error = off(test, forecast)
    return {"error": error, "skill": 1 - error / off(test, seen(test, simple[better]))}


# Stocks


@functools.cache
def returns(column: str = "close") -> np.ndarray:
    """Daily returns of the share, in percent."""
    return 100 * np.diff(np.log(real(load_apple(verbose=False))[column]))


def by_boosting(x: np.ndarray, y: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Forecasts for new windows, as the page's `by_ridge`."""
    fitted = boosting().set_params(loss="squared_error", max_iter=50, max_leaf_nodes=4)
    return fitted.fit(x[:, :, 0], y[:, 0]).predict(new[:, :, 0])


def forecasts(model: str, series: np.ndarray, **settings) -> np.ndarray:
    """Forecasts of all returns from the page's FIRST on."""
    lesson = page()
    by = {"ridge": lesson.by_ridge, "boosting": by_boosting, "lstm": lesson.by_lstm}[model]
    return lesson.rolling(series, by, **(settings if model == "lstm" else {}))


def stock(model: str, seed: int) -> dict:
    """A row of ``stocks_runs.csv``."""
    return page().compared(returns()[page().FIRST :], forecasts(model, returns(), seed=seed))


def signal(percent: int, model: str, draw: int) -> dict:
    """A row of ``signal_runs.csv``."""
    lesson = page()
    made = lesson.inject(returns(), percent, draw)
    if model == "truth":
        if percent == 0:
            return {"skill": 0.0, "statistic": 0.0, "p": 1.0, "found": 0}
        forecast = lesson.lean(made, percent)[lesson.FIRST :]
    else:
        forecast = forecasts(model, made, seed=draw)
    found = lesson.compared(made[lesson.FIRST :], forecast)
    return found | {"found": int(found["statistic"] > 0 and found["p"] < 0.05)}


def power_wanted() -> list[dict]:
    """What tells the rows of ``signal_power.csv`` apart, in order."""
    draws = dict.fromkeys(MORE_PERCENTS, MORE_DRAWS)
    draws |= dict.fromkeys(PERCENTS, range(len(DRAWS), len(MORE_DRAWS)))
    return [{"percent": p, "model": m, "draw": d} for p in draws for m in SEEKERS for d in draws[p]]


def share_found(percent: int, model: str = "lstm") -> float:
    """In which share of the draws a model finds the signal."""
    table = pd.read_csv(SIGNAL)
    return float(table[(table["percent"] == percent) & (table["model"] == model)]["found"].mean())


def line(days: int) -> float:
    """The statistic at which p is 0.05."""
    from scipy import stats

    return float(stats.t.ppf(0.975, days - 1))


def by_the_rule(network: dict, rivals: float, days: int, verdict: str | None = None) -> dict:
    """The verdict for one network's comparison, and the margin of ``verdict`` (None: of the one found)."""
    found = page().decide(network["statistic"], network["p"], rivals, share_found(page().CONTROL))
    above = network["statistic"] - line(days)
    ahead = network["statistic"] - rivals
    holds = {"true": min(above, ahead), "true, but": min(above, -ahead)}
    margin = holds.get(verdict or found, -above)
    return {"verdict": found, "margin": round(float(margin), 4)}


def of_the_page() -> dict:
    """The verdict of the stored tables."""
    table = pd.read_csv(STOCKS).set_index("model")
    own = table.loc["lstm"].sort_values("statistic")
    middle = own.iloc[len(own) // 2].to_dict()
    rivals = float(table.loc[["ridge", "boosting"], "statistic"].max())
    return by_the_rule(middle, rivals, len(returns()) - page().FIRST)


def score(
    seed: int = SEED, cut: int = 0, epochs_times: float = 1, column: str = "close", units: int | None = None
) -> dict:
    """One variation: the network, ridge and boosting on the same returns."""
    lesson, series = page(), returns(column)[cut:]
    settings = {"seed": seed, "epochs": round(epochs_times * lesson.EPOCHS)}
    settings |= {"units": units} if units else {}
    y = series[lesson.FIRST :]
    network = lesson.compared(y, forecasts("lstm", series, **settings))
    others = [lesson.compared(y, forecasts(model, series))["statistic"] for model in ("ridge", "boosting")]
    found = by_the_rule(network, max(others), len(y), of_the_page()["verdict"])
    return found | {name: round(value, 4) for name, value in network.items()} | {"days": len(y)}


# Pilots: validation part, and made series that are in no table


def weather_pilot() -> None:
    """Try `WEATHER_PILOT` on the validation part."""
    lesson, (_, (past, validation, _)) = page(), weather()
    for units, rate, dropout in WEATHER_PILOT:
        lesson.forecaster.__globals__.update(RATE=rate, DROPOUT=dropout)
        lesson.keras.utils.set_random_seed(50)
        net = lesson.forecaster(units)
        start = time.perf_counter()
        passes = len(lesson.train_until_best(net, past, validation).epoch)
        off = lesson.errors(validation, past.unscale(net.predict(validation.x, verbose=0))).mean(axis=0)
        took = time.perf_counter() - start
        print(units, rate, dropout, off.round(3), off.mean().round(3), f"{passes} passes, {took:.0f} s")


def stocks_pilot() -> None:
    """Try `STOCKS_PILOT` on four made series with a signal of 20 %."""
    lesson = page()
    for rate, epochs in STOCKS_PILOT:
        lesson.by_lstm.__globals__.update(SMALL_RATE=rate)
        _NETWORKS.clear()
        found = []
        for draw in (90, 91, 92, 93):
            made = lesson.inject(returns(), lesson.CONTROL, draw)
            forecast = forecasts("lstm", made, seed=draw, epochs=epochs)
            found.append(lesson.compared(made[lesson.FIRST :], forecast))
        print(rate, epochs, pd.DataFrame(found).mean().round(3).to_dict(), flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run what is not stored yet: all tables, or those that are named; or a pilot."""
    session.load_tensorflow()
    parts = (sys.argv[1:] if arguments is None else arguments) or list(PARTS)
    networks = [("lstm", seed) for seed in SEEDS]
    regressions = [("ridge", 0), ("boosting", 0)]
    if "weather_pilot" in parts:
        weather_pilot()
    if "stocks_pilot" in parts:
        stocks_pilot()
    if "weather" in parts:
        runs = [(name, 0) for name in FREE] + regressions + networks
        wanted = [{"model": m, "seed": s, "month": at} for m, s in runs for at in TEST_MONTHS]
        complete(MONTHS, wanted, month)
    if "signal" in parts:
        wanted = [{"percent": p, "model": m, "draw": d} for p in PERCENTS for m in SEEKERS for d in DRAWS]
        complete(SIGNAL, wanted, signal)
    if "stocks" in parts:
        complete(STOCKS, [{"model": m, "seed": s} for m, s in regressions + networks], stock)
    if "variations" in parts:
        run_variations("11", VARIATIONS, score)
    if "bikes" in parts:
        runs = [("same hour today", 0), ("same hour last week", 0), *regressions, *networks]
        complete(BIKES, [{"model": m, "seed": s} for m, s in runs], bikes)
    if "power" in parts:
        complete(POWER, power_wanted(), signal)
    if "m4" in parts:
        m4.main([])
    if "origins" in parts:
        from benchmarks import weather_origins

        weather_origins.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
