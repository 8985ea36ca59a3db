"""Masks are passed by hand wherever a recurrent layer feeds a layer that needs one.

From Keras 3.16 on, recurrent layers, `Bidirectional` and `TimeDistributed` no longer hand the mask of their
input on. The emulation below makes those of an earlier Keras behave in that way.
"""

import ast
import contextlib
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import keras
import numpy as np
import pytest
from keras import layers

from tools.course import ROOT
from tools.notebooks.definitions import whole_lesson
from tools.notebooks.files import read as read_notebook
from utils.gates import read
from utils.generation import Stepper

RECURRENT = {"LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "Bidirectional", "TimeDistributed"}
HANDING_ON = (layers.RNN, layers.Bidirectional, layers.TimeDistributed)
lesson_09 = whole_lesson("09d", "usual_recipe", "writer")


network = whole_lesson("08d", "network").network


@contextlib.contextmanager
def as_in_keras_316() -> Iterator[None]:
    """Let recurrent layers hand no mask on, as from Keras 3.16 on."""
    with contextlib.ExitStack() as stack:
        for kind in HANDING_ON:
            stack.enter_context(mock.patch.object(kind, "compute_mask", lambda *_: None))
        yield


@pytest.fixture(params=["handed on", "by hand only"])
def masks(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both ways: with the Keras that is installed, and as in 3.16."""
    with as_in_keras_316() if request.param == "by hand only" else contextlib.nullcontext():
        yield request.param


def texts(where: str, width: int, vocab_size: int = 20) -> tuple[list[np.ndarray], np.ndarray]:
    """Texts of 3 to 6 word ids, and the same texts in rows of ``width``, with 0 at the start or the end."""
    rng = np.random.default_rng(0)
    rows = [rng.integers(4, vocab_size, (1, length)).astype("int32") for length in (3, 6, 4)]
    missing = [width - row.shape[1] for row in rows]
    sides = [(n, 0) if where == "start" else (0, n) for n in missing]
    return rows, np.concatenate([np.pad(row, ((0, 0), side)) for row, side in zip(rows, sides, strict=True)])


def shaken(model: keras.Model) -> keras.Model:
    """Give all weights, biases too, random values: a new network answers almost the same to everything."""
    rng = np.random.default_rng(0)
    assert model.weights, "not built yet: nothing to shake"
    model.set_weights([rng.normal(size=w.shape) / np.sqrt(w.shape[0]) for w in model.get_weights()])
    return model


def answers_differ(model: keras.Model, where: str, whole: bool = False) -> float:
    """By how much an answer changes when its text is padded; whole: an answer at each word."""

    def ask(rows):
        takes_a_list = not isinstance(model, keras.Sequential) and isinstance(model.input, list)
        return np.asarray(model([rows] if takes_a_list else rows))

    rows, padded = texts(where, 9)
    shaken(model)
    differences = []
    for row, text in zip(ask(padded), rows, strict=True):
        alone, n = ask(text)[0], text.shape[1]
        if whole:
            row = row[-n:] if where == "start" else row[:n]
        differences.append(np.abs(row - alone).max())
    return max(differences)


def chain(*after: layers.Layer, vocab_size: int = 20) -> keras.Model:
    """An Embedding that makes a mask, and layers that rely on its being handed on."""
    words = [keras.Input((None,), dtype="int32"), layers.Embedding(vocab_size, 4, mask_zero=True)]
    return keras.Sequential([*words, *after])


def lstm() -> layers.LSTM:
    return layers.LSTM(4, return_sequences=True)


CHAINS = {
    "two LSTMs": lambda: chain(lstm(), layers.LSTM(4)),
    "both ways": lambda: chain(layers.Bidirectional(lstm()), layers.GlobalAveragePooling1D()),
    "each step": lambda: chain(layers.TimeDistributed(layers.Dense(4)), layers.GlobalAveragePooling1D()),
}


@pytest.mark.parametrize("name", CHAINS)
def test_the_emulation_does_what_it_says(name: str):
    assert answers_differ(CHAINS[name](), "start") < 1e-6
    with as_in_keras_316():
        assert answers_differ(CHAINS[name](), "start") > 1e-3
    assert answers_differ(CHAINS[name](), "start") < 1e-6


# By reading the source


def relies_on_a_mask(source: str) -> bool:
    """Tell whether a cell makes a mask that Keras hands on, and a layer that would not hand it on in 3.16."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = [getattr(call.func, "attr", getattr(call.func, "id", None)) for call in calls]
    makes_one = "Masking" in names or any(
        keyword.arg == "mask_zero" and getattr(keyword.value, "value", True) is not False
        for call in calls
        for keyword in call.keywords
    )
    recurrent = [name for name in names if name in RECURRENT]
    wrapped = {"Bidirectional", "TimeDistributed"} & set(recurrent)
    keeps_all_steps = any(
        keyword.arg == "return_sequences" and getattr(keyword.value, "value", True) is not False
        for call in calls
        for keyword in call.keywords
    )
    return makes_one and (len(recurrent) > 1 or bool(wrapped) or keeps_all_steps)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("f([layers.Embedding(9, 4, mask_zero=True), layers.LSTM(4), layers.Dense(1)])", False),
        ("f([layers.Embedding(9, 4), layers.LSTM(4), layers.LSTM(4)])", False),
        ("f([layers.Embedding(9, 4, mask_zero=False), layers.LSTM(4), layers.LSTM(4)])", False),
        ("f([layers.Embedding(9, 4, mask_zero=mask)])\nf(layers.LSTM(4))\nf(layers.LSTM(4))", True),
        ("x = Masking()(x)\nx = Bidirectional(rnn)(x)", True),
        ("x = Embedding(9, 4, mask_zero=True)(x)\nx = MaxOverTime()(GRU(4, return_sequences=True)(x))", True),
    ],
)
def test_the_search_knows_what_it_looks_for(source: str, found: bool):
    assert relies_on_a_mask(source) is found


