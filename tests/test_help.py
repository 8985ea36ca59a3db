"""HELP.md shows what the course's own code says, to the letter, and what Keras and NumPy say today."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tools.badges import setup_source
from tools.lessons import ROOT, Course
from utils import datasets, packages, quiet

PAGE = (ROOT / "HELP.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(?ms)^```\n(.*?)^```$", PAGE)
SHOWN = "".join(BLOCKS)


def said(function, *given) -> str:
    """What ``function`` raises, as the last lines of a traceback."""
    with pytest.raises(Exception) as error:
        function(*given)
    return f"{type(error.value).__name__}: {error.value}\n"


def test_each_message_has_a_heading_and_a_cure():
    parts = PAGE.split("\n## ")[1:]
    assert len(parts) >= 10
    assert all(re.search(r"(?s)\n```\n.+\n```\n\n\w.+", part) for part in parts)
    assert "HELP.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_packages(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(packages.platform, "python_version", lambda: "3.12.1")
    monkeypatch.setattr(packages.sys, "executable", "/usr/bin/python3")
    problems = {"tensorflow": "is not installed", "keras": "2.15.0 is too old, 3.10 is needed"}
    monkeypatch.setattr(packages, "_problem", lambda name, *_: problems.get(name, ""))
    assert said(packages.check) in BLOCKS


def test_an_old_keras_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(packages.importlib.metadata, "version", lambda name: "2.15.0")
    assert f"  keras: {packages._problem('keras', 'keras', '3.10')}\n" in SHOWN
    assert f"  tensorflow: {packages._problem('tensorflow', 'no_such_module', '2.19')}\n" in SHOWN


def test_the_setup_cell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    course = Course.load()
    words = f"fatal: unable to access 'https://github.com/{course.repository}/': "
    words += "Could not resolve host: github.com"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("subprocess.getstatusoutput", lambda command: (128, words))
    assert said(exec, compile(setup_source(course), "setup", "exec"), {}) in BLOCKS


def test_files_of_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    pd.DataFrame({"Description": ["a red coat"]}).to_csv("shop.csv", index=False)
    pd.DataFrame({"text": ["good"], "label": ["positive"]}).to_csv("reviews.csv", index=False)
    assert said(datasets.load_fashion, "shop.csv") in SHOWN
    assert said(datasets.load_restaurant_reviews, "reviews.csv") in SHOWN
    assert said(datasets.load_fashion, "gone.csv") in SHOWN


def test_the_stand_in():
    notice = datasets._NOTICE.format(error="no answer from", rule="=")
    (shown,) = [block for block in BLOCKS if "NOT THE IMDB" in block]
    lines = [line.strip().replace("answer from.", "answer from") for line in notice.splitlines()]
    assert lines[1:3] == shown.splitlines()


def test_numpy_and_keras():
    assert said(np.array, [[1, 2, 3], [4, 5]]) in SHOWN
    assert "expected ndim=3, found ndim=2. Full shape received: (8, 30)\n" in SHOWN
    quiet.load_tensorflow()
    from keras import layers

    assert "expected ndim=3, found ndim=2. Full shape received: (8, 30)" in said(
        layers.LSTM(4), np.zeros((8, 30), "float32")
    )
