"""HELP.md shows what the course's own code says, to the letter, and what Keras and NumPy say today."""

import contextlib
import io
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.utils.test_requirements import needed
from tools.course import ROOT, Course
from tools.publish.header import setup_source
from utils import session
from utils.datasets import load_fashion, load_restaurant_reviews, load_series
from utils.datasets.imdb import _NOTICE

COURSE = Course.load()
FORM = (ROOT / ".github" / "ISSUE_TEMPLATE" / "problem.yml").read_text(encoding="utf-8")
PAGE = (ROOT / "HELP.md").read_text(encoding="utf-8")
FENCED = re.findall(r"(?ms)^```(\w*)\n(.*?)^```$", PAGE)
BLOCKS = [block for language, block in FENCED if not language]
SHOWN = "".join(BLOCKS)


def said(function, *given, **options) -> str:
    """What ``function`` raises, as the last lines of a traceback."""
    with pytest.raises(Exception) as error:
        function(*given, **options)
    return f"{type(error.value).__name__}: {error.value}\n"


def test_each_message_has_a_heading_and_a_cure():
    parts = PAGE.split("\n## ")[1:]
    assert len(parts) >= 10
    assert all(re.search(r"(?s)\n```\n.+\n```\n\n\w.+", part) for part in parts)
    assert "HELP.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_packages(monkeypatch: pytest.MonkeyPatch):
    versions = needed() | {"keras": "2.15.0"}

    def version(name: str) -> str:
        if name == "tensorflow":
            raise PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(session.platform, "python_version", lambda: "3.12.1")
    monkeypatch.setattr(session.sys, "executable", "/usr/bin/python3")
    monkeypatch.setattr(session.importlib.metadata, "version", version)
    monkeypatch.setattr(session.importlib.util, "find_spec", lambda name: None)
    assert said(session.check_requirements) in BLOCKS


def test_the_report():
    (cell,) = [block for language, block in FENCED if language == "python"]
    assert "; ".join(line for line in cell.splitlines() if line) in FORM
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(cell, {})
    assert printed.getvalue() == session.report() + "\n"


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The setup cell, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LSTM_COURSE_REPOSITORY", raising=False)
    return compile(setup_source(COURSE), "setup", "exec")


def test_the_setup_cell(monkeypatch: pytest.MonkeyPatch, setup):
    words = f"fatal: unable to access 'https://github.com/{COURSE.repository}/': "
    words += "Could not resolve host: github.com\n"
    failed = subprocess.CompletedProcess([], 128, b"", words.encode())
    monkeypatch.setattr("subprocess.run", lambda *_, **__: failed)
    assert said(exec, setup, {}) in BLOCKS


def test_the_words_that_the_page_quotes_from_a_failed_fetch(monkeypatch: pytest.MonkeyPatch, setup):
    monkeypatch.setenv("PATH", "")
    quoted = re.findall(r"\*([^*]+)\*: ", PAGE.split("\n## ")[1])
    assert "git cannot be started" in quoted
    assert said(exec, setup, {}).startswith("RuntimeError: git cannot be started")


def test_another_module_named_utils(monkeypatch: pytest.MonkeyPatch):
    mine = ModuleType("utils")
    mine.__file__ = "/my/project/utils.py"
    monkeypatch.setitem(sys.modules, "utils", mine)
    monkeypatch.delitem(sys.modules, "utils.plotting", raising=False)  # where Python would look, too
    (line,) = [line for line in setup_source(COURSE).splitlines() if line.startswith("from utils import")]
    # Newer versions of Python add a hint behind the sentence.
    (shown,) = [block.strip() for block in BLOCKS if "from 'utils'" in block]
    assert said(exec, line, {}).startswith(shown.removesuffix("(/my/project/utils.py)"))


def test_another_backend(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "keras", SimpleNamespace(backend=SimpleNamespace(backend=lambda: "jax")))
    assert said(session.load_tensorflow) in BLOCKS