def cells() -> Iterator[tuple[str, str]]:
    """The code cells of all notebooks and the modules of utils and benchmarks, each with its place."""
    for path in sorted((ROOT / "notebooks").rglob("[0-9][0-9]_*.ipynb")):
        for number, cell in enumerate(read_notebook(path).cells, 1):
            if cell.cell_type == "code":
                lines = ["" if line.startswith(("%", "!")) else line for line in cell.source.splitlines()]
                yield f"{path.relative_to(ROOT)}, cell {number}", "\n".join(lines)
    for folder in ("utils", "benchmarks"):
        for path in sorted(Path(ROOT, folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_no_cell_and_no_module_relies_on_a_mask_that_is_handed_on():
    places = dict(cells())
    assert len(places) > 100
    assert [place for place, source in places.items() if relies_on_a_mask(source)] == []


# By running what the lessons build


@pytest.mark.parametrize("where", ["start", "end"])
@pytest.mark.parametrize("both_ways", [False, True])
@pytest.mark.parametrize("pool", [False, True])
def test_padding_changes_no_answer_of_lesson_08(masks: str, pool: bool, both_ways: bool, where: str):
    assert answers_differ(network(pool=pool, both_ways=both_ways), where) < 1e-6


@pytest.mark.parametrize("where", ["start", "end"])
@pytest.mark.parametrize("whole", [False, True])
def test_padding_changes_no_answer_of_lesson_09(masks: str, whole: bool, where: str):
    model = lesson_09.usual_recipe(20, mask=True, whole=whole)
    assert answers_differ(model, where, whole) < 1e-6


def test_without_a_mask_padding_changes_the_answers_of_lesson_09(masks: str):
    assert answers_differ(lesson_09.usual_recipe(20), "end") > 1e-4


# The helpers that look at masks


def test_a_reading_has_the_mask_that_the_layer_had(masks: str):
    _, padded = texts("end", 9)
    model = shaken(network(pool=True))
    reading = read(model, [padded])
    assert np.array_equal(reading.mask, padded != 0)
    np.testing.assert_allclose(reading.output, model([padded]), atol=1e-6)
    model = shaken(chain(lstm(), lstm()))
    first, second = (read(model, padded, layer=layer) for layer in model.layers[1:])
    assert np.array_equal(first.mask, padded != 0)
    assert np.array_equal(second.mask, (padded != 0) | (masks == "by hand only"))
    np.testing.assert_allclose(first.output, model(padded), atol=1e-6)
    np.testing.assert_allclose(second.output, model(padded), atol=1e-6)


@pytest.mark.parametrize("where", ["start", "end"])
@pytest.mark.parametrize("name", ["writer", "stacked"])
def test_steps_say_what_the_model_says(name: str, masks: str, where: str, request: pytest.FixtureRequest):
    if (name, masks) == ("stacked", "by hand only"):
        why = "Stepper passes the mask to every recurrent layer, as Keras before 3.16 does"
        request.applymarker(pytest.mark.xfail(reason=why, strict=True))
    model = lesson_09.writer(20) if name == "writer" else chain(lstm(), lstm(), layers.Dense(20))
    _, padded = texts(where, 9)
    step, states, expected = Stepper(shaken(model)), None, keras.ops.softmax(model(padded))
    for t, tokens in enumerate(padded.T):
        log_probs, states = step(tokens, states)
        np.testing.assert_allclose(np.exp(log_probs), expected[:, t], atol=1e-5)
