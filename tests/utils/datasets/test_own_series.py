"""`load_series`: tables of series that people have, read right or refused with words that name the cure."""

import codecs

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples
from utils.datasets import load_series

DAYS = ["2024-02-27", "2024-02-28", "2024-02-29"]
PLAIN = "time,value\n2024-02-27,5\n2024-02-28,7.5\n2024-02-29,6\n"
LONG = "time,shop,value\n" + "".join(f"2024-01-0{d},{s},{d}{s}\n" for d in (1, 2, 3, 4) for s in (1, 2))
WEEKDAYS = [day for day in pd.date_range("2024-01-01", periods=20) if day.day_of_week < 5]
EXCHANGE = "time,value\n" + "".join(f"{day:%Y-%m-%d},{k}\n" for k, day in enumerate(WEEKDAYS))


def rows(*lines):
    return "time;value\n" + "".join(f"{line}\n" for line in lines)


# name: content, options, and the values (with times, where they are not DAYS), or the words of the refusal
TABLES = {
    # Read right
    "plain": (PLAIN, {}, [5, 7.5, 6]),
    "unsorted": ("time,value\n2024-02-29,6\n2024-02-27,5\n2024-02-28,7.5\n", {}, [5, 7.5, 6]),
    "repeated rows": (PLAIN + "2024-02-28,7.5\n2024-02-28,7.50\n", {}, [5, 7.5, 6]),
    "Excel in German": (
        (codecs.BOM_UTF8 + rows("27.02.2024;5", "28.02.2024;7,5", "29.02.2024;1.206,0").encode()),
        {},
        [5, 7.5, 1206],
    ),
    "Excel in American": (
        'time,value\n2/27/2024,"1,005.00"\n2/28/2024,7.5\n2/29/2024,6\n',
        {},
        [1005, 7.5, 6],
    ),
    "day first, as the numbers show": (rows("27/02/2024;5", "28/02/2024;7", "29/02/2024;6"), {}, [5, 7, 6]),
    "Swiss and French thousands": (
        rows(*(f"{d};1{s}005" for d, s in zip(DAYS, "' \u202f", strict=True))),
        {},
        [1005] * 3,
    ),
    "minus signs of a typesetter": (rows(*(f"{d};−5" for d in DAYS)), {}, [-5, -5, -5]),
    "three decimals": (
        "time,value\n2024-02-27,1.234\n2024-02-28,2.345\n2024-02-29,3.456\n",
        {},
        [1.234, 2.345, 3.456],
    ),
    "digits alone": ("time,value\n20240227,5\n20240228,7\n20240229,6\n", {}, [5, 7, 6]),
    "years": ("time,value\n2001,5\n2002,7\n2003,6\n", {}, ([5, 7, 6], [2001, 2002, 2003])),
    "months": ("time,value\n2024-01,5\n2024-02,7\n2024-03,6\n", {}, ([5, 7, 6], "2024-01-01")),
    "month ends": ("time,value\n2024-01-31,5\n2024-02-29,7\n2024-03-31,6\n", {}, ([5, 7, 6], "2024-01-31")),
    "the 15th of each month": (
        "time,value\n2024-01-15,5\n2024-02-15,7\n2024-03-15,6\n",
        {},
        ([5, 7, 6], "2024-01-15"),
    ),
    "seconds since 1970": (
        "time,value\n1709000000,5\n1709003600,7\n1709007200,6\n",
        {},
        ([5, 7, 6], "2024-02-27 02:13:20"),
    ),
    "offsets over the change of clocks": (
        "time,value\n2024-03-31T01:00+01:00,5\n2024-03-31T03:00+02:00,7\n2024-03-31T04:00+02:00,6\n",
        {},
        ([5, 7, 6], "2024-03-31 00:00"),
    ),
    "a form of one's own": (
        rows("27 Feb 24;5", "28 Feb 24;7", "29 Feb 24;6"),
        {"time_format": "%d %b %y"},
        [5, 7, 6],
    ),
    "a gap in sales": (PLAIN.replace("28,7.5", "28,") + "2024-03-02,8\n", {"gaps": "zero"}, [5, 0, 6, 0, 8]),
    "empty rows at both ends": ("time,value\n2024-02-26,\n" + PLAIN[11:] + "2024-03-01,\n", {}, [5, 7.5, 6]),
    "a gap in a price": (
        "time,value\n2024-02-27,5\n2024-02-28,NA\n2024-02-29,6\n",
        {"gaps": "previous"},
        [5, 5, 6],
    ),
    "an exchange": (EXCHANGE, {"gaps": "skip"}, (list(range(len(WEEKDAYS))), "2024-01-01")),
    "other names": (
        PLAIN.replace("time", "Tag").replace("value", "Umsatz"),
        {"time": "Tag", "value": "Umsatz"},
        [5, 7.5, 6],
    ),
    "commas said to mark thousands": (
        rows(*(f"{d};1,005" for d in DAYS)),
        {"decimal": "."},
        [1005] * 3,
    ),
    "commas said to be decimal": (rows(*(f"{d};1,005" for d in DAYS)), {"decimal": ","}, [1.005] * 3),
    # Refused
    "a missing column": (PLAIN, {"time": "day"}, r"lacks the column 'day'; .* Pass time=\.\.\."),
    "one column twice": (PLAIN, {"value": "time"}, "expected each column once"),
    "no rows": ("time,value\n", {}, "is empty: it has a header, but no rows"),
    "one row": ("time,value\n2024-01-01,5\n", {}, "one time has a value, and a series needs at least 2"),
    "no value at all": ("time,value\n2024-01-01,\n2024-01-02,NA\n", {}, "no row has both a time and a value"),
    "decimal commas between commas": (
        "time,value\n2024-02-27,5,5\n2024-02-28,7,5\n",
        {},
        "row 1 .*3 fields.*decimal comma, save the table with semicolons",
    ),
    "day or month first": (
        rows("02/03/2024;5", "03/03/2024;7"),
        {},
        r"row 1: '02/03/2024' in 'time' may be 2 March 2024 or 3 February 2024\. "
        r"Pass time_format='%d/%m/%Y' or time_format='%m/%d/%Y'\.",
    ),
    "decimal or thousands": (
        rows(*(f"{d};1,005" for d in DAYS)),
        {},
        r"row 1: '1,005' in 'value' is 1005 with a decimal point, and 1\.005 with a decimal comma\. "
        r"Pass decimal='\.' or decimal=','",
    ),
    "full stops in a table with semicolons": (
        rows(*(f"{d};1.005" for d in DAYS)),
        {},
        r"'1\.005'.*Pass decimal=",
    ),
    "points and commas mixed": (
        rows("2024-02-27;5.5", "2024-02-28;7,5"),
        {},
        "row 2: '7,5' .* all in one way",
    ),
    "units": (
        rows("2024-02-27;5", "2024-02-28;7 kg"),
        {},
        "row 2: '7 kg' in 'value' is no number.*without a unit",
    ),
    "a sum below the table": (
        PLAIN + "Total,18.5\n",
        {},
        "row 4: 'Total' in 'time' is not read as a time.*delete the row",
    ),
    "years of two digits": (rows("27.02.24;5", "28.02.24;7"), {}, "row 1: '27.02.24'.*time_format="),
    "another form than said": (
        PLAIN,
        {"time_format": "%d.%m.%Y"},
        "row 1: the time '2024-02-27' does not have the form",
    ),
    "a time left empty": (PLAIN + ",5\n", {}, "row 4: the time is missing. Fill it in"),
    "offsets in some rows": (
        rows("2024-02-27T01:00Z;5", "2024-02-27T02:00;7"),
        {},
        "row 2: .* has no offset from UTC, but others have one",
    ),
    "a gap": (
        "time,value\n2024-02-26,1\n2024-02-27,5\n2024-02-29,6\n",
        {},
        r"1 of 4 steps lack a value \(a step is 1 day\); the first is 2024-02-28\. .*gaps='zero'.*'previous'"
        r".*'skip'.* closed\)\.$",
    ),
    "an empty field": (PLAIN.replace("7.5", ""), {}, r"1 of 3 steps .* the first is 2024-02-28"),
    "an exchange, gaps not said": (EXCHANGE, {}, "No time is a Saturday or Sunday, so 'skip' may be right"),
    "a month is missing": (
        "time,value\n2024-01,5\n2024-02,7\n2024-04,6\n",
        {},
        r"1 of 4 steps .* 1 month\); the first is 2024-03-01\.",
    ),
    "two values at a time": (
        PLAIN + "2024-02-28,8\n",
        {},
        "1 times have several values; .*28.* with 7.5 and 8",
    ),
    "several series": (LONG, {}, "4 times have several values.*tells them apart: series='shop'"),
    "uneven steps": (
        "time,value\n2024-02-27 01:00,5\n2024-02-27 02:00,6\n2024-02-27 03:00,6\n2024-02-27 04:17,7\n",
        {},
        "uneven. The usual one is 1 hour, but 2024-02-27 03:00:00 is followed by .* 04:17:00.*resample",
    ),
    "a measurement once in a while": (
        "time,value\n2024-01-01,5\n2024-01-02,6\n2026-03-17,7\n",
        {},
        "uneven. The usual one is 1 day",
    ),
    "too large": (rows(*(f"{d};1e999" for d in DAYS)), {}, "row 1: '1e999' in 'value' is too large"),
    "infinite": (rows(*(f"{d};inf" for d in DAYS)), {}, "row 1: 'inf' in 'value' is no number"),
    "another word for gaps": (
        PLAIN,
        {"gaps": "mean"},
        "gaps is 'mean': expected 'zero' or 'previous' or 'skip'",
    ),
    "another decimal mark": (PLAIN, {"decimal": "point"}, "decimal is 'point': expected"),
}


