"""A series cut into windows with their targets, and split by the time of the targets."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd

from utils.arguments import is_real, is_whole_number, whole_number

__all__ = ["Windows", "last_window", "windows"]

Series = np.ndarray | pd.Series | pd.DataFrame


@dataclass(frozen=True, eq=False)
class Windows:
    """The windows of one part of a series, such as the training part.

    Args:
        x: (n, timesteps, features) the windows.
        y: (n, horizons) their targets.
        times: (n, horizons) the time of each target; its row, counted from 0, if the series has no times.
        mean: (features,) what was subtracted from each column; 0 without scaling.
        std: (features,) what it was then divided by; 1 without scaling.
        column: the number of the column that is forecast.
    """

    x: np.ndarray = field(repr=False)
    y: np.ndarray = field(repr=False)
    times: np.ndarray = field(repr=False)
    mean: np.ndarray
    std: np.ndarray
    column: int

    def scale(self, x: np.ndarray) -> np.ndarray:
        """Scale windows as those of this part: ``model.predict(train.scale(last_window(series, 24)))``.

        Args:
            x: (..., features) in the units of the series.

        Returns:
            (..., features).
        """
        return ((x - self.mean) / self.std).astype(self.x.dtype)

    def unscale(self, y: np.ndarray) -> np.ndarray:
        """Turn targets or forecasts back into the unit of the series.

        Args:
            y: numbers of any shape, such as what ``model.predict`` returns.

        Returns:
            The same shape, float64.
        """
        return np.asarray(y, float) * self.std[self.column] + self.mean[self.column]


def windows(
    series: Series,
    timesteps: int,
    horizon: int | Iterable[int] = 1,
    target: int | str | None = None,
    split: object = None,
    scale: bool = True,
) -> tuple[np.ndarray, np.ndarray] | tuple[Windows, ...]:
    """Cut a series into windows, each with the value that follows ``horizon`` steps later.

    ``x[k]`` is ``series[k : k + timesteps]``, with all columns. ``y[k, j]`` is one number: the value of the
    target column in row ``k + timesteps - 1 + horizon[j]``. A window never holds its own target. The latest
    rows have no target yet: `last_window` returns the window to forecast from.

    With several columns there is no default target. If there were one, a model with a single output would
    train on the wrong column, or on all of them at once, without a warning. To forecast several columns, call
    `windows` once for each: the windows ``x`` are the same.

    With ``split`` there is one part more than there are splits::

        train, test = windows(series, 24, horizon=1, target="sold", split="2016-01-01")

    The time of the target decides: a window belongs to the part in which all its targets lie. It may reach
    back over a split, since the past is known when the forecast is made. A window with targets on both sides
    of a split belongs to no part. All is scaled by mean and standard deviation of the rows before the first
    split, so that nothing that comes later changes what a model is trained on.

    Args:
        series: (T,) or (T, features) numbers, the oldest first. Rows are taken in their order; an index is
            ignored.
        timesteps: rows in a window.
        horizon: how many steps after the end of the window the target is: 1 is the next row. Several numbers,
            such as ``[1, 7]`` or ``range(1, 25)``, give several targets for each window.
        target: the column to forecast: its name in a DataFrame, or its number, counted from 0 (where columns
            have numbers as names, a number is a name). It may only be left out if there is a single column.
        split: where the next part begins: a time of the series' index, such as "2016-01-01", or the number of
            rows before it. A list has several: ``[a, b]`` gives training, validation and test part.
        scale: whether parts are scaled; without ``split``, nothing is.

    Returns:
        Without ``split``:

        x: (n, timesteps, features), with n = T - timesteps - max(horizon) + 1. A series (T,) has one feature.
        y: (n, horizons), so (n, 1) for a single horizon.
        Both are copies. Decimal numbers keep their type, whole numbers become float32.

        With ``split``, a `Windows` for each part, which holds such x and y.

    Raises:
        ValueError: if the series has another shape, text, gaps (NaN, infinity) or too few rows, if
            ``timesteps`` or ``horizon`` are not whole numbers of at least 1, or if there is no such target;
            if ``split`` is not inside the series, or leaves a part without a window; if rows to be split by
            time are not in the order of their times.
    """
    horizons = [horizon] if np.ndim(horizon) == 0 else list(horizon)
    if not horizons:
        raise ValueError("horizon is empty: pass a whole number of at least 1, or several.")
    for step in horizons:
        whole_number("horizon", step, 1)
    whole_number("timesteps", timesteps, 1)
    table, names = _table(series)
    column = _target_column(target, names)
    n = len(table) - timesteps - max(horizons) + 1
    if n < 1:
        raise ValueError(
            f"series has {len(table)} rows: one window of {timesteps} and a target {max(horizons)} after it "
            f"need {timesteps + max(horizons)}. Pass a longer series or fewer timesteps."
        )
    if split is None:
        rows = _target_rows(n, timesteps, horizons)
        return _inputs(table, timesteps)[:n].copy(), table[rows, column]
    return _parts(series, table, timesteps, horizons, column, split, scale)


def _inputs(table: np.ndarray, timesteps: int) -> np.ndarray:
    """Return a view of all windows, (T - timesteps + 1, timesteps, features)."""
    return np.lib.stride_tricks.sliding_window_view(table, timesteps, axis=0).swapaxes(1, 2)


def _target_rows(n: int, timesteps: int, horizons: list[int]) -> np.ndarray:
    """Return the rows of the targets of n windows, (n, horizons)."""
    return np.arange(n)[:, None] + timesteps - 1 + np.array(horizons)


def _parts(
    series: Series,
    table: np.ndarray,
    timesteps: int,
    horizons: list[int],
    column: int,
    split: object,
    scale: bool,
) -> tuple[Windows, ...]:
    """Return the windows of each part, scaled by what is known before the first split."""
    bounds = [0, *_bounds(series, split, len(table)), len(table)]
    mean, std = np.zeros(table.shape[1]), np.ones(table.shape[1])
    if scale:
        past = table[: bounds[1]].astype(float)
        mean, std = past.mean(axis=0), past.std(axis=0)
        std[past.min(axis=0) == past.max(axis=0)] = 1  # a constant column becomes 0
    scaled = ((table - mean) / std).astype(table.dtype)
    rows = _target_rows(len(table) - timesteps - max(horizons) + 1, timesteps, horizons)
    index = getattr(series, "index", None)
    times = index.to_numpy() if isinstance(index, pd.DatetimeIndex) else np.arange(len(table))
    parts = []
    for start, end in pairwise(bounds):
        inside = (rows >= start).all(axis=1) & (rows < end).all(axis=1)
        if not inside.any():
            raise ValueError(
                f"The part from row {start} to row {end - 1} has no window: one of {timesteps} needs that "
                f"many rows before its targets, and {np.ptp(horizons) + 1} rows in the part for them. Move "
                "the split, or pass fewer timesteps or horizons."
            )
        x, y = _inputs(scaled, timesteps)[: len(rows)][inside], scaled[rows[inside], column]
        parts.append(Windows(x, y, times[rows[inside]], mean, std, column))
    return tuple(parts)


def _bounds(series: Series, split: object, length: int) -> list[int]:
    """Return the first row of each part but the first."""
    index = getattr(series, "index", None)
    if isinstance(index, pd.DatetimeIndex) and not (index.is_monotonic_increasing and index.is_unique):
        raise ValueError(
            "The times of series are not in order, or one occurs twice, so a split would not part past and "
            "future. Sort it first: series.sort_index()."
        )
    bounds = [_bound(index, one, length) for one in (split if isinstance(split, list | tuple) else [split])]
    if not bounds or bounds != sorted(set(bounds)):
        raise ValueError(
            f"split is {split!r}: expected one split, or several, each later than the one before."
        )
    return bounds


def _bound(index: pd.Index | None, split: object, length: int) -> int:
    """Return the number of rows before a split."""
    if is_whole_number(split):
        bound, span = int(split), f"1 to {length - 1}"
    elif is_real(split):
        raise ValueError(
            f"split is {split!r}: expected a time or a number of rows, such as int(0.8 * len(series))."
        )
    elif not isinstance(index, pd.DatetimeIndex):
        raise ValueError(
            f"split is {split!r}, but series has no times: pass the number of rows before the split."
        )
    else:
        try:
            time = pd.Timestamp(split)
        except (ValueError, TypeError):
            raise ValueError(f"split is {split!r}: expected a time, such as '2016-01-01'.") from None
        if time.tz is None and index.tz is not None:
            time = time.tz_localize(index.tz)
        bound, span = int(index.searchsorted(time)), f"a time after {index[0]} and up to {index[-1]}"
    if not 0 < bound < length:
        raise ValueError(f"split is {split!r}: expected {span}, so that there are rows on both sides.")
    return bound


def last_window(series: Series, timesteps: int) -> np.ndarray:
    """Return the latest window of a series, the one to forecast from.

    Its target is still unknown, so `windows` leaves it out. A model trained on the ``x`` of `windows` takes
    it as it is: ``model.predict(last_window(series, timesteps))``.

    Args:
        series: as for `windows`, with the same columns.
        timesteps: rows in a window.

    Returns:
        (1, timesteps, features), a copy with the same type as the ``x`` of `windows`.

    Raises:
        ValueError: if the series has another shape, text, gaps (NaN, infinity) or too few rows, or if
            ``timesteps`` is not a whole number of at least 1.
    """
    whole_number("timesteps", timesteps, 1)
    table, _ = _table(series)
    if len(table) < timesteps:
        raise ValueError(f"series has {len(table)} rows: a window needs {timesteps}. Pass fewer timesteps.")
    return table[None, len(table) - timesteps :].copy()


def _table(series: Series) -> tuple[np.ndarray, list]:
    """Return a series as (T, features) finite numbers, and the names of its columns."""
    if isinstance(series, pd.DataFrame):
        if series.shape[1] == 0:
            raise ValueError("series has no columns: pass a table with at least one column of numbers.")
        names = list(series.columns)
        table = np.column_stack([_numbers(f"column {name!r}", part) for name, part in series.items()])
    else:
        table = _numbers("series", series)
        if table.ndim not in (1, 2) or table.shape[1:] == (0,):
            raise ValueError(f"series has the shape {table.shape}: expected (T,) or (T, features).")
        is_series = isinstance(series, pd.Series)
        names = [series.name] if is_series else list(range(1 if table.ndim == 1 else table.shape[1]))
    if table.dtype.kind != "f":
        table = table.astype(np.float32)
    bad = np.argwhere(~np.isfinite(table))
    if len(bad):
        row, *column = bad[0].tolist()
        where = f"{row}" if not column else f"{row} of column {names[column[0]]!r}"
        raise ValueError(
            f"series holds {table[tuple(bad[0])]} at position {where}: expected finite numbers. Fill the gap "
            "or cut the series there."
        )
    return (table[:, None] if table.ndim == 1 else table), names


def _numbers(name: str, values: np.ndarray | pd.Series) -> np.ndarray:
    """Return values as an array of numbers; missing ones become NaN."""
    if isinstance(values, pd.Series) and pd.api.types.is_numeric_dtype(values) and values.hasnans:
        array = values.to_numpy(float, na_value=np.nan)
    else:
        array = np.asarray(values)
    if array.dtype.kind not in "iuf":
        kind = getattr(values, "dtype", array.dtype)
        raise ValueError(
            f"{name} holds {kind}: expected numbers. Leave out columns of text and dates, and convert others "
            "with astype(float)."
        )
    return array


def _target_column(target: int | str | None, names: list) -> int:
    """Return the number of the column to forecast."""
    known = ", ".join(map(repr, names[:8])) + (", ..." if len(names) > 8 else "")
    if target is None:
        if len(names) > 1:
            raise ValueError(
                f"series has {len(names)} columns ({known}), and target is None: choose the column to "
                f"forecast, such as target={names[-1]!r}."
            )
        return 0
    if sum(target == name for name in names) == 1 and not isinstance(target, bool):
        return names.index(target)
    numbered = not any(map(is_whole_number, names))  # a number cannot be mistaken for a name
    if numbered and is_whole_number(target) and 0 <= target < len(names):
        return int(target)
    raise ValueError(f"target is {target!r}: expected one column of the series, of {known}.")
