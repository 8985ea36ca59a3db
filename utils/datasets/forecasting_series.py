"""The series of the forecasting lesson: published ones, each with a generated stand-in."""

import csv
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from utils.arguments import one_of
from utils.datasets.csv_texts import read_table
from utils.datasets.files import NoNetworkError, RemoteFile, find
from utils.datasets.own_series import load_series
from utils.synthetic import known_series

_GITHUB = "https://raw.githubusercontent.com"
# Where a source names no hash, it is that of our copy. The bicycles' is also that of hour.csv in the archive.
WEATHER = RemoteFile(
    "weather_prediction_dataset.csv",
    f"{_GITHUB}/florian-huber/weather_prediction_dataset/main/dataset/weather_prediction_dataset.csv",
    "6d5bf0b2cc53292603e710f2562f0296f9b1bd6782ecdfd70e3d6df07c358363",
)
MIN_TEMPERATURES = RemoteFile(
    "daily-min-temperatures.csv",
    f"{_GITHUB}/jbrownlee/Datasets/master/daily-min-temperatures.csv",
    "8b9de63ed6789492bf497625e7f9beb96a63d367b4b0a21754006f749fa5e5da",
)
APPLE = RemoteFile(
    "finance-charts-apple.csv",
    f"{_GITHUB}/plotly/datasets/master/finance-charts-apple.csv",
    "24c7604edfd5afe862ddb9f9535e2fd7351f43711bfc442bca52055e15e37bcd",
)
BICYCLES = RemoteFile(
    "bike-sharing-hour.csv",
    "https://archive.ics.uci.edu/static/public/275/bike+sharing+dataset.zip",
    "e03de4ee4ef4dc376ac6e04bf829673c6269e8eba5c60fa121640fa2f829504f",
    member="hour.csv",
)
M4_TRAIN = RemoteFile(
    "m4-hourly-train.csv",
    f"{_GITHUB}/Mcompetitions/M4-methods/master/Dataset/Train/Hourly-train.csv",
    "ea59b7783573c49077a835ab6465c7d66f1474783360f310988a9a737fbca62f",
)
M4_TEST = RemoteFile(
    "m4-hourly-test.csv",
    f"{_GITHUB}/Mcompetitions/M4-methods/master/Dataset/Test/Hourly-test.csv",
    "71a57fccb15e534d973626ada4fb87febf789e9317715b7cc6dd3b5f90db6f42",
)
STATIONS = (
    "BASEL",
    "BUDAPEST",
    "DE_BILT",
    "DRESDEN",
    "DUSSELDORF",
    "HEATHROW",
    "KASSEL",
    "LJUBLJANA",
    "MAASTRICHT",
    "MALMO",
    "MONTELIMAR",
    "MUENCHEN",
    "OSLO",
    "PERPIGNAN",
    "ROMA",
    "SONNBLICK",
    "STOCKHOLM",
    "TOURS",
)
# What can be measured at all: the file has a few dozen other values (-99, a pressure of 0.0003).
POSSIBLE = {"pressure": (0.9, 1.1), "cloud_cover": (0, 9), "humidity": (0, 1), "sunshine": (0, 24)}
CALENDAR = ["hr", "weekday", "holiday", "workingday"]
CONDITIONS = ["weathersit", "temp", "hum", "windspeed"]
M4_HOURS = 48
YEAR = 365.25
_NOTICE = """{rule}
  GENERATED, NOT {name}: made by a program of this course.
  It stands in because of this: {error}.
  The lesson works with it, but its numbers differ from those stored with it.
  For the real series, connect to the internet and run this cell again; or put
  {files} into a folder, and set LSTM_COURSE_DATA to it.
{rule}"""