@pytest.mark.parametrize(("content", "options", "expected"), TABLES.values(), ids=TABLES)
def test_tables_that_people_have(file, content, options, expected):
    if isinstance(expected, str):
        with pytest.raises(ValueError, match=rf"(?s){expected}") as error:
            load_series(file(content), **options)
        assert len(str(error.value)) < 500
        return
    values, first = expected if isinstance(expected, tuple) else (expected, DAYS[0])
    series = load_series(file(content), **options, verbose=False)
    assert series.tolist() == values and series.dtype == np.float64
    assert series.index.is_monotonic_increasing and series.index.is_unique
    if isinstance(first, list):
        assert series.index.tolist() == first
    else:
        assert series.index[0] == pd.Timestamp(first)
        assert (series.index.freq is None) == (options.get("gaps") == "skip")
    assert (series.name, series.index.name) == (options.get("value", "value"), options.get("time", "time"))


def test_several_series_are_told_apart(file, capsys):
    shops = load_series(file(LONG), series="shop")
    assert list(shops) == ["1", "2"]
    assert shops["1"].tolist() == [11, 21, 31, 41] and shops["2"].tolist() == [12, 22, 32, 42]
    out = "mine.csv: 2 series of 4 steps, 2024-01-01 to 2024-01-04 (your file).\n"
    assert capsys.readouterr().out == out
    with pytest.raises(ValueError, match=r"mine.csv, series '2': 1 of 4 steps"):
        load_series(file(LONG.replace("2024-01-02,2,22\n", "")), series="shop")
    with pytest.raises(ValueError, match="row 9: 'shop' is empty"):
        load_series(file(LONG + "2024-01-05,,1\n"), series="shop")


