"""Shakespeare and the Irish tunes: where they are found, what stands in, and what is refused."""

import hashlib
import socket

import pytest

from utils.datasets import files, load_shakespeare, load_tunes, music, shakespeare
from utils.synthetic import plays, tunes

PLAY = "First Citizen:\nSpeak, speak.\n\nAll:\nNo more talking on't; let it be done.\n\n" * 20
HEAD = "T:{}\nZ: id:dc-hornpipe-1\nM:C|\nL:1/8\nK:D Major\n"
BOOK = "".join(
    f"X:{number}\n{HEAD.format(name)}ag|fded fdAF|!\n\nGFGA B2d2:|!\n\n\n"
    for number, name in enumerate(["Belfast", "Bobby's"] * 10)
)
LOADERS = {"shakespeare.txt": (load_shakespeare, PLAY), "irish.abc": (load_tunes, BOOK)}


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """No test sees the reader's folder, the reader's cache or the internet."""
    monkeypatch.delenv("LSTM_COURSE_DATA", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(files, "TIMEOUT_S", 1)
    for module, name in ((shakespeare, "SHAKESPEARE"), (music, "IRISH")):
        file = getattr(module, name)
        digest = hashlib.sha256(LOADERS[file.name][1].encode()).hexdigest()
        url = f"http://127.0.0.1:{closed_port()}/{file.name}"
        monkeypatch.setattr(module, name, files.RemoteFile(file.name, url, digest))


@pytest.fixture(params=LOADERS)
def name(request):
    return request.param


@pytest.fixture
def folder(monkeypatch, tmp_path):
    (tmp_path / "mine").mkdir()
    monkeypatch.setenv("LSTM_COURSE_DATA", str(tmp_path / "mine"))
    return tmp_path / "mine"


# --- Where they are found ---------------------------------------------------------------------------------


def test_the_folder_comes_first(folder, tmp_path, name, capsys):
    load, content = LOADERS[name]
    (folder / name).write_text(content, encoding="utf-8")
    found = load()
    assert (found.source, found.is_stand_in) == ("local folder", False)
    assert capsys.readouterr().out.endswith("(local folder).\n")
    load(verbose=False)
    assert capsys.readouterr().out == ""


def test_the_cache_comes_next(tmp_path, name):
    load, content = LOADERS[name]
    cache = tmp_path / "keras" / "datasets"
    cache.mkdir(parents=True)
    (cache / name).write_bytes(content.encode())
    assert load().source == "Keras cache"
    (cache / name).write_bytes(content[:-9].encode())
    with pytest.raises(ValueError, match="damaged"):
        load()


def test_without_a_network_the_stand_in_is_announced(name, capsys):
    load, _ = LOADERS[name]
    found = load(verbose=False)
    assert (found.source, found.is_stand_in) == ("generated stand-in", True)
    notice = capsys.readouterr().out
    for words in ("THIS IS NOT", "generated", name, "LSTM_COURSE_DATA", "no answer from"):
        assert words in notice
    load()
    assert "NOT" in capsys.readouterr().out.splitlines()[-1]


def test_the_addresses_are_the_published_ones(monkeypatch):
    monkeypatch.undo()
    for file in (shakespeare.SHAKESPEARE, music.IRISH):
        assert file.url.endswith(f"/{file.name}") and file.url.startswith("https://")
        assert len(file.digest) == 64


# --- What they hold ---------------------------------------------------------------------------------------


def test_letters_of_shakespeare(folder):
    (folder / "shakespeare.txt").write_text(PLAY, encoding="utf-8")
    found = load_shakespeare()
    assert found.text == PLAY
    assert found.letters == sorted(set(PLAY))
    assert found.letters[0] == "\n"


def test_tunes_are_cut_at_their_numbers_and_hold_no_empty_lines(folder):
    (folder / "irish.abc").write_text(BOOK, encoding="utf-8")
    found = load_tunes()
    assert len(found.texts) == 20
    assert found.texts[1] == "X:1\n" + HEAD.format("Bobby's") + "ag|fded fdAF|!\nGFGA B2d2:|!"
    assert found.letters == sorted(set(BOOK))


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a mark"])
def test_line_ends_and_marks_of_other_editors_are_no_letters(folder, name, before):
    load, content = LOADERS[name]
    (folder / name).write_bytes(content.encode())
    expected = load().letters
    (folder / name).write_bytes(before + content.replace("\n", "\r\n").encode())
    assert load().letters == expected


def test_the_stand_ins_are_what_the_generators_write():
    assert load_shakespeare().text == plays.play()
    assert "\n\n".join(load_tunes().texts) == tunes.book().strip()


# --- Files that are not what they should be ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it has 0 letters, expected at least 1,000"),
        (b"First", "it has 5 letters"),
        (b"  <!DOCTYPE html>" + b"x" * 1000, "it is a web page"),
        (b"<html>" + b"x" * 1000, "it is a web page"),
        (b"To be, or not to be. " * 100, "it begins with 'To be, or"),
        (b"\xff\xfe" * 1000, "so it is no text"),
    ],
    ids=["empty", "cut off", "page", "other page", "other text", "binary"],
)
def test_another_file_is_refused(folder, name, content, words):
    (folder / name).write_bytes(content)
    with pytest.raises(ValueError, match=rf"{name} is not .*{words}.*Get it again"):
        LOADERS[name][0]()


def test_a_missing_file_is_named(folder, name):
    with pytest.raises(FileNotFoundError, match=rf"{name}, expected there.*unset LSTM_COURSE_DATA"):
        LOADERS[name][0]()


def test_a_tune_without_key_is_refused(folder):
    (folder / "irish.abc").write_text(BOOK + "X:99\nT:Lost\nabc|\n", encoding="utf-8")
    with pytest.raises(ValueError, match="is not the Irish tunes"):
        load_tunes()
