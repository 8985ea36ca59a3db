"""`utils.datasets`: the same rows as Keras, and a clear error for whatever may be wrong with a file."""

import contextlib
import functools
import hashlib
import http.server
import importlib
import io
import json
import os
import pickle
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import zipfile
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from utils.datasets import START, UNKNOWN, bundled, files, imdb, load_imdb
from utils.preprocessing import tokenise

REPOSITORY = Path(__file__).resolve().parents[3]
WORDS = ["the", "and", "film", "good", "bad", "don't"]
X_TRAIN, Y_TRAIN = [[1, 2, 3], [4], [6, 5, 1, 1], [2, 2]], [1, 0, 1, 0]
X_TEST, Y_TEST = [[5, 1], [3], [1, 4, 2]], [0, 0, 1]
CSV = "text,label,split\nGood food,1,train\nBad food,0,train\nBad bad wine,0,test\n"


def object_array(rows):
    array = np.empty(len(rows), dtype=object)
    array[:] = rows
    return array


def write_imdb(folder, **changes):
    """A small imdb.npz, stored as Keras stores it, with its word index; `changes` replace members."""
    folder.mkdir(parents=True, exist_ok=True)
    members = {"x_train": object_array(X_TRAIN), "y_train": np.array(Y_TRAIN)}
    members |= {"x_test": object_array(X_TEST), "y_test": np.array(Y_TEST)}
    members |= changes
    np.savez(folder / "imdb.npz", **{name: array for name, array in members.items() if array is not None})
    ranks = {word: rank for rank, word in enumerate(WORDS, start=1)}
    (folder / "imdb_word_index.json").write_text(json.dumps(ranks), encoding="utf-8")
    return folder