def test_several_columns_are_one_table(file):
    table = "time,sold,price\n2024-02-27,5,\n2024-02-28,7,2.5\n2024-02-29,,2\n"
    with pytest.raises(ValueError, match="2 of 3 steps"):
        load_series(file(table), value=["price", "sold"])
    frame = load_series(file(table), value=["price", "sold"], gaps="previous", verbose=False)
    assert list(frame) == ["price", "sold"]
    assert frame.to_numpy().tolist() == [[2.5, 7], [2, 7]]  # on the first day there was no price yet
    with pytest.raises(ValueError, match=r"lacks the column 'cost'.*Pass value\[1\]=\.\.\."):
        load_series(file(table), value=["sold", "cost"])
    empty = "time,sold,price\n2024-02-27,5,\n2024-02-28,7,\n"
    with pytest.raises(ValueError, match="a column holds no value at all"):
        load_series(file(empty), value=["sold", "price"], gaps="previous")
    with pytest.raises(ValueError, match="0 rows are whole"):
        load_series(file(empty), value=["sold", "price"], gaps="skip")


def test_what_was_noticed_is_printed_or_not(file, capsys):
    content = rows("29.02.2024;6,5", "27.02.2024;5", "27.02.2024;5,0", "28.02.2024;", "01.03.2024;")
    path = file(content)
    load_series(path, gaps="previous")
    assert capsys.readouterr().out == (
        "mine.csv: 3 steps, 2024-02-27 to 2024-02-29 (your file; fields separated by semicolons; decimal "
        "commas in 'value'; day first in 'time'; 1 repeated left out; rows sorted by time; 1 gaps filled "
        "with the previous value).\n"
    )
    load_series(path, gaps="zero", verbose=False)
    assert capsys.readouterr().out == ""


