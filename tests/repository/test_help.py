"""HELP.md shows what the course's own code says, to the letter, and what Keras and NumPy say today."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tools.course import ROOT, Course
from tools.publish.header import setup_source
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


def fitted(model, x, y, **settings):
    import keras

    keras.utils.set_random_seed(0)
    return model.fit(x, y, epochs=3, verbose=0, **settings).history


@pytest.mark.parametrize(
    "padding, length, mask",
    [("end", 200, False), ("end", 200, True), ("front", 200, False), ("end", 20, False)],
)
def test_unmasked_padding_learns_nothing_and_each_cure_helps(padding: str, length: int, mask: bool):
    quiet.load_tensorflow()
    import keras
    from keras import layers

    rng = np.random.default_rng(0)
    x, y = np.zeros((1500, length), "int32"), np.arange(1500) % 2
    for row, answer in zip(x, y, strict=True):
        words = rng.integers(3, 50, rng.integers(3, 9))
        words[rng.integers(len(words))] = 1 + answer
        row[slice(-len(words), None) if padding == "front" else slice(len(words))] = words
    keras.utils.set_random_seed(0)
    chain = [layers.Embedding(50, 16, mask_zero=mask), layers.LSTM(16), layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential(chain)
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    past = fitted(model, x[:1000], y[:1000], validation_data=(x[1000:], y[1000:]), batch_size=16)
    cured = mask or padding == "front" or length == 20
    assert past["val_accuracy"][-1] == pytest.approx(1.0 if cured else 0.5, abs=0.01)
    assert cured or past["loss"][-1] == pytest.approx(np.log(2), abs=0.01)


def test_what_ends_nan_and_what_does_not():
    quiet.load_tensorflow()
    import keras
    from keras import layers

    x = 10 * np.random.default_rng(0).normal(size=(256, 100, 8))
    y = x[:, -1, :1] / 10

    def last_loss(scale: float = 1, activation: str = "relu", rate: float = 0.1, clipnorm=None) -> float:
        keras.utils.set_random_seed(0)
        model = keras.Sequential([layers.SimpleRNN(32, activation=activation), layers.Dense(1)])
        model.compile(keras.optimizers.SGD(rate, clipnorm=clipnorm), "mse")
        return fitted(model, scale * x, y)["loss"][-1]

    assert np.isnan(last_loss()) and np.isnan(last_loss(rate=0.01))
    scaled, tanh, clipped = last_loss(scale=0.1), last_loss(activation="tanh"), last_loss(clipnorm=1.0)
    assert max(scaled, tanh) < 0.5 * y.var() and y.var() < clipped < np.inf


def test_numpy_and_keras():
    assert said(np.array, [[1, 2, 3], [4, 5]]) in SHOWN
    assert "expected ndim=3, found ndim=2. Full shape received: (8, 30)\n" in SHOWN
    quiet.load_tensorflow()
    from keras import layers

    assert "expected ndim=3, found ndim=2. Full shape received: (8, 30)" in said(
        layers.LSTM(4), np.zeros((8, 30), "float32")
    )