def write_raw_pickle(folder, payload):
    """An imdb.npz whose x_train is the pickle `payload`, put behind a valid header."""
    write_imdb(folder, x_train=None)
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|O", "fortran_order": False, "shape": (4,)})
    with zipfile.ZipFile(folder / "imdb.npz", "a") as archive:
        archive.writestr("x_train.npy", header.getvalue() + payload)


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def use_files(monkeypatch, folder, url):
    """Let the module expect the files of `folder`, with their hashes, at `url`."""
    for constant, name, kind in [
        ("IMDB", "imdb.npz", "sha256"),
        ("IMDB_WORDS", "imdb_word_index.json", "md5"),
    ]:
        digest = hashlib.new(kind, (folder / name).read_bytes()).hexdigest()
        monkeypatch.setattr(imdb, constant, files.RemoteFile(name, f"{url}/{name}", digest))


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """No test sees the reader's folder, the reader's cache or the internet."""
    monkeypatch.delenv("LSTM_COURSE_DATA", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(files, "TIMEOUT_S", 1)
    use_files(monkeypatch, write_imdb(tmp_path / "published"), f"http://127.0.0.1:{closed_port()}")


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A sound local folder that LSTM_COURSE_DATA points to."""
    monkeypatch.setenv("LSTM_COURSE_DATA", str(tmp_path / "mine"))
    return write_imdb(tmp_path / "mine")


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "keras" / "datasets"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; `faults` may shorten, corrupt or withhold what it sends."""

    def do_GET(self):
        faults = self.server.faults
        body = Path(self.directory, self.path.lstrip("/")).read_bytes()
        announced = len(body)
        fault = faults.pop(0) if len(faults) > 1 else faults[0]
        if fault == "missing":
            return self.send_error(404)
        if fault == "silent":
            return self.server.stop.wait(10)
        if fault in ("cut off", "short"):
            body = body[:-7]
        if fault == "short":
            announced = len(body)
        if fault == "wrong":
            body = body[:-7] + b"<html/>"
        self.send_response(200)
        self.send_header("Content-Length", str(announced))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # the reachability check does not wait for the body
            self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch, tmp_path):
    """A local server with the published files; set `server.faults` to make it misbehave."""
    handler = functools.partial(Handler, directory=str(tmp_path / "published"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        running.faults, running.stop = ["none"], threading.Event()
        use_files(monkeypatch, tmp_path / "published", f"http://127.0.0.1:{running.server_port}")
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running
        running.stop.set()
        running.shutdown()


def names_in(folder):
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


# --- The same rows as Keras -----------------------------------------------------------------------------

REAL = os.environ.get("LSTM_COURSE_DATA", "")
PARITY = [("small", None), ("small", 4), ("small", 6), ("small", 9), ("small", 99)]
if os.path.isfile(os.path.join(REAL, "imdb.npz")):
    PARITY += [pytest.param("real", size, marks=pytest.mark.slow) for size in (None, 10_000)]


@pytest.mark.parametrize(("size", "num_words"), PARITY)
def test_rows_are_those_of_keras(monkeypatch, folder, size, num_words):
    import keras

    source = folder if size == "small" else Path(REAL)
    monkeypatch.setenv("LSTM_COURSE_DATA", str(source))
    module = importlib.import_module(keras.datasets.imdb.load_data.__module__)
    monkeypatch.setattr(module, "get_file", lambda fname, **_: str(source / fname))
    (x_train, y_train), (x_test, y_test) = keras.datasets.imdb.load_data(num_words=num_words)

    reviews = load_imdb(num_words, verbose=False)

    assert [x.tolist() for x in reviews.x_train] == list(x_train)
    assert [x.tolist() for x in reviews.x_test] == list(x_test)
    np.testing.assert_array_equal(reviews.y_train, y_train)
    np.testing.assert_array_equal(reviews.y_test, y_test)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_every_way_to_pickle_an_array_is_read(folder, protocol):
    expected = load_imdb(verbose=False)
    write_raw_pickle(folder, pickle.dumps(object_array(X_TRAIN), protocol))
    assert [x.tolist() for x in load_imdb(verbose=False).x_train] == [x.tolist() for x in expected.x_train]


def test_arrays_pickled_by_old_numpy_are_read(folder):
    payload = pickle.dumps(object_array(X_TRAIN), 2).replace(b"numpy._core.", b"numpy.core.")
    write_raw_pickle(folder, payload)
    assert len(load_imdb(verbose=False).x_train) == len(X_TRAIN)


def test_types_and_vocabulary(folder):
    reviews = load_imdb(num_words=99, verbose=False)
    assert {x.dtype for x in reviews.x_train + reviews.x_test} == {np.dtype(np.int32)}
    assert reviews.y_train.dtype == reviews.y_test.dtype == np.int32
    assert list(reviews.vocabulary) == ["<pad>", "<start>", "<unknown>", "<unused>", *WORDS]
    texts = {" ".join(reviews.vocabulary[i] for i in x) for x in reviews.x_test}
    assert texts == {"<start> bad the", "<start> film", "<start> the good and"}
    assert (reviews.source, reviews.is_stand_in) == ("local folder", False)


def test_the_vocabulary_is_cut_to_num_words(folder):
    assert load_imdb(num_words=6, verbose=False).vocabulary[3:] == ["<unused>", "the", "and"]


def test_reviews_print_briefly(folder):
    assert len(repr(load_imdb(verbose=False))) < 300


ROWS = st.lists(st.lists(st.integers(0, len(WORDS)), min_size=1), min_size=1, max_size=8)


@examples(50)
@given(rows=ROWS, num_words=st.integers(4, 12))
def test_rows_written_as_keras_does_come_back(rows, num_words):
    labels = np.arange(len(rows)) % 2
    with tempfile.TemporaryDirectory() as name, mock.patch.dict(os.environ, LSTM_COURSE_DATA=name):
        write_imdb(Path(name), x_train=object_array(rows), y_train=labels)
        whole, cut = load_imdb(99, verbose=False), load_imdb(num_words, verbose=False)
    came_back = [((x[1:] - 3).tolist(), y) for x, y in zip(whole.x_train, whole.y_train, strict=True)]
    assert sorted(came_back) == sorted(zip(rows, labels.tolist(), strict=True))
    assert all(x[0] == START and x.max() < num_words for x in cut.x_train + cut.x_test)
    for known, limited in zip(whole.x_train, cut.x_train, strict=True):
        np.testing.assert_array_equal(limited, np.where(known < num_words, known, UNKNOWN))


@pytest.mark.parametrize("num_words", [3, 0, -1, 2.5, "10", True])
def test_a_bad_num_words_is_refused(folder, num_words):
    with pytest.raises(ValueError, match=r"num_words is .*at least 4"):
        load_imdb(num_words)


def test_num_words_may_be_a_numpy_integer(folder):
    assert len(load_imdb(np.int64(6), verbose=False).vocabulary) == 6


def test_one_line_is_printed_and_no_path(folder, capsys):
    load_imdb()
    assert capsys.readouterr().out == "IMDB: 4 training and 3 test reviews (local folder).\n"


def test_nothing_is_printed_when_asked(folder, capsys):
    load_imdb(verbose=False)
    assert capsys.readouterr().out == ""


@pytest.mark.slow
def test_tensorflow_is_not_imported(folder):
    code = (
        "import sys, utils.datasets as d; d.load_imdb(); d.load_restaurant_reviews()\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules), 'a framework was imported'"
    )
    subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=True)


# --- The reader's own folder ----------------------------------------------------------------------------


def check_folder_error(kind, folder, problem):
    with pytest.raises(kind, match=problem) as caught:
        load_imdb()
    for part in (str(folder), "expected there", "unset LSTM_COURSE_DATA", "http://"):
        assert part in str(caught.value)


def test_a_folder_that_does_not_exist(folder):
    shutil.rmtree(folder)
    check_folder_error(FileNotFoundError, folder, "no such folder")


def test_a_folder_that_is_empty(folder):
    for path in folder.iterdir():
        path.unlink()
    check_folder_error(FileNotFoundError, folder, r"imdb\.npz.*No such file")


def test_a_folder_that_lacks_the_word_index(folder):
    (folder / "imdb_word_index.json").unlink()
    check_folder_error(FileNotFoundError, folder, r"imdb_word_index\.json.*No such file")


def test_a_folder_that_is_a_file(folder):
    shutil.rmtree(folder)
    folder.write_text("")
    check_folder_error(OSError, folder, "no such folder")


def test_a_folder_that_is_not_readable(folder, monkeypatch):
    def refuse(path, *_, **__):  # chmod would not do: root reads everything
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    check_folder_error(PermissionError, folder, "Permission denied")


def test_an_empty_variable_counts_as_unset(monkeypatch, cache):
    monkeypatch.setenv("LSTM_COURSE_DATA", "")
    write_cache(cache)
    assert load_imdb().source == "Keras cache"


# --- The Keras cache and the download -------------------------------------------------------------------


def write_cache(cache):
    shutil.copytree(cache.parent.parent / "published", cache)


def test_the_cache_is_used(cache, capsys):
    write_cache(cache)
    assert load_imdb().source == "Keras cache"
    assert "(Keras cache)" in capsys.readouterr().out


def test_a_damaged_file_in_the_cache_is_an_error_and_stays(cache):
    write_cache(cache)
    (cache / "imdb.npz").write_bytes(b"half")
    with pytest.raises(ValueError, match=r"damaged.*Delete it") as caught:
        load_imdb()
    assert str(cache / "imdb.npz") in str(caught.value)
    assert imdb.IMDB.digest in str(caught.value)
    assert (cache / "imdb.npz").read_bytes() == b"half"


def test_the_home_folder_holds_the_cache_without_keras_home(monkeypatch, tmp_path):
    monkeypatch.delenv("KERAS_HOME")
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    write_imdb(tmp_path / "home" / ".keras" / "datasets")
    use_files(monkeypatch, tmp_path / "home" / ".keras" / "datasets", "http://127.0.0.1:1")
    assert load_imdb().source == "Keras cache"


def test_a_download_ends_in_the_cache(server, cache, capsys):
    assert load_imdb().source == "download"
    assert capsys.readouterr().out.endswith("IMDB: 4 training and 3 test reviews (download).\n")
    assert names_in(cache) == ["imdb.npz", "imdb_word_index.json"]
    assert load_imdb().source == "Keras cache"


def test_only_what_is_missing_is_downloaded(server, cache):
    write_cache(cache)
    (cache / "imdb_word_index.json").unlink()
    before = (cache / "imdb.npz").stat().st_mtime_ns
    assert load_imdb().source == "download"
    assert (cache / "imdb.npz").stat().st_mtime_ns == before


def test_a_download_is_tried_again(server, cache):
    server.faults = ["none", "cut off", "none"]  # the first answer is to the reachability check
    assert load_imdb().source == "download"
    assert names_in(cache) == ["imdb.npz", "imdb_word_index.json"]


@pytest.mark.parametrize("fault", ["wrong", "short", "cut off"])
def test_a_bad_download_is_an_error_and_leaves_nothing(server, cache, fault):
    server.faults = [fault]
    with pytest.raises(ValueError, match=r"imdb\.npz did not arrive whole.*Try again later") as caught:
        load_imdb()
    assert imdb.IMDB.digest in str(caught.value)
    assert names_in(cache) == []


def test_an_interrupted_download_leaves_nothing(server, cache, monkeypatch):
    import keras

    def interrupt(name, *_, cache_dir, **__):
        Path(cache_dir, name).write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(keras.utils, "get_file", interrupt)
    with pytest.raises(KeyboardInterrupt):
        load_imdb()
    assert names_in(cache) == []


def test_an_http_error_is_not_taken_for_a_missing_network(server, cache):
    server.faults = ["missing"]
    with pytest.raises(ValueError, match=r"imdb\.npz answered.*404"):
        load_imdb()
    assert names_in(cache) == []


# --- The stand-in ---------------------------------------------------------------------------------------


@pytest.fixture
def stand_in(monkeypatch, tmp_path):
    monkeypatch.setattr(bundled, "STAND_IN", tmp_path / "restaurant_reviews.csv")
    bundled.STAND_IN.write_text(CSV, encoding="utf-8")
    return bundled.STAND_IN


@pytest.mark.parametrize("verbose", [True, False])
def test_without_a_network_the_stand_in_is_announced(stand_in, cache, capsys, verbose):
    reviews = load_imdb(verbose=verbose)
    out = capsys.readouterr().out
    assert (reviews.source, reviews.is_stand_in) == ("bundled stand-in", True)
    assert out.splitlines()[0] == "=" * 80
    for words in ("THESE ARE NOT THE IMDB REVIEWS", "generated", "127.0.0.1", "LSTM_COURSE_DATA"):
        assert words in out
    line = "Generated restaurant reviews, NOT IMDB: 2 training and 1 test reviews (bundled stand-in).\n"
    assert out.endswith(line) == verbose
    assert names_in(cache) == []


def test_a_server_that_stays_silent_counts_as_no_network(stand_in, server, monkeypatch):
    monkeypatch.setattr(files, "TIMEOUT_S", 0.2)
    server.faults = ["silent"]
    start = time.monotonic()
    assert load_imdb().is_stand_in
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("proxy", "cause"),
    [
        ("http://127.0.0.1:80a", "nonnumeric port: '80a'; proxy http://127.0.0.1:80a"),
        ("http://bad name:80", "control characters"),
        ("/", "proxy URL with no authority"),
        ("http://reader:secret@127.0.0.1:80a", "nonnumeric port: '80a'; proxy 127.0.0.1:80a"),
    ],
)
def test_a_broken_proxy_counts_as_no_network(stand_in, monkeypatch, capsys, cause, proxy):
    for variable in ("http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setattr(urllib.request, "_opener", None)  # urllib reads proxies once
    assert load_imdb().is_stand_in
    out = capsys.readouterr().out
    assert cause in out and "secret" not in out


@pytest.mark.parametrize("answer", [b"nonsense\r\n\r\n", b"", b"HTTP/1.1 abc\r\n\r\n"])
def test_an_answer_that_is_not_http_counts_as_no_network(stand_in, monkeypatch, capsys, tmp_path, answer):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def reply():
            connection, _ = listener.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(answer)

        threading.Thread(target=reply, daemon=True).start()
        use_files(monkeypatch, tmp_path / "published", f"http://127.0.0.1:{listener.getsockname()[1]}")
        assert load_imdb().is_stand_in
    assert "no answer from" in capsys.readouterr().out


def test_a_proxy_is_named_only_where_it_is_used(stand_in, monkeypatch, capsys):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:80a")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(urllib.request, "_opener", None)
    assert load_imdb().is_stand_in
    out = capsys.readouterr().out
    assert "refused" in out and "80a" not in out


def test_the_stand_in_is_encoded_with_training_words_only(stand_in):
    reviews = load_imdb(num_words=99, verbose=False)
    assert reviews.vocabulary[4:] == ["food", "bad", "good"]  # most frequent first, then by word
    texts = [" ".join(reviews.vocabulary[i] for i in x) for x in reviews.x_train + reviews.x_test]
    assert set(texts[:2]) == {"<start> good food", "<start> bad food"}
    assert texts[2] == "<start> bad bad <unknown>"


def test_the_labels_of_the_stand_in_stay_with_their_reviews(stand_in):
    stand_in.write_text("text,label,split\n" + "good,1,train\n" * 9 + "bad,0,train\n" * 9 + "bad,0,test\n")
    reviews = load_imdb(num_words=99, verbose=False)
    labels = [int(reviews.vocabulary[x[1]] == "good") for x in reviews.x_train]
    assert reviews.y_train.tolist() == labels
    assert labels != sorted(labels, reverse=True), "the rows should be shuffled"


def test_num_words_holds_for_the_stand_in(stand_in):
    reviews = load_imdb(num_words=5, verbose=False)
    assert reviews.vocabulary[-1] == "food"
    assert max(x.max() for x in reviews.x_train + reviews.x_test) == 4


def test_the_bundled_stand_in_is_sound():
    reviews = load_imdb(num_words=1000, verbose=False)
    assert len(reviews.x_train) >= 1000
    assert len(reviews.x_test) >= 500
    assert set(reviews.y_train) == set(reviews.y_test) == {0, 1}


def test_a_missing_stand_in_is_an_error(stand_in):
    stand_in.unlink()
    with pytest.raises(
        FileNotFoundError, match=r"restaurant_reviews\.csv is not there.*Download the course again"
    ):
        load_imdb()


def test_a_stand_in_without_split_is_an_error(stand_in):
    stand_in.write_text("text,label\nGood,1\n")
    with pytest.raises(ValueError, match=r"lacks the column 'split'.*Download the course again"):
        load_imdb()


# --- Files that are not what they should be -------------------------------------------------------------


class Gadget:
    """Pickles to a call: unpickling it would run the call."""

    def __init__(self, function, *args):
        self.call = function, args

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("function", [open, os.system, np.save], ids=["open", "os.system", "numpy.save"])
def test_a_pickled_call_is_refused_and_not_made(folder, tmp_path, function):
    target = tmp_path / "written.npy"
    args = (f"touch {target}",) if function is os.system else (str(target), "wb" if function is open else [1])
    write_imdb(folder, x_train=object_array([Gadget(function, *args)]), y_train=np.array([1]))
    with pytest.raises(ValueError, match=rf"imdb\.npz.*refused to load \w+\.{function.__name__}"):
        load_imdb()
    assert not target.exists()


@pytest.mark.parametrize(
    "name", ["numpy ndarray.tofile", "numpy.core.multiarray fromfile", "numpy load", "_codecs decode"]
)
def test_only_the_parts_of_an_array_are_allowed(folder, name):
    module, attribute = name.split()
    write_raw_pickle(folder, b"c" + f"{module}\n{attribute}\n".encode() + b".")
    with pytest.raises(ValueError, match="refused to load"):
        load_imdb()


def test_no_numpy_code_runs_on_a_pickle():
    """A forged dtype may call bytes a pointer to an object: so not even `dtype` and `ndarray` are called."""
    unpickler = imdb._ListUnpickler(io.BytesIO())
    for module, name in [
        ("numpy", "dtype"),
        ("numpy", "ndarray"),
        ("numpy._core.multiarray", "_reconstruct"),
    ]:
        assert unpickler.find_class(module, name) is imdb._Husk


def test_labels_are_never_unpickled(folder, tmp_path):
    write_imdb(folder, y_train=object_array([Gadget(open, str(tmp_path / "written"), "w")] * 4))
    with pytest.raises(ValueError, match=r"imdb\.npz.*allow_pickle=False"):
        load_imdb()
    assert not (tmp_path / "written").exists()


@pytest.mark.parametrize(
    "row",
    [
        [],
        [-1],
        [1.5],
        ["1"],
        [[1], [2, 3]],
        [True],
        [None],
        [7],
        [2**70],
        None,
        1,
        "film",
        (1, 2),
        np.array([1]),
    ],
    ids=repr,
)
def test_a_row_that_is_not_a_list_of_ranks(folder, row):
    write_imdb(folder, x_test=object_array([[1], [2], row]))
    with pytest.raises(ValueError, match=r"imdb\.npz.*x_test\[2\] should be a list of ranks, 0 to 6"):
        load_imdb()


def test_a_third_label(folder):
    write_imdb(folder, y_train=np.array([0, 1, 2, 0]))
    with pytest.raises(ValueError, match=r"labels in y_train should be 0 or 1, not \{2\}"):
        load_imdb()


@pytest.mark.parametrize("labels", [[0, 1], [[0], [1], [0], [1]], []])
def test_labels_in_another_number_than_reviews(folder, labels):
    write_imdb(folder, y_train=np.array(labels))
    with pytest.raises(ValueError, match="x_train and y_train should hold equally many"):
        load_imdb()


def test_no_reviews_at_all(folder):
    write_imdb(folder, x_train=object_array([]), y_train=np.array([]))
    with pytest.raises(ValueError, match="x_train and y_train should hold equally many"):
        load_imdb()


def test_a_missing_member(folder):
    write_imdb(folder, x_test=None)
    with pytest.raises(ValueError, match=r"imdb\.npz.*x_test\.npy"):
        load_imdb()


def test_rows_stored_as_a_table_of_numbers(folder):
    write_imdb(folder, x_train=np.array([[1, 2], [1, 3], [1, 4], [2, 2]]))
    with pytest.raises(ValueError, match=r"imdb\.npz is not a sound IMDB file"):
        load_imdb()


@pytest.mark.parametrize("payload", [b"", b"I1\n.", b"]K\x01a.", b"\x80\x04garbage"], ids=repr)
def test_a_pickle_that_is_no_array(folder, payload):
    write_raw_pickle(folder, payload)
    with pytest.raises(ValueError, match=r"imdb\.npz is not a sound IMDB file"):
        load_imdb()


@pytest.mark.parametrize("content", [b"", b"<html>login</html>", None], ids=["empty", "html", "truncated"])
def test_an_npz_that_is_no_archive(folder, content):
    path = folder / "imdb.npz"
    path.write_bytes(path.read_bytes()[:-100] if content is None else content)
    with pytest.raises(ValueError, match=r"imdb\.npz is not a sound IMDB file"):
        load_imdb()


@pytest.mark.parametrize("content", ["", '{"the": 1, "an', "[1, 2]", '{"a": 1, "b": 1}', '{"a": "1"}', "1"])
def test_a_word_index_that_is_no_table_of_ranks(folder, content):
    (folder / "imdb_word_index.json").write_text(content)
    with pytest.raises(ValueError, match=r"imdb_word_index\.json is not a table of word ranks"):
        load_imdb()


# --- Words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" ...!?", []),
        ("I don't LIKE it.", ["i", "don't", "like", "it"]),
        ("don’t", ["don't"]),
        ("'quoted' rock 'n' roll's'", ["quoted", "rock", "n", "roll's"]),
        ("well-made, 10/10<br />snake_case", ["well", "made", "10", "10", "br", "snake", "case"]),
        ("Crème brûlée\n\ttoday", ["crème", "brûlée", "today"]),
    ],
)
def test_tokenise(text, words):
    assert tokenise(text) == words


@given(st.text())
def test_tokenise_is_idempotent(text):
    words = tokenise(text)
    assert tokenise(" ".join(words)) == words


@pytest.mark.parametrize("text", [None, 3.5, b"bytes", ["a", "list"]])
def test_tokenise_takes_strings_only(text):
    with pytest.raises(TypeError, match="tokenise takes one text, not"):
        tokenise(text)
