"""Rows that training and validation share, windows that overlap, forecasts that repeat the last value."""

from collections.abc import Iterator

import numpy as np

from utils.checkup.case import Case
from utils.checkup.registry import Unseen, finding

SHARED = 0.05  # share of validation rows that training has, too
TIMES = 2  # ... and that is so many times more than rows repeat within training
AHEAD = 0.2  # share of validation windows of which training has seen the end
STEPS = 8  # so many steps at the end of a window are compared
SHIFTED = 0.5  # the forecast is nearer to the last value than the truth is, by this factor


def _hashes(part: np.ndarray) -> np.ndarray:
    """One number for each row, the same for rows of the same bytes, (rows,)."""
    words = np.ascontiguousarray(part).reshape(len(part), -1)
    words = words.view(np.uint8 if words.dtype.itemsize % 4 else np.uint32).astype(np.uint64)
    return (words * _odd(words.shape[1])).sum(axis=1, dtype=np.uint64)


def _odd(count: int) -> np.ndarray:
    """Odd numbers at random: a sum of products with them, modulo 2 to the 64, tells rows apart."""
    return np.random.default_rng(count).integers(0, 2**63, count, np.uint64) * 2 + 1


def _keys(parts: list) -> np.ndarray:
    """One number for each row, over all inputs, (rows,)."""
    return sum((_hashes(part) * np.uint64(2 * k + 1) for k, part in enumerate(parts)), np.uint64(0))


def _of_one_type(parts: list, like: list) -> list:
    """The same numbers in the types of other arrays, so that their bytes can be compared."""
    return [part.astype(other.dtype, copy=False) for part, other in zip(parts, like, strict=True)]


@finding(
    "the same rows in training and validation",
    "What has been trained on is no test: the validation score is too good.",
)
def same_rows(case: Case) -> Iterator[tuple]:
    """Validation rows that training has as well."""
    if case.x_val is None:
        raise Unseen("pass x_val")
    if any(part.dtype.kind in "US" for part in case.x):
        seen, asked = (_texts(parts) for parts in (case.x, case.x_val))
    else:
        seen, asked = _keys(case.x), _keys(_of_one_type(case.x_val, case.x))
    share = np.isin(asked, seen).mean()
    within = 1 - len(np.unique(seen)) / len(seen)
    if share == 0:
        return
    alarm = share > SHARED and share > TIMES * within
    repeats = f" Within x, {within:.1%} of the rows repeat an earlier one." if within > 0 else ""
    yield (
        "alarm" if alarm else "note",
        f"{share:.1%} of the {len(asked):,} rows of x_val are in x, too.{repeats}",
        share,
        "Drop doubles before you split, np.unique(x, axis=0), and split by what belongs together "
        "(speaker, author).",
    )


def _texts(parts: list) -> np.ndarray:
    """One text for each row where an input is a text, whatever the longest text of the array is."""
    rows = range(len(parts[0]))
    return np.array(["\n".join(str(one) for part in parts for one in np.ravel(part[row])) for row in rows])


@finding(
    "windows that overlap across the split",
    "Training has seen the numbers that a validation window ends with, and those after it: the score "
    "tells how well the model remembers.",
)
def overlapping_windows(case: Case) -> Iterator[tuple]:
    """Validation windows whose last steps occur in training windows."""
    if case.x_val is None:
        raise Unseen("pass x_val")
    for part, val in zip(case.x, case.x_val, strict=True):
        if part.ndim != 3 or part.dtype.kind != "f" or part.shape[1] < 4 or part.shape[1] != val.shape[1]:
            continue
        steps = min(STEPS, part.shape[1] // 2)
        known, asked = (_pieces(one, steps) for one in (part, val.astype(part.dtype)))
        ends = val[:, -steps:]
        moving = np.ptp(ends, axis=1).max(axis=-1) > 0  # what stands still looks the same everywhere
        if not moving.any():
            continue
        newest = np.isin(asked[moving, -1], known).mean()
        shared = int(np.isin(asked[moving, 0], known).sum())
        if newest > AHEAD:
            yield (
                "alarm",
                f"The last {steps} steps of {newest:.0%} of the windows of x_val occur in windows of x.",
                newest,
                "Split the series first, in time, and cut windows from each part: windows(series[:split]), "
                "windows(series[split:]).",
            )
        elif shared:
            yield (
                "note",
                f"{shared} windows of x_val share steps with windows of x.",
                shared,
                f"Leave out the {part.shape[1] - 1} windows that lie across the split.",
                "At the border of a split in time that is little; but the targets of the last training "
                "windows lie in the validation set.",
            )


def _pieces(part: np.ndarray, steps: int) -> np.ndarray:
    """One number for each run of so many steps in the windows, (windows, runs)."""
    each = _hashes(part.reshape(-1, part.shape[2])).reshape(part.shape[:2])
    runs = part.shape[1] - steps + 1
    return sum(each[:, k : k + runs] * odd for k, odd in enumerate(_odd(steps)))


@finding(
    "a forecast that is the input, shifted",
    "A curve that follows the truth one step late looks good in a plot and knows nothing of tomorrow.",
)
def shifted_forecast(case: Case) -> Iterator[tuple]:
    """Forecasts that are nearer to the last value of the window than to the truth."""
    labels, part = case.labels, case.x[0]
    if labels is None or part.ndim != 3 or part.dtype.kind != "f" or len(case.answers) != 1:
        return
    y, value = labels[0], case.answers[0].value
    if y.dtype.kind != "f" or value.ndim > 2 or y.ndim > 2:
        return
    y, said = y.reshape(len(y), -1)[:, 0].astype(float), value.reshape(len(y), -1)[:, 0].astype(float)
    column = _forecast_column(part, case.y[0])
    if column is None or not np.isfinite(said).all():
        return
    last = part[case.chosen, -1, column].astype(float)
    from_last, naive, error = (np.abs(one).mean() for one in (said - last, y - last, said - y))
    if from_last < SHIFTED * naive and error > 0.9 * naive:
        yield (
            "note",
            f"The forecast differs by {from_last:.3g} from the last value of the window and by "
            f"{error:.3g} from the truth; the last value itself by {naive:.3g}.",
            error / naive,
            "Report the error beside that of the last value; forecast the change, y - x[:, -1]; or "
            "accept that nothing can be known.",
        )


def _forecast_column(x: np.ndarray, y: np.ndarray) -> int | None:
    """The feature of which y is a later value: y of a window is the newest value of the next one."""
    first = y.reshape(len(y), -1)[:, 0]
    for horizon in range(1, min(4, len(x) - 1)):
        for column in range(x.shape[-1]):
            if len(x) - horizon >= 4 and np.allclose(x[horizon:, -1, column], first[:-horizon], atol=1e-5):
                return column
    return None
