"""Lesson 11, deeper page: one network for the 414 hourly series of the M4 competition.

``python -m benchmarks.m4 search final`` computes what is not stored yet.

**The target**, set before: a mean sMAPE of at most 9.30 on the competition's 48 test hours (its winner has
9.33), with at most three minutes of training on two cores, as the mean of three seeds.

**The search**, written before its first run: twelve settings in the order of `STEPS`, each trained once with
seed 0. All that is chosen is chosen on the 48 hours before the test hours, which are held out for that. The
first setting is that of a pilot (9.50, 9.51 and 9.47 on the test hours, the only time they were read before).
Each later one changes the best so far in one point and takes its place where its sMAPE on the held-out hours
is lower. No other setting is run, and all are stored (``m4_search.csv``). One seed cannot tell small
differences apart, so a change that is kept need not be a better one. (Runs on invented series came before,
for seconds.) All seconds are those of ``fit`` with one thread, while other programs ran.

**The claim** "to beat the winner of a competition you need days of computing" is false if the mean of the
three seeds is at most 9.33; "true, but" if only the median of the three networks' forecasts is; else true.

**After that** the chosen setting is trained anew for each of three seeds, the held-out hours included, and
its forecasts of the test hours are scored once (``m4_seeds.csv``). A median of the three forecasts is
another thing, three networks, and is named so (from ``m4_forecasts.npz``).

**Intervals** (``m4_hours.csv``, ``m4_quarters.csv``): the chosen network with three outputs, the quantiles
``QUANTILES`` of each hour, trained once (seed 0) without the held-out hours. These then correct it, hour by
hour (split conformal, Romano et al. 2019), and the test hours measure what the intervals hold. "one_width" is
the middle quantile, more or less by the same factor for all series.

**Direct and recursive** (``m4_recursive.csv``): the page's two small networks, held-out hours.

**Exponential smoothing** (``m4_smoothing.csv``), written before its first run: each series by itself, by the
page's `smoothing` (Holt and Winters, of logarithms, additive, by statsmodels). Four ways, `SMOOTHING`: with
the season of a day; with that of a week; the mean of these two (of logarithms); the day's, with a trend that
fades. All four forecast the held-out hours. The one with the lowest mean sMAPE there, and no other, then
forecasts the test hours, from all hours before. ``seconds`` are those of fitting all series, on one thread.
"""

import functools
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.tables import complete
from tools.notebooks.definitions import whole_lesson
from utils import session
from utils.datasets.forecasting_series import load_m4_hourly
from utils.forecasting import smape

SEARCH = Path(__file__).with_name("m4_search.csv")
FINAL = Path(__file__).with_name("m4_seeds.csv")
FORECASTS = Path(__file__).with_name("m4_forecasts.npz")
HOURS = Path(__file__).with_name("m4_hours.csv")
QUARTERS = Path(__file__).with_name("m4_quarters.csv")
SEEDS, MEDIAN = ("seed 0", "seed 1", "seed 2"), "median of three"
RECURSIVE = Path(__file__).with_name("m4_recursive.csv")
SMOOTHED = Path(__file__).with_name("m4_smoothing.csv")
PARTS = ["search", "final", "intervals", "recursive", "smoothing"]
WAYS = ("direct", "recursive")
QUANTILES = (0.05, 0.5, 0.95)
HORIZON, DAY, WEEK = 48, 24, 168
DAMPED = {"trend": "add", "damped_trend": True}
SMOOTHING = {  # periods and trend of the forecasts whose mean is taken
    "day": [(DAY, {})],
    "week": [(WEEK, {})],
    "day and week": [(DAY, {}), (WEEK, {})],
    "day, damped trend": [(DAY, DAMPED)],
}
PILOT = {
    "days": 7,  # steps of a window, each of 24 values
    "loss": "mae",  # of the logarithms; or "smape"
    "base": "week",  # to which the network adds: the hours a week ago; or "days": as many as it likes
    "windows": 60,  # of each series
    "passes": 10,  # over all windows
    "longer": 1,  # by this, passes are multiplied
    "units": 128,
    "embedding": 0,  # numbers of its own for each series
    "dropout": 0.0,
    "mix": 0.0,  # share of the windows that are a mean of two
    "average": False,  # of the weights over the last updates
}
STEPS = {
    "pilot": {},
    "loss is sMAPE": {"loss": "smape"},
    "14 days": {"days": 14},
    "weights of all days": {"base": "days"},
    "200 windows, 3 passes": {"windows": 200, "passes": 3},
    "half of them mixed": {"mix": 0.5},
    "dropout": {"dropout": 0.2},
    "numbers for each series": {"embedding": 16},
    "averaged weights": {"average": True},
    "64 units": {"units": 64},
    "21 days": {"days": 21},
    "three times as long": {"longer": 3},
}


