"""The published series: read as they are, stood in for where there is no network, refused when damaged."""

import functools
import hashlib
import http.server
import os
import threading
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.utils.datasets.test_imdb import Handler
from utils import datasets
from utils.datasets import files, forecasting_series

REAL = Path(os.environ.get("LSTM_COURSE_DATA") or "/nowhere")
LOADERS = {  # the files of each, and its columns
    "load_weather": (["WEATHER"], ["humidity", "pressure", "temp_mean", "temp_min", "temp_max"]),
    "load_min_temperatures": (["MIN_TEMPERATURES"], None),
    "load_apple": (["APPLE"], ["open", "high", "low", "close"]),
    "load_bicycles": (
        ["BICYCLES"],
        ["cnt", "hr", "weekday", "holiday", "workingday", "weathersit", "temp", "hum", "windspeed"],
    ),
    "load_m4_hourly": (["M4_TRAIN", "M4_TEST"], None),
}


def needs(*constants):
    """Leave a test out where a published file is not in the reader's folder."""
    names = [getattr(forecasting_series, constant).name for constant in constants]
    lacking = [name for name in names if not (REAL / name).is_file()]
    return pytest.mark.skipif(bool(lacking), reason=f"LSTM_COURSE_DATA holds no {', '.join(lacking)}")


@pytest.fixture
def no_network(monkeypatch):
    def fail(*_):
        raise files.NoNetworkError("no answer from http://example.org")

    monkeypatch.setattr(forecasting_series, "find", fail)


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("LSTM_COURSE_DATA", str(tmp_path))
    return tmp_path


# --- The published files --------------------------------------------------------------------------------


@pytest.mark.parametrize("constant", [constant for names, _ in LOADERS.values() for constant in names])
def test_the_hash_is_that_of_our_copy(constant):
    file = getattr(forecasting_series, constant)
    assert file.url.startswith("https://") and len(file.digest) == 64
    if not (REAL / file.name).is_file():
        pytest.skip(f"LSTM_COURSE_DATA holds no {file.name}")
    content = (REAL / file.name).read_bytes()
    if file.member:  # the archive's lines end with CR LF, those of our copy with LF
        content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert hashlib.sha256(content).hexdigest() == file.digest


@needs("WEATHER")
def test_the_weather_is_as_published():
    table = datasets.load_weather("BASEL", verbose=False)
    assert table.shape == (3654, 9) and str(table.index[-1].date()) == "2010-01-01"
    assert table.index.freqstr == "D" and not table.isna().any().any()
    assert (table["temp_min"] <= table["temp_mean"] + 0.1).mean() > 0.99
    assert table["temp_mean"].iloc[:2].tolist() == [2.9, 3.6]
    for station in forecasting_series.STATIONS[1:3]:
        assert "temp_mean" in datasets.load_weather(station, verbose=False)
    with pytest.raises(ValueError, match="station is 'Basel': expected 'BASEL' or 'BUDAPEST'"):
        datasets.load_weather("Basel")


@pytest.mark.slow
@needs("WEATHER")
def test_what_cannot_be_measured_has_the_value_of_the_day_before(capsys):
    tours = datasets.load_weather("TOURS")
    assert "day before: 1)." in capsys.readouterr().out
    assert tours.attrs["repaired"] == [("pressure", "2008-12-30")]
    assert tours["pressure"].loc["2008-12-30"] == tours["pressure"].loc["2008-12-29"] == 1.0236
    for station in forecasting_series.STATIONS:
        table = datasets.load_weather(station, verbose=False)
        for column, (lowest, highest) in forecasting_series.POSSIBLE.items():
            assert column not in table or table[column].between(lowest, highest).all()
        numbers = table.drop(columns=["precipitation"], errors="ignore")
        assert ((numbers - numbers.mean()).abs() < 12 * numbers.std()).all(axis=None), station


@needs("MIN_TEMPERATURES")
def test_the_two_lost_days_have_the_value_of_the_day_before():
    series = datasets.load_min_temperatures(verbose=False)
    assert len(series) == 3652 and series.index.freqstr == "D"
    for year in (1984, 1988):
        assert series[f"{year}-12-31"] == series[f"{year}-12-30"]


@needs("APPLE")
def test_prices_of_days_on_which_the_exchange_was_open():
    table = datasets.load_apple(verbose=False)
    assert table.shape == (506, 4) and (table.index.day_of_week < 5).all()
    assert (table["low"] <= table[["open", "close"]].min(axis=1)).all()
    assert table["close"].iloc[0] == 127.830002


@needs("BICYCLES")
def test_hours_without_a_row_have_no_rentals():
    table = datasets.load_bicycles(verbose=False)
    raw = pd.read_csv(REAL / "bike-sharing-hour.csv")
    assert len(table) == 17544 and (table["cnt"] == 0).sum() == 165 == 17544 - len(raw)
    assert table["cnt"].sum() == raw["cnt"].sum()
    assert (table["hr"] == table.index.hour).all()
    assert (table["weekday"] == (table.index.day_of_week + 1) % 7).all()
    assert not table.isna().any().any()
    written = table[table["cnt"] > 0]
    for name in LOADERS["load_bicycles"][1]:
        np.testing.assert_array_equal(written[name], raw[name])
    lost = table.loc["2012-10-30 00:00"]
    assert lost["cnt"] == 0 and lost["temp"] == table.loc["2012-10-29 23:00", "temp"]