@dataclass(frozen=True, eq=False)
class M4Hourly:
    """The hourly series of the M4 competition.

    Args:
        train: the hours that were given, by the name of the series; (T_i,) float64 each.
        test: the 48 hours to forecast, which follow them; (48,) float64 each.
        source: "local folder", "Keras cache", "download" or "generated stand-in".
        is_stand_in: whether these are generated series in place of the competition's.
    """

    train: dict[str, np.ndarray] = field(repr=False)
    test: dict[str, np.ndarray] = field(repr=False)
    source: str
    is_stand_in: bool


def load_weather(station: str = "BASEL", verbose: bool = True) -> pd.DataFrame:
    """Load ten years of daily weather at one of 18 European stations (Huber et al. 2022, data: ECA&D).

    A value that cannot be, such as a pressure of 0.0003, gets that of the day before, and the line that is
    printed says so.

    Without a network, generated series take its place, as in all loaders of this module.

    Args:
        station: the name of the station in capitals; all are in ``forecasting_series.STATIONS``.
        verbose: whether to print one line on what was loaded. The notice of a stand-in is always shown.

    Returns:
        (3654, measurements), one row a day from 2000 to 2009 and the first of 2010. Columns, of which some
        stations lack a few: cloud_cover (oktas), wind_speed and wind_gust (m/s), humidity (share of 1),
        pressure (1000 hPa), global_radiation (100 W/m2), precipitation (10 mm), sunshine (hours), temp_mean,
        temp_min, temp_max (degrees Celsius). ``attrs`` holds "source", "is_stand_in" and "repaired": column
        and day of each value that was replaced.

    Raises:
        ValueError: if there is no such station, a file is not as expected, or the server answers with an
            error.
        OSError: if a file cannot be read.
    """
    one_of("station", station, STATIONS)

    def read(path: Path) -> pd.DataFrame:
        header = pd.read_csv(path, nrows=0)
        columns = [name for name in header if name.startswith(f"{station}_")]
        table = load_series(path, "DATE", columns, verbose=False)
        return _possible(table.rename(columns=lambda name: name.removeprefix(f"{station}_")))

    def stand_in() -> pd.DataFrame:
        days = pd.date_range("2000-01-01", "2010-01-01")
        shapes = {  # level, height of the year's season, noise
            "humidity": (0.75, 0.08, 0.07),
            "pressure": (1.018, 0.001, 0.005),
            "temp_mean": (11.0, 8.0, 2.2),
            "temp_min": (7.0, 7.0, 2.2),
            "temp_max": (15.0, 9.0, 2.6),
        }
        seed = zlib.crc32(station.encode()) % 1000
        made = {
            name: known_series(days, level, 0, {YEAR: height}, 0, 0.75, noise, seed + k).values
            for k, (name, (level, height, noise)) in enumerate(shapes.items())
        }
        return pd.DataFrame(made)

    return _load(f"Weather at {station.title()}", WEATHER, read, stand_in, verbose)


def load_min_temperatures(verbose: bool = True) -> pd.Series:
    """Load the lowest temperature of each day at Melbourne, 1981 to 1990 (Australian Bureau of Meteorology).

    The file lacks the last days of 1984 and 1988; they get the value of the day before.

    Args:
        verbose: as for `load_weather`.

    Returns:
        (3652,) degrees Celsius, one a day, named "Temp"; ``attrs`` as for `load_weather`.

    Raises:
        ValueError, OSError: as `load_weather`.
    """

    def stand_in() -> pd.Series:
        days = pd.date_range("1981-01-01", "1990-12-31")
        return known_series(days, 11, 0, {YEAR: 4}, 0, 0.6, 2.2).values.rename("Temp")

    def read(path: Path) -> pd.Series:
        return load_series(path, "Date", "Temp", gaps="previous", verbose=False)

    return _load("Lowest temperature at Melbourne", MIN_TEMPERATURES, read, stand_in, verbose)