NEEDED = ("levels", "smape_of_logs", "margin", "both_ways", "measures", "smoothing", "COLUMNS")


@functools.cache
def hours() -> tuple[list, list]:
    """The series of the competition and their test hours.

    Raises:
        ValueError: if these are stand-ins; their numbers do not belong into the tables.
    """
    found = load_m4_hourly(verbose=False)
    if found.is_stand_in:
        raise ValueError("these are not the series of the competition: nothing is stored.")
    return list(found.train.values()), list(found.test.values())


@functools.cache
def page():
    """What the deeper page defines."""
    return whole_lesson("11d", *NEEDED)


def cut(series: list, setting: dict, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw windows and their next 48 hours, as logarithms over the window's level, and their series' numbers.

    Returns:
        x (rows, days, 24), y (rows, 48), number (rows,).
    """
    rng = np.random.default_rng(seed)
    length, count = setting["days"] * DAY, setting["windows"]
    rows = []
    for values in series:
        starts = rng.integers(0, len(values) - length - HORIZON + 1, count)
        rows.append(np.log(values)[starts[:, None] + np.arange(length + HORIZON)])
    rows = np.concatenate(rows).astype("float32")
    rows -= page().levels(rows[:, :length])
    number = np.repeat(np.arange(len(series)), count)
    mixed = rng.permutation(len(rows))[: int(setting["mix"] * len(rows))]
    if len(mixed):
        share = rng.uniform(0, 1, (len(mixed), 1)).astype("float32")
        rows[mixed] = share * rows[mixed] + (1 - share) * rows[rng.permutation(mixed)]
    return rows[:, :length].reshape(len(rows), -1, DAY), rows[:, length:], number


def pinball(y, forecast):
    """The loss of quantiles (rows, 48, 3): the logarithm keeps order, so it has the same quantiles."""
    import keras

    share = np.array(QUANTILES, "float32")
    above = y[..., None] - forecast
    return keras.ops.mean(keras.ops.maximum(share * above, (share - 1) * above))


def network(setting: dict, updates: int, series: int, quantiles: bool = False):
    """The network of a setting, compiled for so many updates: (rows, 48), or (rows, 48, 3) with quantiles."""
    import keras
    from keras import layers

    days = setting["days"]
    x, number = keras.Input((days, DAY)), keras.Input((), dtype="int32")
    parts = [layers.LSTM(setting["units"])(x), layers.Flatten()(x[:, -7:])]
    if setting["embedding"]:
        parts.append(layers.Embedding(series, setting["embedding"])(number))
    hidden = layers.Dense(256, activation="relu")(layers.Concatenate()(parts))
    if setting["dropout"]:
        hidden = layers.Dropout(setting["dropout"])(hidden)
    more = layers.Dense(HORIZON)(hidden)
    if setting["base"] == "week":
        base = layers.Reshape((HORIZON,))(x[:, -7:-5])
    else:
        weights = layers.Reshape((2, days))(layers.Dense(2 * days)(hidden))
        base = layers.Reshape((HORIZON,))(keras.ops.matmul(keras.ops.softmax(weights), x))
    result = base + more
    if quantiles:
        apart = layers.Reshape((HORIZON, len(QUANTILES)))(layers.Dense(HORIZON * len(QUANTILES))(hidden))
        result = layers.Reshape((HORIZON, 1))(result) + apart
    # Older Keras refuses an input that leads nowhere, so only an embedding is given the numbers.
    net = keras.Model([x, number] if setting["embedding"] else [x], result)
    rate = keras.optimizers.schedules.CosineDecay(2e-3, updates)
    adam = keras.optimizers.Adam(rate, use_ema=setting["average"], ema_momentum=0.998)
    loss = pinball if quantiles else page().smape_of_logs if setting["loss"] == "smape" else "mae"
    net.compile(adam, loss, jit_compile=False)  # short: compiling takes longer than it saves
    return net


def train(series: list, setting: dict, seed: int, batch: int = 256, quantiles: bool = False):
    """Train the network of a setting; the network and the seconds that `fit` took."""
    import keras

    keras.utils.set_random_seed(seed)
    x, y, number = cut(series, setting, seed)
    passes = setting["passes"] * setting["longer"]
    net = network(setting, passes * -(-len(x) // batch), len(series), quantiles)
    start = time.perf_counter()
    net.fit([x, number][: len(net.inputs)], y, batch_size=batch, epochs=passes, verbose=0)
    return net, time.perf_counter() - start


def forecast(net, series: list, setting: dict) -> np.ndarray:
    """The next 48 hours of each series, (series, 48) or (series, 48, 3), in its own unit."""
    x = np.log([values[-setting["days"] * DAY :] for values in series])
    level = page().levels(x)
    days = (x - level).reshape(len(x), -1, DAY).astype("float32")
    logs = net.predict([days, np.arange(len(x))][: len(net.inputs)], verbose=0, batch_size=len(x))
    return np.exp(logs + level.reshape(-1, *[1] * (logs.ndim - 1)))


def held_out(setting: dict, seed: int = 0) -> dict:
    """Train without the last 48 hours, and score on them."""
    series, _ = hours()
    net, seconds = train([values[:-HORIZON] for values in series], setting, seed)
    forecasts = forecast(net, [values[:-HORIZON] for values in series], setting)
    errors = smape([values[-HORIZON:] for values in series], forecasts)
    return {"smape": float(np.mean(errors)), "seconds": round(seconds, 1)}


def best_before(step: str, rows: list[dict]) -> dict:
    """The setting with the lowest sMAPE of the steps before this one."""
    kept, lowest, errors = PILOT, np.inf, {row["step"]: row["smape"] for row in rows}
    for name, change in STEPS.items():
        if name == step:
            return kept
        if errors[name] < lowest:
            kept, lowest = kept | change, errors[name]
    return kept


def search(step: str) -> dict:
    """Run one step of the search."""
    rows = pd.read_csv(SEARCH).to_dict("records") if SEARCH.is_file() else []
    return held_out(best_before(step, rows) | STEPS[step])


def chosen() -> dict:
    """The setting that the search has chosen."""
    return best_before("", pd.read_csv(SEARCH).to_dict("records"))


def final(forecast_by: str) -> dict:
    """Train with "seed 0" and so on, score on the test hours and store the forecasts; or their median."""
    series, test = hours()
    if forecast_by == MEDIAN:
        stored = stored_forecasts()
        return {"smape": float(np.mean(smape(test, np.median(list(stored.values()), axis=0))))}
    net, seconds = train(series, chosen(), int(forecast_by.removeprefix("seed ")))
    forecasts = forecast(net, series, chosen())
    np.savez_compressed(FORECASTS, **stored_forecasts() | {forecast_by: forecasts.astype("float32")})
    return {"smape": float(np.mean(smape(test, forecasts))), "seconds": round(seconds, 1)}


def stored_forecasts() -> dict[str, np.ndarray]:
    """The forecasts of the test hours, "seed 0" and so on, (series, 48) each."""
    if not FORECASTS.is_file():
        return {}
    with np.load(FORECASTS) as found:
        return dict(found)


@functools.cache
def intervals() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Three kinds of intervals of the test hours: logarithms of their ends, (series, 48) each."""
    series, _ = hours()
    net, _ = train([values[:-HORIZON] for values in series], chosen(), 0, quantiles=True)
    parts = forecast(net, [values[:-HORIZON] for values in series], chosen()), forecast(net, series, chosen())
    (low, middle, high), (low_test, middle_test, high_test) = (
        np.moveaxis(np.sort(np.log(part), axis=-1), -1, 0) for part in parts
    )
    y = np.log([values[-HORIZON:] for values in series])
    more = page().margin(np.maximum(low - y, y - high))
    width = page().margin(np.abs(y - middle))
    return {
        "quantiles": (low_test, high_test),
        "corrected": (low_test - more, high_test + more),
        "one_width": (middle_test - width, middle_test + width),
    }


def inside() -> dict[str, np.ndarray]:
    """Whether each test hour lies in its interval, (series, 48), for each kind."""
    y = np.log(hours()[1])
    return {name: (low <= y) & (y <= high) for name, (low, high) in intervals().items()}


def at_hour(hour: int) -> dict:
    """What the intervals of one hour hold, of all series, and how wide they are in the middle: high / low."""
    found = {name: float(held[:, hour - 1].mean()) for name, held in inside().items()}
    widths = {
        f"{name}_width": float(np.exp(np.median((high - low)[:, hour - 1])))
        for name, (low, high) in intervals().items()
    }
    return found | widths


def in_quarter(quarter: int) -> dict:
    """What the intervals hold in one quarter of the series: 1 the quietest, 4 the noisiest, by their past."""
    series, _ = hours()
    noise = [np.abs(np.log(v[-WEEK:]) - np.log(v[-2 * WEEK : -WEEK])).mean() for v in series]
    place = np.argsort(np.argsort(noise)) * 4 // len(series) + 1
    return {name: float(held[place == quarter].mean()) for name, held in inside().items()}


@functools.cache
def both_ways(seed: int) -> dict[str, dict[str, float]]:
    """The page's direct and recursive forecasts of the held-out hours, measured."""
    series, _ = hours()
    truth = np.log([values[-HORIZON:] for values in series])
    logs = page().both_ways([values[:-HORIZON] for values in series], seed)
    return {
        way: dict(zip(page().COLUMNS, map(float, page().measures(found, truth)), strict=True))
        for way, found in zip(WAYS, logs, strict=True)
    }


def recursive(way: str, seed: int) -> dict:
    """The measures of one way of forecasting."""
    return both_ways(seed)[way]


@functools.cache
def smoothed(period: int, has_trend: bool, part: str) -> tuple[np.ndarray, float]:
    """The page's smoothing of all series: forecasts of a part, (series, 48), and the seconds for them."""
    series, _ = hours()
    if part == "held out":
        series = [values[:-HORIZON] for values in series]
    start = time.perf_counter()
    found = [page().smoothing(values, period, **(DAMPED if has_trend else {})) for values in series]
    return np.array(found), time.perf_counter() - start


def smoothing(season: str, part: str) -> dict:
    """A row of ``m4_smoothing.csv``."""
    series, test = hours()
    truth = test if part == "test" else [values[-HORIZON:] for values in series]
    found = [smoothed(period, bool(trend), part) for period, trend in SMOOTHING[season]]
    forecasts = np.exp(np.mean([np.log(one) for one, _ in found], axis=0))
    errors = smape(truth, forecasts)
    return {"smape": float(np.mean(errors)), "seconds": round(sum(seconds for _, seconds in found), 1)}


def best_smoothing() -> str:
    """The season with the lowest error on the held-out hours."""
    stored = pd.read_csv(SMOOTHED)
    return stored[stored["part"] == "held out"].set_index("season")["smape"].idxmin()


def wanted() -> list[dict]:
    """The rows of ``m4_search.csv``."""
    return [{"step": step} for step in STEPS]


def main(arguments: list[str] | None = None) -> int:
    """Compute what is not stored yet."""
    session.load_tensorflow()
    parts = (sys.argv[1:] if arguments is None else arguments) or PARTS
    if "search" in parts:
        complete(SEARCH, wanted(), search)
    if "final" in parts:
        complete(FINAL, [{"forecast_by": name} for name in (*SEEDS, MEDIAN)], final)
    if "intervals" in parts:
        complete(HOURS, [{"hour": hour} for hour in range(1, HORIZON + 1)], at_hour)
        complete(QUARTERS, [{"quarter": quarter} for quarter in (1, 2, 3, 4)], in_quarter)
    if "recursive" in parts:
        complete(RECURSIVE, [{"way": way, "seed": seed} for seed in (0, 1, 2) for way in WAYS], recursive)
    if "smoothing" in parts:
        rows = [{"season": season, "part": "held out"} for season in SMOOTHING]
        if not SMOOTHED.is_file() or len(pd.read_csv(SMOOTHED)) < len(rows):
            complete(SMOOTHED, rows, smoothing)
        complete(SMOOTHED, [*rows, {"season": best_smoothing(), "part": "test"}], smoothing)
    return 0


if __name__ == "__main__":
    sys.exit(main())
