"""Checks of the exercises of lesson 11, Forecasting."""

import numpy as np

from utils.checks.asking import ask, number
from utils.checks.judging import Unsolved, Wrong, check, compare, within
from utils.checks.lesson_11.late_forecasts import BETTER, LATE, draw_forecasts, four_forecasts
from utils.checks.lesson_11.leaky_windows import CUT, HORIZON, LENGTH, TIMESTEPS, drawn_series, parts
from utils.checks.lesson_11.own_forecaster import (
    HORIZONS,
    better_season,
    check_training_part,
    checked_forecasts,
    checked_series,
    free_forecasts,
    why_it_loses,
)
from utils.checks.predictions import predicted

__all__ = ["draw_forecasts", "exposed", "forecaster", "four_forecasts", "prepare", "skill"]


@check
def skill(skill):
    """Check the skill of the seasonal naive forecast against persistence.

    Args:
        skill: a function `skill(values, horizon, period)`.
    """
    rng = np.random.default_rng(110)
    values = 20 * np.sin(np.arange(300) * 2 * np.pi / 24) + np.cumsum(rng.normal(size=300))

    def errors(horizon, period, back, first=None, ahead=None):
        origin = np.arange(period - 1 if first is None else first, len(values) - horizon)
        y = values[origin + (horizon if ahead is None else ahead)]
        return y - values[origin + horizon - back], y - values[origin]

    for horizon, period in ((3, 24), (24, 24), (30, 24), (50, 24), (7, 5)):
        seasons = -(-horizon // period)
        naive, last = errors(horizon, period, seasons * period)
        naive_error, last_error = np.abs(naive).mean(), np.abs(last).mean()
        got = number(f"skill(values, {horizon}, {period})", ask(skill, values, horizon, period))
        mistakes = {}
        if seasons > 1:
            leak, _ = errors(horizon, period, period)
            mistakes[
                f"for {horizon} steps ahead you take the value {period} steps before the target. It comes "
                f"{horizon - period} steps after the forecast is made: that is a leak"
            ] = 1 - np.abs(leak).mean() / last_error
        if horizon % period == 0:
            one_more, _ = errors(horizon, period, (seasons + 1) * period)  # values[-1] is no error in Python
            mistakes[
                f"for {horizon} steps ahead you go back one season too many: the value {horizon} steps "
                "before the target is the last one known, and may be used"
            ] = 1 - np.abs(one_more).mean() / last_error
        all_last = np.abs(errors(horizon, period, horizon, first=0)[1]).mean()
        early_naive, early_last = errors(horizon, period, seasons * period, ahead=horizon - 1)
        mistakes |= {
            "the two are exchanged: yours is the skill of persistence against the last season": 1
            - last_error / naive_error,
            "that is the quotient of the errors; the skill is 1 less it, so that 0 is no better and 1 is "
            "perfect": naive_error / last_error,
            "the errors are squared. Here they are absolute": 1 - (naive**2).mean() / (last**2).mean(),
            "the errors are squared, and a root is taken. Here they are absolute": 1
            - np.sqrt((naive**2).mean() / (last**2).mean()),
            "the errors keep their signs, and cancel each other. Take absolute ones": 1
            - naive.mean() / last.mean(),
            "that is a difference of errors, in the unit of the series. Divide it by that of persistence": (
                last_error - naive_error
            ),
            "each error is divided by its own. Take the two means first": 1
            - np.mean(np.abs(naive) / np.maximum(np.abs(last), 1e-300)),
            "the two forecasts are made at different hours. Give both the same targets": 1
            - naive_error / all_last,
            f"your target is {horizon - 1} steps ahead; {horizon} are asked for": 1
            - np.abs(early_naive).mean() / np.abs(early_last).mean(),
        }
        compare(got, 1 - naive_error / last_error, mistakes, "which row is known, and which is the target")
    said = predicted("skill 1 hour ahead"), predicted("skill 12 hours ahead")
    return f"You said {said[0]:g} and {said[1]:g} for the bicycles. Run the next cell."


@check
def prepare(prepare, leaked):
    """Check a split of windows, and how many answers of the test part were seen in training.

    Args:
        prepare: a function `prepare(series, timesteps, horizon, cut)` that returns windows and targets to
            train with, and to test with.
        leaked: how many targets of the test part the colleague trains on, with windows of 24 and 12 ahead.
    """
    train, test, mean, std = parts(prepare)
    if not all((one.target - one.last == HORIZON).all() for one in (train, test)):
        raise Wrong("a window and its target do not belong together any more.", "`x` and `y` of one part")
    behind = int((train.target >= CUT).sum())
    if behind:
        shown = f"{behind} of the targets in `y_train` lie at row `cut` or behind it"
        if behind == TIMESTEPS + HORIZON - 1:
            shown += ": the windows are still split by their first row"
        elif behind == HORIZON:
            shown += ": the windows are split by their last row, and the target comes after it"
        elif behind == TIMESTEPS:
            shown += ": the number of steps is left out"
        raise Wrong(shown, "`x[:n]`: the target of window k is row k + timesteps - 1 + horizon")
    whole = CUT - TIMESTEPS - HORIZON + 1
    if len(train.target) != whole:
        raise Wrong(
            f"{whole} windows have their target before row {CUT}, and yours are {len(train.target)}. None "
            "need be given away",
            "`x[:n]`: the target of window k is row k + timesteps - 1 + horizon",
        )
    if not np.array_equal(test.target, np.arange(CUT, LENGTH)):
        late = int(test.target.min()) - CUT
        words = f"`y_test` should hold the rows {CUT} to {LENGTH - 1}, each once"
        if late > 0:
            words = f"the first {late} rows of the test part are no target. A test window may begin before "
            words += "`cut`: what it holds is known when the forecast is made"
        raise Wrong(words, "the line of `x_test`, where nothing was wrong")
    series = drawn_series()
    right = series[:CUT].mean(), series[:CUT].std()
    if not (within(mean, right[0], 0.02 * right[1]) and within(std, right[1], 0.01 * right[1])):
        words = (
            f"the rows before the cut have mean {right[0]:.2f} and deviation {right[1]:.2f}; you scale by "
        )
        words += f"{mean:.2f} and {std:.2f}"
        if within(mean, series.mean(), 0.02 * right[1]) or within(std, series.std(), 0.01 * right[1]):
            words = "mean or deviation is still that of all rows, so the training part knows how the test "
            words += "part goes"
        elif within(mean, 0, 1e-6) and within(std, 1, 1e-6):
            words = "nothing is scaled any more"
        raise Wrong(words, "`series.mean()` and `series.std()`: of which rows")
    mistakes = {
        "one too many: the target of the first window behind is row `cut` itself": 36.0,
        "you have counted the steps of a window, and forgot how far ahead its target is": 24.0,
        "you have counted how far ahead the target is, and forgot the steps of a window": 12.0,
        "one too few: row `cut` itself is one of them": 34.0,
        "these are all windows behind the cut. Which of their targets are in `y_train` as well?": 100.0,
        "one step of the window and the target's distance are left out": 23.0,
    }
    compare(
        number("leaked", leaked), 35.0, mistakes, "the target of the last training window: row cut - 1 + ..."
    )
    return "Now no answer of the test is known beforehand, and nothing is thrown away."


@check
def forecaster(series, period, train, net):
    """Check a learner's own forecaster on a series of the learner's choice.

    Args:
        series: a Series of numbers.
        period: steps in its season.
        train: the training part that `windows` returns.
        net: a trained Keras model from `train.x` to `train.y`.
    """
    series, period = checked_series(series, period)
    check_training_part(train, series)
    if season := better_season(series, period):
        raise Wrong(
            f"with a season of {season} steps in place of {period}, what costs nothing is better by more "
            "than a tenth. Compare with the best that you can have for nothing",
            "`period`",
        )
    y, forecast = checked_forecasts(net, train, series)
    error = np.abs(y - forecast).mean(axis=0)
    free = free_forecasts(series, period)
    best = np.minimum.reduce(list(free.values()))
    if (best == 0).any():
        raise Wrong("`series` repeats itself exactly: nothing is left for a network.", "another series")
    skills = 1 - error / best
    if skills.mean() > 0:
        shown = ", ".join(f"{one:.0%}" for one in skills)
        ahead = ", ".join(map(str, HORIZONS))
        return f"Below the best free forecast, at {ahead} steps: {shown}."
    pairs = ", ".join(f"{e:.4g} ({b:.4g})" for e, b in zip(error, best, strict=True))
    words, look = why_it_loses(series, train, y, forecast, free)
    raise Wrong(
        f"your errors at {', '.join(map(str, HORIZONS))} steps are {pairs}; in brackets what the best of "
        f"three free forecasts has. Yours does not beat them: {words}",
        look,
    )


@check
def exposed(late, better, days_late):
    """Check what was read off four forecasts of a price, and a function that finds their delay.

    Args:
        late: {"A": days, ...}.
        better: the letter of the forecast that beats yesterday's price.
        days_late: a function `days_late(y, forecast, most)`.
    """
    _check_read(late, better)
    for delay, most in ((2, 5), (0, 5), (4, 4)):
        y, forecast = _late_copy(delay)
        got = number("days_late(y, forecast, most)", ask(days_late, y, forecast, most))
        compare(got, float(delay), _wrong_delays(y, forecast, delay, most), "which days belong together")
    return "The one that looks no better than the rest is worth its money."


def _late_copy(delay: int) -> tuple[np.ndarray, np.ndarray]:
    """Make a price, and a late and too low copy of it: no two mistakes agree on its delay."""
    rng, day = np.random.default_rng(114), np.arange(200)
    y = 6 * np.sin(2 * np.pi * day / 6) + 0.2 * day + rng.normal(size=200)
    return y, np.concatenate([np.full(delay, y[0]), y[: 200 - delay]]) - 9 + rng.normal(0, 0.8, 200)


def _wrong_delays(y: np.ndarray, forecast: np.ndarray, delay: int, most: int) -> dict[str, float]:
    """Return the delay that each mistake finds; of a delay of 0 or ``most``, those that no other shows."""
    shifts = range(most + 1)
    alike = [np.corrcoef(y[: len(y) - k], forecast[k:])[0, 1] for k in shifts]
    if delay == 0:
        return {"a forecast in time has shift 0. Try that one, too": 1 + np.argmax(alike[1:])}
    if delay == most:
        return {"the last shift, `most` itself, is left out": np.argmax(alike[:-1])}
    apart = [np.abs(y[: len(y) - k] - forecast[k:]).mean() for k in shifts]
    wrong_way = [np.corrcoef(y[k:], forecast[: len(y) - k])[0, 1] for k in shifts]
    return {
        "that is the highest correlation, and its shift is asked for": max(alike),
        "that is the correlation without a shift": alike[0],
        "that is the shift with the lowest correlation": np.argmin(alike),
        "that is the shift with the smallest error. A forecast that is too low all along misleads it": (
            np.argmin(apart)
        ),
        "a forecast that is late has a positive number here": -delay,
        "you shift the wrong way: a late forecast is like the price of days before": np.argmax(wrong_way),
        "that is one day too few: the first shift that you try is 0": delay - 1,
    }


def _check_read(late: object, better: object) -> None:
    """Check what was read off the figure."""
    if not isinstance(late, dict) or set(late) != set(LATE):
        raise Wrong('`late` should be a dictionary with the keys "A" to "D".')
    if unread := [name for name, days in late.items() if days is None]:
        raise Unsolved(f"`late` still holds None for {', '.join(unread)}.")
    said = {name: number(f'late["{name}"]', late[name]) for name in LATE}
    if min(said.values()) < 0:
        raise Wrong("a forecast that is late has a positive number of days", "which turns first")
    if said["A"] == said["C"] == 0:
        raise Wrong(
            "from afar all are in time. Close by they are not",
            "the right-hand side: the price's peaks, and those of the forecast",
        )
    reasons = {
        "A": "A turns one day after the price, each time: it is yesterday's price",
        "B": "B turns on the day on which the price turns. It goes part of the way only, but it is in time",
        "C": "C is smooth, since it is a mean of days gone by. Its peak comes some days after the price's",
        "D": "D is too low, but each of its turns comes on the right day",
    }
    for name, days in LATE.items():
        if not within(said[name], days, 1 if name == "C" else 0.5):
            unit = "day" if said[name] == 1 else "days"
            raise Wrong(f"{name} is not {said[name]:g} {unit} late: {reasons[name]}", "its peaks, close by")
    letter = str(better).strip().upper()
    if letter not in LATE:
        raise Wrong(f'`better` is {better!r}; one of the letters "A" to "D" is expected.')
    unlike = {
        "A": "A is yesterday's price itself, so it cannot beat it",
        "C": "C is farther off than a usual day's step, and yesterday's price is off by just that step",
        "D": "D turns with the price, and is farther off than a usual day's step all along. Being in time is "
        "not enough",
    }
    if letter != BETTER:
        raise Wrong(
            unlike[letter], "the distance up or down between the lines, beside the bar of a usual day's step"
        )