def test_a_path_on_windows():
    (shown,) = [block.strip() for block in BLOCKS if "unicodeescape" in block]
    paths = re.findall(r'`(r?"C:[^`]+")`', PAGE)
    assert len(paths) == 2
    plain, raw = sorted(paths)
    assert said(compile, plain, "cell", "eval").startswith(shown)
    assert eval(raw) == "C:\\Users\\me\\shop.csv"


def test_files_of_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    pd.DataFrame({"Description": ["a red coat"]}).to_csv("shop.csv", index=False)
    pd.DataFrame({"text": ["good"], "label": ["positive"]}).to_csv("reviews.csv", index=False)
    assert said(load_fashion, "shop.csv") in SHOWN
    assert said(load_restaurant_reviews, "reviews.csv") in SHOWN
    assert said(load_fashion, "gone.csv") in SHOWN
    for days in (["03/04/2024", "04/04/2024"], ["2024-01-01", "2024-01-02", "2024-01-04"]):
        pd.DataFrame({"day": days, "sold": 1}).to_csv("sales.csv", index=False)
        assert said(load_series, "sales.csv", "day", "sold") in SHOWN


def test_the_stand_in():
    notice = _NOTICE.format(error="no answer from", rule="=")
    (shown,) = [block for block in BLOCKS if "NOT THE IMDB" in block]
    lines = [line.strip().replace("answer from.", "answer from") for line in notice.splitlines()]
    assert lines[1:3] == shown.splitlines()


def fitted(model, x, y, **settings):
    import keras

    keras.utils.set_random_seed(0)
    return model.fit(x, y, epochs=3, verbose=0, **settings).history


@pytest.mark.slow
@pytest.mark.parametrize(
    "padding, length, mask",
    [("end", 80, False), ("end", 80, True), ("front", 80, False), ("end", 20, False)],
)
def test_unmasked_padding_learns_nothing_and_each_cure_helps(padding: str, length: int, mask: bool):
    session.load_tensorflow()
    import keras
    from keras import layers

    rng = np.random.default_rng(0)
    x, y = np.zeros((800, length), "int32"), np.arange(800) % 2
    for row, answer in zip(x, y, strict=True):
        words = rng.integers(3, 20, rng.integers(3, 9))
        words[rng.integers(len(words))] = 1 + answer
        row[slice(-len(words), None) if padding == "front" else slice(len(words))] = words
    keras.utils.set_random_seed(0)
    chain = [layers.Embedding(20, 16, mask_zero=mask), layers.LSTM(8), layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential(chain)
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    past = fitted(model, x[:600], y[:600], validation_data=(x[600:], y[600:]), batch_size=16)
    cured = mask or padding == "front" or length == 20
    assert past["val_accuracy"][-1] == pytest.approx(1.0 if cured else 0.5, abs=0.015)
    assert cured or past["loss"][-1] == pytest.approx(np.log(2), abs=0.01)


@pytest.mark.slow
def test_what_ends_nan_and_what_does_not():
    session.load_tensorflow()
    import keras
    from keras import layers

    x = 10 * np.random.default_rng(0).normal(size=(256, 50, 8))
    y = x[:, -1, :1] / 10

    def last_loss(scale: float = 1, activation: str = "relu", rate: float = 0.1, clipnorm=None) -> float:
        keras.utils.set_random_seed(0)
        model = keras.Sequential([layers.SimpleRNN(32, activation=activation), layers.Dense(1)])
        model.compile(keras.optimizers.SGD(rate, clipnorm=clipnorm), "mse")
        return fitted(model, scale * x, y)["loss"][-1]

    assert np.isnan(last_loss()) and np.isnan(last_loss(rate=0.01))
    scaled, tanh, clipped = last_loss(scale=0.1), last_loss(activation="tanh"), last_loss(clipnorm=1.0)
    assert max(scaled, tanh) < 0.5 * y.var() and y.var() < clipped < np.inf


def test_the_check_up():
    session.load_tensorflow()
    import keras
    from keras import layers

    from utils import checkup
    from utils.checkup.registry import FINDINGS

    keras.utils.set_random_seed(0)
    chain = [layers.Embedding(99, 8), layers.LSTM(8, name="reader"), layers.Dense(1)]
    model = keras.Sequential([keras.Input((None,), dtype="int32"), *chain])
    x = np.random.default_rng(0).integers(1, 99, (64, 40))
    for row, length in zip(x, np.tile([9, 10, 10, 11], 16), strict=True):
        row[length:] = 0
    (shown,) = [block for block in BLOCKS if "padding is read" in block]
    assert shown in str(checkup.examine(model, x))

    (part,) = [part for part in PAGE.split("\n## ") if "checkup.examine" in part]
    named = re.findall(r"\*([^*`]+)\*", part.partition("| asked |")[2])
    assert len(named) >= 10 and {name[0].lower() + name[1:] for name in named} <= set(FINDINGS)


def test_numpy():
    assert said(np.array, [[1, 2, 3], [4, 5]]) in SHOWN


def test_an_axis_is_missing():
    session.load_tensorflow()
    from keras import Sequential, layers

    ids, numbers = np.ones((8, 30), "int32"), np.zeros((8, 30), "float32")

    def stack(return_sequences: bool):
        lower = layers.LSTM(4, return_sequences=return_sequences, name="lstm")
        return Sequential([layers.Embedding(9, 4), lower, layers.LSTM(4, name="lstm_1")])

    # "Input 0 with name 'None' of layer 'lstm'" in newer Keras, 'Input 0 of layer "lstm"' in older.
    ends = [line.partition(" of layer ")[2] for line in SHOWN.splitlines() if "ndim=3" in line]
    assert ends and all(ends)
    assert said(layers.LSTM(4, name="lstm"), numbers).replace('"', "'").strip().endswith(ends[0])
    assert ends[1] in said(stack(False), ids).replace('"', "'")
    assert layers.LSTM(4)(numbers[..., None]).shape == stack(True)(ids).shape == (8, 4)


def classifier(outputs: int, activation: str, loss: str):
    session.load_tensorflow()
    import keras

    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(outputs, activation)])
    model.compile(keras.optimizers.Adam(0.1), loss)
    return model