def load_apple(verbose: bool = True) -> pd.DataFrame:
    """Load two years of daily prices of Apple's shares, February 2015 to February 2017 (plotly/datasets).

    The stand-in is a random walk: its best forecast is the last price.

    Args:
        verbose: as for `load_weather`.

    Returns:
        (506, 4) dollars, one row for each day on which the exchange was open: open, high, low, close;
        ``attrs`` as for `load_weather`.

    Raises:
        ValueError, OSError: as `load_weather`.
    """

    def stand_in() -> pd.DataFrame:
        days = pd.bdate_range("2015-02-17", periods=506)
        close = known_series(days, 120, 0, {}, 0, 1.0, 1.5).values
        first = close.shift(fill_value=120.0)
        both = pd.concat([first, close], axis=1)
        return pd.DataFrame(
            {"open": first, "high": both.max(axis=1), "low": both.min(axis=1), "close": close}
        )

    def read(path: Path) -> pd.DataFrame:
        columns = {f"AAPL.{name.title()}": name for name in ("open", "high", "low", "close")}
        return load_series(path, "Date", columns, gaps="skip", verbose=False).rename(columns=columns)

    return _load("Prices of Apple's shares", APPLE, read, stand_in, verbose)


def load_bicycles(verbose: bool = True) -> pd.DataFrame:
    """Load two years of hourly bicycle rentals in Washington, 2011 and 2012 (Fanaee-T and Gama 2013).

    The file has no row for 165 hours, at night and in storms; no row of it counts 0. Here these hours have 0
    rentals, the calendar of their day, and the weather of the hour before.

    Args:
        verbose: as for `load_weather`.

    Returns:
        (17544, 9), one row for each hour. ``cnt``: bicycles rented. Known long before: ``hr`` (0 to 23),
        ``weekday`` (0 is Sunday), ``holiday`` and ``workingday`` (0 or 1). Known when the hour has come:
        ``weathersit`` (1 clear to 4 storm), ``temp``, ``hum`` and ``windspeed`` (each as a share of its
        highest value). ``attrs`` as for `load_weather`.

    Raises:
        ValueError, OSError: as `load_weather`.
    """

    def stand_in() -> pd.DataFrame:
        hours = pd.date_range("2011-01-01", "2012-12-31 23:00", freq="h")
        table = pd.DataFrame(
            {"cnt": known_series(hours, 160, 0.005, {24: 60, 168: 25}, -40, 0.85, 12).values}
        )
        table["hr"], table["weekday"] = hours.hour, (hours.day_of_week + 1) % 7
        table["holiday"] = hours.strftime("%m-%d").isin(("01-01", "05-01", "12-25", "12-26")).astype(int)
        table["workingday"] = (table["weekday"].between(1, 5) & (table["holiday"] == 0)).astype(int)
        table["weathersit"] = 1.0
        for seed, name in enumerate(("temp", "hum", "windspeed"), 1):
            table[name] = known_series(hours, 0.5, 0, {24: 0.04, 24 * YEAR: 0.15}, 0, 0.97, 0.01, seed).values
        return table.astype(float)

    return _load("Bicycle rentals in Washington", BICYCLES, _read_bicycles, stand_in, verbose)


def load_m4_hourly(verbose: bool = True) -> M4Hourly:
    """Load the 414 hourly series of the M4 competition (Makridakis et al. 2020).

    Args:
        verbose: as for `load_weather`.

    Returns:
        The series. Without a network, 40 generated ones.

    Raises:
        ValueError, OSError: as `load_weather`.
    """
    try:
        (train_path, test_path), source = find(M4_TRAIN, M4_TEST)
    except NoNetworkError as error:
        _notice("hourly series of M4", (M4_TRAIN, M4_TEST), error)
        source, train, test = "generated stand-in", {}, {}
        hours = pd.date_range("2020-01-01", periods=700 + M4_HOURS, freq="h")
        for seed in range(40):
            values = known_series(hours, 100, 0.01, {24: 20, 168: 10}, 0, 0.8, 3, seed).values.to_numpy()
            train[f"H{seed + 1}"], test[f"H{seed + 1}"] = values[:-M4_HOURS], values[-M4_HOURS:]
    else:
        train, test = _read_m4(train_path), _read_m4(test_path)
        if list(train) != list(test) or any(len(hours) != M4_HOURS for hours in test.values()):
            raise ValueError(
                f"{test_path} needs {M4_HOURS} hours of each series of {train_path.name}. Get them again."
            )
    if verbose:
        hours = [len(values) for values in train.values()]
        lengths = f"{min(hours)} to {max(hours)}" if min(hours) < max(hours) else f"{hours[0]}"
        not_it = "Generated, NOT " if source == "generated stand-in" else ""
        print(
            f"{not_it}M4, hourly: {len(train)} series of {lengths} hours, and the next {M4_HOURS} ({source})."
        )
    return M4Hourly(train, test, source, source == "generated stand-in")


