"""Lesson 11, deeper page: the lesson's weather forecasts with the split moved, and forecasts that smooth.

``python -m benchmarks.weather_origins`` uses the lesson's own functions. It was written before its first run.

**What is measured** (``weather_origins.csv``): the lesson judges on 2008 and 2009, after one split. Here each
year of `ORIGINS` is the test part once. The two years before it are the validation part, all before these the
training part, so the first network learns from two years and the last from seven. Nothing is chosen anew:
window, columns, network, and when it stops are the lesson's. For each ``origin`` (the test year), each
``model``, each ``seed`` and each ``month`` (of a window's first target): how many windows there are
(``days``) and how many degrees the forecast is off in the mean, by days ahead. The rows of 2008 must be those
of ``weather_months.csv``: it is the same split.

``bar`` is, at each number of days ahead, the better of persistence and climate on the validation part.
Three more forecasts look at nothing but the departure of Basel's temperature from the climate. What they fit,
they fit on the training days. "smoothing": simple exponential smoothing (statsmodels); its level goes on.
"damped trend": the same with a trend that fades. "fading": a share of today's departure, one share for each
number of days ahead (least squares).

**How it will be read**. A model's skill over another is 1 less its mean error over the other's (the LSTM's is
the mean of three seeds). For an interval an origin's 12 months are drawn 2,000 times with replacement, the
same for both models; 95 % of the skills lie inside. A model is *ahead* if the whole interval lies above 0,
*behind* if below, else *level*. The lesson's first sentence, the LSTM is not ahead of the ridge, holds at an
origin if the LSTM is ahead at none of the six horizons; its second, nobody beats the season from the fifth
day on, if neither ridge nor LSTM is ahead of the bar at 5, 7 or 14 days. With 36 intervals each, one or two
lie beside 0 by chance alone. So the same is read once more from the 72 months of all origins together.
"""

import functools
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.lesson_11 import SEEDS, page, real
from benchmarks.tables import complete
from utils import session
from utils.preprocessing import windows

TABLE = Path(__file__).with_name("weather_origins.csv")
ORIGINS = (2004, 2005, 2006, 2007, 2008, 2009)
SIMPLE = ("persistence", "climate", "bar", "smoothing", "damped trend", "fading")
MONTHS = range(1, 13)


@functools.cache
def table() -> pd.DataFrame:
    """The lesson's table of 26 columns."""
    return real(page().weather_table())


@functools.cache
def parts(origin: int) -> tuple:
    """Training, validation and test part; the test part holds the windows that begin in its year."""
    lesson = page()
    split = [f"{origin - 2}-01-01", f"{origin}-01-01"]
    return windows(table(), lesson.STEPS, lesson.HORIZONS, target="temp_mean", split=split)


def smoothed(departure: pd.Series, known: int, trend: bool, ahead: np.ndarray) -> np.ndarray:
    """Forecast a departure by exponential smoothing, after each day.

    Args:
        departure: (days,) degrees above the climate.
        known: how many of the days may be fitted on.
        trend: whether there is a trend, which fades.
        ahead: (horizons,) days ahead.

    Returns:
        (days, horizons); row t knows the days up to t, and no later one.
    """
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    values = departure.to_numpy()
    kind = {"trend": "add", "damped_trend": True} if trend else {}
    found = ExponentialSmoothing(values[:known], **kind).fit().params
    names = ["smoothing_level", *(["smoothing_trend", "damping_trend"] if trend else [])]
    start = {name: found[name] for name in ("initial_level", *(["initial_trend"] if trend else []))}
    model = ExponentialSmoothing(values, **kind, initialization_method="known", **start)
    again = model.fit(**{name: found[name] for name in names}, optimized=False)
    if not trend:
        return np.repeat(again.level[:, None], len(ahead), axis=1)
    steps = np.array([(found["damping_trend"] ** np.arange(1, k + 1)).sum() for k in ahead])
    return again.level[:, None] + again.trend[:, None] * steps


@functools.cache
def free(origin: int) -> dict[str, np.ndarray]:
    """Forecasts of the test part in degrees, (windows, horizons), by all but ridge and network."""
    lesson, (_, validation, test) = page(), parts(origin)
    temperature, ahead = table()["temp_mean"], np.array(lesson.HORIZONS)
    known = temperature[: f"{origin - 3}"]
    usual = lesson.climate(known, temperature.index.to_numpy()[:, None])[:, 0]
    departure = temperature - usual
    last_seen = departure.index.get_indexer(test.times[:, 0]) - 1
    simple = lesson.costs_nothing(test, temperature, known)
    judged = lesson.costs_nothing(validation, temperature, known)
    off = {name: lesson.errors(validation, judged[name]).mean(axis=0) for name in ("persistence", "climate")}
    is_early = off["persistence"] < off["climate"]
    found = {name: simple[name] for name in ("persistence", "climate")}
    found["bar"] = np.where(is_early, simple["persistence"], simple["climate"])
    for name, trend in (("smoothing", False), ("damped trend", True)):
        after = smoothed(departure, len(known), trend, ahead)
        found[name] = simple["climate"] + after[last_seen]
    d = departure.to_numpy()[: len(known)]
    shares = np.array([d[:-k] @ d[k:] / (d[:-k] @ d[:-k]) for k in ahead])
    found["fading"] = simple["climate"] + departure.to_numpy()[last_seen][:, None] * shares
    return found


@functools.cache
def errors(origin: int, model: str, seed: int) -> pd.DataFrame:
    """Errors in degrees, a row for each window of the test year, by days ahead."""
    lesson, (past, validation, test) = page(), parts(origin)
    if model in SIMPLE:
        forecast = free(origin)[model]
    elif model == "ridge":
        forecast = past.unscale(lesson.ridge(past).predict(test.x.reshape(len(test.x), -1)))
    else:
        lesson.keras.utils.set_random_seed(seed)
        net = lesson.forecaster()
        lesson.train_until_best(net, past, validation)
        forecast = past.unscale(net.predict(test.x, verbose=0))
    first = pd.DatetimeIndex(test.times[:, 0])
    found = pd.DataFrame(lesson.errors(test, forecast), index=first, columns=lesson.ERRORS)
    return found[first.year == origin]


def month(origin: int, model: str, seed: int, month: int) -> dict:
    """A row of ``weather_origins.csv``."""
    all_of_them = errors(origin, model, seed)
    own = all_of_them[all_of_them.index.month == month]
    return {"days": len(own), **own.mean().to_dict()}


def wanted() -> list[dict]:
    """What tells the rows apart, in order."""
    runs = [(name, 0) for name in (*SIMPLE, "ridge")] + [("lstm", seed) for seed in SEEDS]
    return [
        {"origin": origin, "model": model, "seed": seed, "month": at}
        for origin in ORIGINS
        for model, seed in runs
        for at in MONTHS
    ]


def main() -> int:
    """Compute what is not stored yet."""
    session.load_tensorflow()
    complete(TABLE, wanted(), month)
    return 0


if __name__ == "__main__":
    sys.exit(main())