@pytest.mark.slow
def test_labels_that_do_not_fit():
    (shown,) = [block.strip() for block in BLOCKS if "valid range" in block]
    y = np.array([int(label) for label in shown.rpartition(": ")[2].split()])
    x = np.ones((len(y), 3))
    model = classifier(3, "softmax", "sparse_categorical_crossentropy")
    *above, last = said(model.fit, x, y, verbose=0, shuffle=False).strip().splitlines()
    assert len(above) > 3 and shown in above and shown not in last
    assert model.fit(x, y - 1, verbose=0).history["loss"][0] > 0


@pytest.mark.slow
@pytest.mark.parametrize(("labels", "falls"), [((0, 1), False), ((1, 2), True), ((-1, 1), True)])
def test_a_negative_loss(labels: tuple[int, int], falls: bool):
    model = classifier(1, "sigmoid", "binary_crossentropy")
    y = np.array(labels * 32)
    x = np.stack([y == labels[0], y == labels[1], y == y], axis=-1).astype("float32")
    losses = model.fit(x, y, epochs=20, verbose=0).history["loss"]
    assert (losses[-1] < losses[10] < 0) == falls


def test_a_class_that_is_not_found(tmp_path: Path):
    session.load_tensorflow()
    import keras

    class MaxOverTime(keras.layers.Layer):
        def call(self, h):
            return keras.ops.max(h, axis=1)

    path = tmp_path / "model.keras"
    model = keras.Sequential([keras.Input((None, 3)), MaxOverTime()])
    model.save(path)
    (shown,) = [block.strip() for block in BLOCKS if "Could not locate class" in block]
    message = said(keras.models.load_model, path)
    assert shown in message
    assert f"Exception encountered: {shown[:20]}" in message
    x = np.ones((2, 4, 3), "float32")
    loaded = keras.models.load_model(path, custom_objects={"MaxOverTime": MaxOverTime})
    assert np.array_equal(loaded(x), model(x))
    with keras.saving.custom_object_scope({}):
        registered = keras.saving.register_keras_serializable("test_help")(MaxOverTime)
        keras.Sequential([keras.Input((None, 3)), registered()]).save(path)
        assert np.array_equal(keras.models.load_model(path)(x), model(x))