def _load(
    name: str, file: RemoteFile, read: Callable, stand_in: Callable, verbose: bool
) -> pd.Series | pd.DataFrame:
    """Find a file and read it; where there is no network, make the stand-in and say so loudly."""
    try:
        (path,), source = find(file)
    except NoNetworkError as error:
        _notice(name, (file,), error)
        table, source = stand_in(), "generated stand-in"
    else:
        table = read(path)
    table.attrs |= {"source": source, "is_stand_in": source == "generated stand-in"}
    if verbose:
        first, last = (f"{table.index[k]:%Y-%m-%d}" for k in (0, -1))
        not_it = "Generated, NOT " if table.attrs["is_stand_in"] else ""
        repaired = len(table.attrs.get("repaired", ()))
        note = f"; impossible values replaced by those of the day before: {repaired}" if repaired else ""
        print(f"{not_it}{name}: {len(table):,} steps, {first} to {last} ({source}{note}).")
    return table


def _possible(table: pd.DataFrame) -> pd.DataFrame:
    """Replace what cannot be measured by the value of the day before."""
    repaired = []
    for column, (lowest, highest) in POSSIBLE.items():
        if column in table:
            is_wrong = ~table[column].between(lowest, highest)
            repaired += [(column, f"{day:%Y-%m-%d}") for day in table.index[is_wrong]]
            table[column] = table[column].mask(is_wrong).ffill().bfill()
    table.attrs["repaired"] = repaired
    return table


def _notice(name: str, files: tuple[RemoteFile, ...], error: NoNetworkError) -> None:
    """Say that a stand-in is used."""
    names = " and ".join(file.name for file in files)
    print(_NOTICE.format(name=name.upper(), files=names, error=error, rule="=" * 80))


def _read_bicycles(path: Path) -> pd.DataFrame:
    """Return the rentals with one row for each hour."""
    columns = ["dteday", "cnt", *CALENDAR, *CONDITIONS]
    table, _ = read_table(path, {name: name for name in columns})
    table.index = pd.to_datetime(table["dteday"]) + pd.to_timedelta(table["hr"], unit="h")
    if not (table.index.is_unique and table.index.is_monotonic_increasing):
        raise ValueError(f"{path} should hold each hour once, in order. Get it again.")
    table = table[columns[1:]].asfreq("h")
    table["cnt"] = table["cnt"].fillna(0)
    table["hr"] = table.index.hour
    days = table.index.normalize()
    for name in CALENDAR[1:]:  # each day has a row at least, and all rows of a day agree
        table[name] = table.groupby(days)[name].transform("first")
    table[CONDITIONS] = table[CONDITIONS].ffill()
    return table.astype(float)


def _read_m4(path: Path) -> dict[str, np.ndarray]:
    """Return the series of a file by name; rows are filled up with empty fields."""
    found = {}
    with path.open(newline="", encoding="utf-8") as file:
        try:
            for name, *values in list(csv.reader(file))[1:]:
                found[name] = np.array([value for value in values if value], float)
        except ValueError as error:
            raise ValueError(f"{path} is not a table of series: {error}. Get it again.") from error
    if not found:
        raise ValueError(f"{path} is empty. Get it again.")
    return found