def test_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="expected a CSV file"):
        load_series(tmp_path / "absent.csv")


STEPS = ["15min", "h", "D", "W-SUN", "MS", "ME", "QS", "YS"]


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(st.integers(-(10**6), 10**6).map(lambda n: n / 100), min_size=4, max_size=12),
    step=st.sampled_from(STEPS),
    decimal=st.sampled_from([".", ","]),
    data=st.data(),
)
def test_what_was_written_comes_back(file, values, step, decimal, data):
    """Rows in any order, some twice, with either decimal mark, at any step."""
    times = pd.date_range("2023-12-28", periods=len(values), freq=step)
    order = data.draw(st.permutations(range(len(values))))
    again = data.draw(st.lists(st.sampled_from(order), max_size=3))
    written = [f"{times[k]};{values[k]:.2f}".replace(".", decimal) for k in [*order, *again]]
    series = load_series(file(rows(*written)), verbose=False)
    assert series.tolist() == values and series.index.tolist() == times.tolist()


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lost=st.sets(st.integers(1, 10), min_size=1, max_size=3),
    step=st.sampled_from(STEPS),
)
def test_each_lost_row_is_a_gap_and_the_past_fills_it(file, lost, step):
    times = pd.date_range("2023-12-28", periods=12, freq=step)
    kept = [k for k in range(12) if k not in lost]
    path = file(rows(*(f"{times[k]};{k}" for k in kept)))
    with pytest.raises(ValueError, match=f": {len(lost)} of 12 steps"):
        load_series(path)
    filled = load_series(path, gaps="previous", verbose=False)
    assert filled.index.tolist() == times.tolist()
    assert filled.tolist() == [max(j for j in kept if j <= k) for k in range(12)]
    assert load_series(path, gaps="skip", verbose=False).tolist() == kept


FIELD = st.text(alphabet="0123456789.,-/: eTZ+'x", max_size=10)


@examples(80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.lists(st.tuples(st.sampled_from(DAYS) | FIELD, st.integers(0, 99).map(str) | FIELD), max_size=5),
    gaps=st.sampled_from([None, "zero", "previous", "skip"]),
)
def test_random_fields_end_in_a_series_or_in_our_own_words(file, table, gaps):
    path = file(rows(*(f"{time};{value}" for time, value in table)))
    try:
        series = load_series(path, gaps=gaps, verbose=False)
    except ValueError as error:
        assert str(error).startswith(str(path))
    else:
        assert np.isfinite(series).all() and series.index.is_monotonic_increasing and len(series) > 1