@needs("M4_TRAIN", "M4_TEST")
def test_the_series_of_the_competition():
    m4 = datasets.load_m4_hourly(verbose=False)
    assert len(m4.train) == len(m4.test) == 414 and not m4.is_stand_in
    assert set(map(len, m4.train.values())) == {700, 960} and set(map(len, m4.test.values())) == {48}
    assert m4.train["H1"][:3].tolist() == [605, 586, 586] and m4.test["H414"][0] != 0
    assert all(np.isfinite(values).all() for values in [*m4.train.values(), *m4.test.values()])


# --- Without a network, and with damaged files ----------------------------------------------------------


@pytest.mark.parametrize(("name", "columns"), [(name, given[1]) for name, given in LOADERS.items()])
def test_without_a_network_there_is_a_loud_stand_in(no_network, capsys, name, columns):
    loaded = getattr(datasets, name)()
    out = capsys.readouterr().out
    assert "GENERATED, NOT" in out and "no answer from http://example.org" in out
    assert "LSTM_COURSE_DATA" in out and out.splitlines()[-1].startswith("Generated, NOT ")
    again = getattr(datasets, name)(verbose=False)
    assert "GENERATED, NOT" in capsys.readouterr().out
    if name == "load_m4_hourly":
        assert loaded.is_stand_in and list(loaded.train) == list(loaded.test)
        assert all(values.min() > 0 for values in loaded.train.values())  # as the competition's
        np.testing.assert_array_equal(loaded.test["H7"], again.test["H7"])
        return
    assert loaded.attrs == {"source": "generated stand-in", "is_stand_in": True}
    assert loaded.equals(again) and not np.isnan(loaded.to_numpy()).any()
    if columns:
        assert list(loaded) == columns
    if name == "load_bicycles":
        assert loaded["cnt"].min() > 0


@pytest.mark.parametrize("name", ["load_weather", "load_min_temperatures", "load_apple", "load_bicycles"])
def test_a_stand_in_covers_the_same_time(no_network, name):
    lengths = {"load_weather": 3654, "load_min_temperatures": 3652, "load_apple": 506, "load_bicycles": 17544}
    assert len(getattr(datasets, name)(verbose=False)) == lengths[name]


def test_stations_have_weather_of_their_own(no_network):
    basel, oslo = (datasets.load_weather(name, verbose=False) for name in ("BASEL", "OSLO"))
    assert not basel.equals(oslo)


@pytest.mark.parametrize("name", LOADERS)
def test_a_folder_that_lacks_the_file(folder, name):
    with pytest.raises(FileNotFoundError, match=r"expected there.*unset LSTM_COURSE_DATA"):
        getattr(datasets, name)()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "m4-hourly-train.csv is empty"),
        ('"V1","V2"\n"H1","1","many"\n', "m4-hourly-train.csv is not a table of series: .*many"),
        ('"V1","V2"\n\n', "m4-hourly-train.csv is not a table of series"),
        ('"V1","V2"\n"H2","1"\n', "m4-hourly-test.csv needs 48 hours of each series of m4-hourly-train.csv"),
    ],
)
def test_a_damaged_table_of_the_competition(folder, content, words):
    (folder / "m4-hourly-train.csv").write_text(content)
    (folder / "m4-hourly-test.csv").write_text('"V1","V2"\n"H1","1"\n')
    with pytest.raises(ValueError, match=rf"{words}.*again"):
        datasets.load_m4_hourly()


def test_a_damaged_table_of_bicycles(folder):
    header = ",".join(["dteday", *LOADERS["load_bicycles"][1]])
    row = "2011-01-01,16,0,6,0,0,1,0.24,0.81,0\n"
    (folder / "bike-sharing-hour.csv").write_text(f"{header}\n{row}{row}")
    with pytest.raises(ValueError, match=r"bike-sharing-hour\.csv should hold each hour once"):
        datasets.load_bicycles()


# --- A file that lies in an archive ---------------------------------------------------------------------


@pytest.fixture
def archive(monkeypatch, tmp_path):
    """A function that publishes a zip archive and expects some content of its member hour.csv."""
    monkeypatch.delenv("LSTM_COURSE_DATA", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    published = tmp_path / "published"
    published.mkdir()
    handler = functools.partial(Handler, directory=str(published))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        running.faults, running.stop = ["none"], threading.Event()
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()

        def publish(content: bytes, expected: bytes) -> files.RemoteFile:
            with zipfile.ZipFile(published / "bikes.zip", "w") as made:
                made.writestr("hour.csv", content)
                made.writestr("Readme.txt", "two files")
            url = f"http://127.0.0.1:{running.server_port}/bikes.zip"
            return files.RemoteFile("bikes.csv", url, hashlib.sha256(expected).hexdigest(), "hour.csv")

        yield publish
        running.shutdown()


def test_a_member_of_an_archive_is_verified_and_kept(archive, tmp_path):
    file = archive(b"a,b\r\n1,2\r\n", b"a,b\r\n1,2\r\n")
    (path,), source = files.find(file)
    assert source == "download" and path == tmp_path / "keras" / "datasets" / "bikes.csv"
    assert path.read_bytes() == b"a,b\r\n1,2\r\n"
    assert files.find(file)[1] == "Keras cache"
    assert [one.name for one in path.parent.iterdir()] == ["bikes.csv"]


@pytest.mark.parametrize("member", ["hour.csv", "day.csv"])
def test_another_content_of_an_archive_is_refused(archive, tmp_path, member):
    file = archive(b"a,b\n1,3\n", b"a,b\n1,2\n")._replace(member=member)
    with pytest.raises(
        ValueError, match=r"bikes\.zip did not arrive whole: .*(has the sha256|no item named)"
    ):
        files.find(file)
    assert list((tmp_path / "keras" / "datasets").iterdir()) == []
