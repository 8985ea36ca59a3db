"""Series in a table of the reader's own: times and numbers as people write them, one value at each step."""

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from utils.arguments import one_of
from utils.datasets.csv_texts import SEPARATORS, read_table

GAPS = ("zero", "previous", "skip")
MISSING = {"", "na", "n/a", "nan", "null", "none", "-", "--", "?"}
# A number with a decimal point; its thousands may be marked by commas: 1,234.5
NUMBER = r"[+-]?(?:(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
SWAP = str.maketrans(",.", ".,")
DATES = ("%Y{0}%m{0}%d", "%d{0}%m{0}%Y", "%m{0}%d{0}%Y")
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
DIGITS = {6: "%Y%m", 8: "%Y%m%d", 10: "%Y%m%d%H", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
UNIX = {10: "s", 13: "ms"}  # digits of a time counted from 1970, and its unit
Table = pd.Series | pd.DataFrame


def load_series(
    path: str | Path,
    time: str = "time",
    value: str | Iterable[str] = "value",
    series: str | None = None,
    time_format: str | None = None,
    decimal: str | None = None,
    gaps: str | None = None,
    verbose: bool = True,
) -> Table | dict[str, Table]:
    """Load a series from a table of your own: one value at each step, the oldest first.

    Rows may be in any order, and a row may be repeated. One line is printed: what was read, and what was
    noticed in reading. Where a table can be read in two ways, it is refused, and the message names both.

    Args:
        path: a CSV file with a header (``csv_texts.read_table`` says what is read).
        time: the column with the times: dates, dates with clock times, or whole numbers such as years.
        value: the column with the values; several names give a table with one column for each.
        series: the column that tells several series apart, such as the name of a shop.
        time_format: how the times are written, such as ``"%d/%m/%y"``; None finds the usual forms.
        decimal: ``"."`` or ``","``; None finds it.
        gaps: what a missing time or an empty field means. "zero": nothing, such as nothing sold. "previous":
            the last known value goes on; nothing is taken from the future. "skip": it does not count, and a
            step is a row, as at an exchange that closes at weekends. None refuses gaps.
        verbose: whether to print the line.

    Returns:
        A Series of float64, or a DataFrame if ``value`` holds several names. The index holds the times, each
        once, in order and at even steps (unless gaps are skipped). With ``series``, a dict with one of them
        for each series, by its name. Times with an offset, such as +02:00, become UTC.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: as ``read_table``; and if a time or a number cannot be read or can be read in two ways, if
            a time has several values, if steps are uneven, or if there are gaps and ``gaps`` is None.
    """
    names = [value] if isinstance(value, str) else list(value)
    chosen = [time, *names] + ([series] if series is not None else [])
    if not names or len(set(chosen)) < len(chosen):
        raise ValueError(f"time, value and series name the columns {chosen}: expected each column once.")
    if gaps is not None:
        one_of("gaps", gaps, GAPS)
    if decimal is not None:
        one_of("decimal", decimal, (".", ","))
    arguments = ["value"] if isinstance(value, str) else [f"value[{k}]" for k in range(len(names))]
    columns = {"time": time, **dict(zip(arguments, names, strict=True))}
    columns |= {"series": series} if series is not None else {}
    frame, notes = _read(path, columns)
    table = pd.DataFrame({name: _numbers(path, frame[name], decimal, notes) for name in names})
    table.index = _times(path, frame[time], time_format, notes)
    labels = _labels(path, frame, series)
    found = {}
    for label, part in table.groupby(labels, sort=False):
        where = f"{path}, series {label!r}" if series is not None else str(path)
        hint = _other_series(frame, table.index, chosen) if series is None else ""
        part = _one_row_a_time(where, part, hint, notes)
        part = _even_steps(where, part, gaps, notes)
        found[label] = part[value] if isinstance(value, str) else part
    if verbose:
        notes = ["your file", *dict.fromkeys(notes)]
        print(f"{Path(path).name}: {_summary(found, series)} ({'; '.join(notes)}).")
    return found if series is not None else found[""]


def _read(path: str | Path, columns: dict[str, str]) -> tuple[pd.DataFrame, list[str]]:
    """Read the table, the needed columns as texts; a comma that may be a decimal one is named as a cause."""
    try:
        frame, notes = read_table(path, columns, dict.fromkeys(columns.values(), str))
    except ValueError as error:
        if "separated by commas, but" not in str(error):
            raise
        raise ValueError(
            f"{error} If a number has a decimal comma, save the table with semicolons between its fields."
        ) from error
    if frame.empty:
        raise ValueError(f"{path} is empty: it has a header, but no rows.")
    return frame, notes


def _numbers(path: str | Path, column: pd.Series, decimal: str | None, notes: list[str]) -> pd.Series:
    """Return a column as float64, NaN where a value is missing."""
    texts = column.fillna("").str.strip().str.replace("−", "-")
    texts = texts.str.replace(r"(?<=\d)[\s'’](?=\d{3})", "", regex=True)  # 1 234 and 1'234
    is_missing = texts.str.lower().isin(MISSING)
    readings = {".": texts, ",": texts.map(lambda text: text.translate(SWAP))}
    fits = {mark: is_missing | reading.str.fullmatch(NUMBER) for mark, reading in readings.items()}
    numbers = {
        mark: readings[mark].str.replace(",", "").mask(is_missing, "nan").astype(float)  # 1e999 becomes inf
        for mark in readings
        if fits[mark].all()
    }
    if decimal is None and len(numbers) == 2 and not numbers["."].equals(numbers[","]):
        with_semicolons = any(SEPARATORS[";"] in note for note in notes)
        if with_semicolons or texts.str.contains(",").any():
            row = int((numbers["."] != numbers[","]).where(~is_missing, False).to_numpy().argmax())
            raise ValueError(
                f"{path}, row {row + 1}: {texts[row]!r} in {column.name!r} is {numbers['.'][row]:g} with a "
                f"decimal point, and {numbers[','][row]:g} with a decimal comma. Pass decimal='.' or "
                "decimal=','."
            )
    mark = decimal or ("." if "." in numbers or not numbers else ",")
    if mark not in numbers:
        # Of a column that fits neither way, the row to name is one that is no number at all, if there is one.
        neither = ~(fits["."] | fits[","])
        bad = neither if neither.any() else ~fits[mark]
        row = int(bad.to_numpy().argmax())
        raise ValueError(
            f"{path}, row {row + 1}: {column[row]!r} in {column.name!r} is no number with "
            f"{'a decimal point' if mark == '.' else 'a decimal comma'}, as the other rows would have it. "
            "Write numbers alone, without a unit, all in one way; leave a field empty if there is no value."
        )
    if np.isinf(numbers[mark]).any():
        row = int(np.isinf(numbers[mark]).to_numpy().argmax())
        raise ValueError(f"{path}, row {row + 1}: {column[row]!r} in {column.name!r} is too large a number.")
    if mark == "," and texts.str.contains(",").any():
        notes.append(f"decimal commas in {column.name!r}")
    return numbers[mark].astype(float)


def _times(path: str | Path, column: pd.Series, time_format: str | None, notes: list[str]) -> pd.Index:
    """Return a column as times, or as whole numbers."""
    texts = column.fillna("").str.strip()
    if (texts == "").any():
        row = int((texts == "").to_numpy().argmax())
        raise ValueError(f"{path}, row {row + 1}: the time is missing. Fill it in, or delete the row.")
    if time_format is not None:
        times = _parsed(texts, time_format)
        if times is None:
            row = _first_strange(texts, time_format)
            raise ValueError(
                f"{path}, row {row + 1}: the time {texts[row]!r} does not have the form {time_format!r}. "
                "Correct it, delete the row, or pass another time_format."
            )
        return _in_utc(times, notes)
    if texts.str.fullmatch(r"\d+").all():
        return _from_digits(texts, notes)
    offset = texts.str.contains(r":\d\d.*(?:Z|[+-]\d\d:?\d\d)$")
    if offset.any() and not offset.all():
        row = int((~offset).to_numpy().argmax())
        raise ValueError(
            f"{path}, row {row + 1}: the time {texts[row]!r} has no offset from UTC, but others have one, "
            f"such as {texts[offset].iloc[0]!r}. Write all in one way."
        )
    times = _parsed(texts, "ISO8601")
    if times is not None:
        return _in_utc(times, notes)
    separator = re.sub(r"^\d+(.).*", r"\1", texts[0], flags=re.DOTALL)
    dates = [date.format(separator) for date in DATES] if separator in "-/." else []
    if separator == ".":
        dates = dates[:2]  # nobody writes the month first with full stops
    forms = [
        date + clock for date in dates for clock in CLOCKS if _parsed(texts[:1], date + clock) is not None
    ]
    found = {form: times for form in forms if (times := _parsed(texts, form)) is not None}
    readings = list(found.items())
    if not readings:
        expected = " or ".join(forms[:2]) or "a date such as 2024-12-31, or a whole number"
        row = _first_strange(texts, forms[0] if forms else "ISO8601")
        raise ValueError(
            f"{path}, row {row + 1}: {texts[row]!r} in {column.name!r} is not read as a time: expected "
            f"{expected}. Correct it, delete the row, or say how times are written: time_format='%d %b %Y' "
            "is 31 Dec 2024."
        )
    for form, times in readings[1:]:
        if not times.equals(readings[0][1]):
            row = int((times != readings[0][1]).argmax())
            raise ValueError(
                f"{path}, row {row + 1}: {texts[row]!r} in {column.name!r} may be "
                f"{_day(readings[0][1][row])} or {_day(times[row])}. Pass "
                f"time_format={readings[0][0]!r} or time_format={form!r}."
            )
    if readings[0][0].startswith(("%d", "%m")):
        notes.append(f"{'day' if readings[0][0].startswith('%d') else 'month'} first in {column.name!r}")
    return readings[0][1]


def _day(time: pd.Timestamp) -> str:
    """Write a day with the name of its month."""
    return f"{time.day} {time:%B %Y}"


def _parsed(texts: pd.Series, form: str) -> pd.DatetimeIndex | None:
    """Return texts as times, or None if one of them does not have the form."""
    has_offset = "%z" in form or texts.str.contains(r":\d\d.*(?:Z|[+-]\d\d:?\d\d)$").any()
    times = pd.to_datetime(texts, format=form, errors="coerce", utc=bool(has_offset))
    return None if times.isna().any() else pd.DatetimeIndex(times, name=texts.name)


def _first_strange(texts: pd.Series, form: str) -> int:
    """Return the number of the first row that does not have the form."""
    return int(pd.to_datetime(texts, format=form, errors="coerce", utc=True).isna().to_numpy().argmax())


def _in_utc(times: pd.DatetimeIndex, notes: list[str]) -> pd.DatetimeIndex:
    """Return times without an offset."""
    if times.tz is None:
        return times
    notes.append("times in UTC")
    return times.tz_localize(None)


def _from_digits(texts: pd.Series, notes: list[str]) -> pd.Index:
    """Return times that are written as digits alone: 20241231, seconds since 1970, or whole numbers."""
    length = len(texts[0])
    if length in DIGITS and (texts.str.len() == length).all():
        times = _parsed(texts, DIGITS[length])
        if times is not None and times.year.min() >= 1800 and times.year.max() < 2200:
            return times
    if length in UNIX and (texts.str.len() == length).all():
        notes.append("times counted from 1970, in UTC")
        times = pd.to_datetime(texts.astype("int64"), unit=UNIX[length])
        return pd.DatetimeIndex(times, name=texts.name)
    return pd.Index(texts.astype("int64"), name=texts.name)


def _labels(path: str | Path, frame: pd.DataFrame, series: str | None) -> np.ndarray:
    """Return the name of each row's series, (rows,); one name for all if there is no such column."""
    if series is None:
        return np.full(len(frame), "", object)
    labels = frame[series].fillna("").str.strip()
    if (labels == "").any():
        row = int((labels == "").to_numpy().argmax())
        raise ValueError(f"{path}, row {row + 1}: {series!r} is empty. Fill it in, or delete the row.")
    return labels.to_numpy(object)


def _other_series(frame: pd.DataFrame, times: pd.Index, chosen: list[str]) -> str:
    """Name a column that tells several series apart: with it, no time occurs twice."""
    for name in frame.columns.difference(chosen, sort=False):
        is_apart = not pd.DataFrame({"t": times, "s": frame[name].to_numpy()}).duplicated().any()
        if is_apart and frame[name].nunique() < len(frame) / 2:
            return (
                f" If the table holds several series, name the column that tells them apart: series={name!r}."
            )
    return " If the table holds several series, name the column that tells them apart: series=..."


def _one_row_a_time(where: str, table: pd.DataFrame, hint: str, notes: list[str]) -> pd.DataFrame:
    """Return the rows, each time once, the oldest first; rows without a value at either end are left out."""
    is_known = table.notna().any(axis=1).to_numpy()
    if not is_known.any():
        raise ValueError(f"{where}: no row has both a time and a value.")
    known = table.index[is_known]
    table = table[is_known | ~table.index.isin(known)]
    table = table[(table.index >= known.min()) & (table.index <= known.max())]
    is_repeat = table.reset_index().duplicated().to_numpy()
    if is_repeat.any():
        notes.append(f"{is_repeat.sum():,} repeated left out")
    table = table[~is_repeat]
    twice = table.index[table.index.duplicated()]
    if len(twice):
        rows = table.loc[[twice[0]]].iloc[:2, 0].tolist()
        raise ValueError(
            f"{where}: {twice.nunique():,} times have several values; the first is {_short(twice[0])}, with "
            f"{rows[0]:g} and {rows[1]:g}.{hint} Otherwise keep one row for each time, such as their sum."
        )
    if not table.index.is_monotonic_increasing:
        notes.append("rows sorted by time")
    if len(table) < 2:
        raise ValueError(f"{where}: one time has a value, and a series needs at least 2.")
    return table.sort_index()


def _even_steps(where: str, table: pd.DataFrame, gaps: str | None, notes: list[str]) -> pd.DataFrame:
    """Return one row for each step; what a gap becomes is the reader's choice."""
    if gaps == "skip":
        whole = table.dropna()
        if len(whole) < 2:
            raise ValueError(f"{where}: {len(whole)} rows are whole, and a series needs at least 2.")
        notes.append("a step is a row")
        return whole
    step = _usual_step(table.index)
    grid = _grid(table.index, step)
    if grid is None or not table.index.isin(grid).all():
        uneven = _first_uneven(table.index, step)
        raise ValueError(
            f"{where}: the steps are uneven. The usual one is {_in_words(step)}, but {table.index[uneven]} "
            f"is followed by {table.index[uneven + 1]}. Make one row for each step first, for instance "
            "with pandas: frame.resample('1h').mean(). Or pass gaps='skip': then a step is a row."
        )
    even = table.reindex(grid)
    even.index.name = table.index.name
    is_gap = even.isna().any(axis=1)
    if not is_gap.any():
        return even
    if gaps is None:
        lost, weekend = grid[is_gap.to_numpy()], ""
        if isinstance(grid, pd.DatetimeIndex) and step == pd.Timedelta(days=1):
            is_closed = (table.index.day_of_week < 5).all() and (lost.day_of_week >= 5).any()
            weekend = " No time is a Saturday or Sunday, so 'skip' may be right." if is_closed else ""
        raise ValueError(
            f"{where}: {len(lost):,} of {len(even):,} steps lack a value (a step is {_in_words(step)}); the "
            f"first is {_short(lost[0])}. Say what that means: gaps='zero' (nothing, such as nothing sold), "
            "gaps='previous' (the last known value goes on) or gaps='skip' (it does not count, as days on "
            f"which an exchange is closed).{weekend}"
        )
    notes.append(f"{is_gap.sum():,} gaps filled with {'0' if gaps == 'zero' else 'the previous value'}")
    even = even.fillna(0.0) if gaps == "zero" else even.ffill()
    begins = int(even.notna().all(axis=1).to_numpy().argmax())
    if even.iloc[begins].isna().any():
        raise ValueError(f"{where}: a column holds no value at all. Leave it out of value=[...].")
    if begins:
        notes.append(f"{begins:,} steps left out at the start, before each column has a value")
    return even.iloc[begins:]


def _usual_step(times: pd.Index) -> int | pd.Timedelta | pd.DateOffset:
    """Return the commonest step: a whole number, a duration, or months, which are not equally long."""
    if not isinstance(times, pd.DatetimeIndex):
        return int(pd.Series(np.diff(times)).mode()[0])
    months = times.year * 12 + times.month
    ends, day = times.is_month_end.all(), times.day[0]
    is_monthly = (
        months.is_unique and (times == times.normalize()).all() and (ends or (times.day == day).all())
    )
    if is_monthly:
        step = int(pd.Series(np.diff(months)).mode()[0])
        if ends:
            return pd.offsets.MonthEnd(step)
        return pd.offsets.MonthBegin(step) if day == 1 else pd.DateOffset(months=step)
    return pd.Timedelta(pd.Series(np.diff(times)).mode()[0])


def _grid(times: pd.Index, step: int | pd.Timedelta | pd.DateOffset) -> pd.Index | None:
    """Return all times from the first to the last, or None if most of them would have no value."""
    if isinstance(step, int | pd.Timedelta) and (times[-1] - times[0]) / step > 10 * len(times):
        return None
    if isinstance(step, int):
        return pd.Index(np.arange(times[0], times[-1] + 1, step))
    if step == pd.Timedelta(days=1):
        step = "D"  # and not 24 hours
    return pd.date_range(times[0], times[-1], freq=step)


def _first_uneven(times: pd.Index, step: int | pd.Timedelta | pd.DateOffset) -> int:
    """Return the number of the first row that another step follows than the usual one."""
    return next(k for k in range(len(times) - 1) if times[k] + step != times[k + 1])


def _in_words(step: int | pd.Timedelta | pd.DateOffset) -> str:
    """Write a step: 1 day, 15 minutes, 3 months."""
    if isinstance(step, int):
        return str(step)
    if not isinstance(step, pd.Timedelta):
        return _counted(step.kwds.get("months", step.n), "month")
    seconds = step.total_seconds()
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds % length == 0 and seconds:
            return _counted(int(seconds // length), unit)
    return f"{seconds:g} seconds"


def _short(time: pd.Timestamp | int) -> str:
    """Write a time, midnight as a day."""
    return str(time).removesuffix(" 00:00:00")


def _counted(number: int, unit: str) -> str:
    """Write a number of things: 1 day, 2 days."""
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _summary(found: dict[str, Table], series: str | None) -> str:
    """Say how much was read, in a few words."""
    lengths = [len(part) for part in found.values()]
    first, last = (
        pick(getattr(part.index, pick.__name__)() for part in found.values()) for pick in (min, max)
    )
    span = " to ".join(map(_short, (first, last)))
    if series is None:
        return f"{_counted(lengths[0], 'step')}, {span}"
    steps = (
        _counted(max(lengths), "step")
        if len(set(lengths)) == 1
        else f"{min(lengths):,} to {max(lengths):,} steps"
    )
    return f"{len(found):,} series of {steps}, {span}"
