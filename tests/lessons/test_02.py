"""Lesson 02, its deeper page: the network equals Keras, its gradient is right, a wrong one would be noticed.

Below that, `from_lesson` itself, on a small made-up notebook.
"""

import functools
import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.examples import examples
from tools.notebooks.definitions import from_lesson, whole_lesson
from tools.notebooks.files import normalise, write

NAMES = ("rnn_forward", "rnn_backward", "letter_gradients", "softmax")
ORDER = ("x", "W", "U", "b", "h_start")  # of the arguments, and of the gradients
SIZES = {
    name: st.integers(1, top) for name, top in [("batch", 4), ("steps", 7), ("features", 4), ("units", 5)]
}


@pytest.fixture(scope="module")
def lesson():
    """The deeper page, which has the whole way back."""
    return from_lesson("02d", *NAMES)


@pytest.fixture(scope="module")
def core():
    return whole_lesson("02", "CutCell", "by_the_rule", "loss_of_one", "pairs_bits", "pieces", "way_back")


def draw(seed: int, batch: int, steps: int, features: int, units: int, dtype: str) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    shapes = [(batch, steps, features), (features, units), (units, units), (units,), (batch, units)]
    return {name: (0.5 * rng.normal(size=s)).astype(dtype) for name, s in zip(ORDER, shapes, strict=True)}


# The states


@pytest.mark.parametrize("page", ["02", "02d"])
@examples(20)
@given(seed=st.integers(0, 999), starts=st.booleans(), **SIZES)
def test_states_equal_those_of_keras(page, seed, starts, batch, steps, features, units):
    from keras import layers

    lesson = from_lesson(page, "rnn_forward")

    v = draw(seed, batch, steps, features, units, "float32")
    layer = layers.SimpleRNN(units, return_sequences=True)
    layer.build(v["x"].shape)
    layer.set_weights([v["W"], v["U"], v["b"]])
    start = v["h_start"] if starts else None
    ours = lesson.rnn_forward(v["x"], v["W"], v["U"], v["b"], start)
    assert ours.shape == (batch, steps, units)
    assert np.abs(ours - np.array(layer(v["x"], initial_state=start))).max() < 1e-5


# The gradient


def differences(loss, array: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    """Central differences of `loss()` for every number of `array`, which ends as it was."""
    gradient = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        kept, ends = array[place], []
        for sign in (1, -1):
            array[place] = kept + sign * eps
            ends.append(loss())
        array[place] = kept
        gradient[place] = (ends[0] - ends[1]) / (2 * eps)
    return gradient


def errors(lesson, backward, v: dict[str, np.ndarray]) -> dict[str, float]:
    """The largest difference of each gradient from the numerical one, relative to its largest number."""
    target = np.random.default_rng(1).normal(size=(*v["x"].shape[:2], len(v["b"])))
    h = lesson.rnn_forward(**v)
    ours = backward(h - target, v["x"], h, v["W"], v["U"], v["h_start"])

    def loss() -> float:
        return 0.5 * np.sum((lesson.rnn_forward(**v) - target) ** 2)

    found = {}
    for name, gradient in zip(ORDER, ours, strict=True):
        assert gradient.shape == v[name].shape
        theirs = differences(loss, v[name])
        found[name] = np.abs(gradient - theirs).max() / np.abs(theirs).max()
    return found


@examples(20)
@given(seed=st.integers(0, 999), **SIZES)
def test_the_gradient_passes_a_check_in_float64(lesson, seed, batch, steps, features, units):
    v = draw(seed, batch, steps, features, units, "float64")
    assert max(errors(lesson, lesson.rnn_backward, v).values()) < 1e-6


def test_without_a_start_the_gradient_is_that_of_a_start_of_zeros(lesson):
    v = draw(3, 2, 4, 3, 5, "float64")
    v["h_start"] = np.zeros_like(v["h_start"])
    h = lesson.rnn_forward(v["x"], v["W"], v["U"], v["b"])
    arguments = (np.ones_like(h), v["x"], h, v["W"], v["U"])
    pairs = zip(lesson.rnn_backward(*arguments), lesson.rnn_backward(*arguments, v["h_start"]), strict=True)
    assert all(np.array_equal(a, b) for a, b in pairs)


def test_the_mistake_of_the_page_is_caught_in_every_gradient(lesson):
    cut = functools.partial(lesson.rnn_backward, cut=True)
    v = draw(5, 3, 6, 4, 5, "float64")
    assert min(errors(lesson, cut, v).values()) > 1e-3
    one_step = draw(5, 3, 1, 4, 5, "float64")  # where nothing can come back, it is no mistake
    assert max(errors(lesson, cut, one_step).values()) < 1e-6


# What one may get wrong in rnn_backward: the line as it stands, and the line with a mistake in it.
MISTAKES = {
    "forgets what comes back from later": ("(0 if cut else later)", "0"),
    "keeps the last step's share of W only": ("dW += ", "dW = "),
    "keeps the last step's share of U only": ("dU += ", "dU = "),
    "uses the new state where the old one belongs": ("before.T @ da", "h[:, t].T @ da"),
    "has the slope of tanh wrong": ("(1 - h[:, t] ** 2)", "(1 - h[:, t])"),
    "goes back through U the wrong way round": ("da @ U.T", "da @ U"),
    "takes the mean over the batch": ("da.sum(axis=0)", "da.mean(axis=0)"),
    "ignores the starting state": ("if t > 0 else h_start", "if t > 0 else 0 * h_start"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_broken_backward_is_caught(lesson, mistake):
    right, wrong = MISTAKES[mistake]
    source = inspect.getsource(lesson.rnn_backward)
    assert source.count(right) == 1, f"the page no longer says {right!r}: mend this test"
    namespace = {"np": np}
    exec(source.replace(right, wrong), namespace)
    v = draw(7, 3, 5, 4, 5, "float64")
    assert max(errors(lesson, namespace["rnn_backward"], v).values()) > 1e-3


def test_the_gradient_of_the_letters_passes_the_check(lesson):
    rng = np.random.default_rng(2)
    shapes = [(6, 5), (5, 5), (5,), (5, 6), (6,)]
    parameters = [rng.normal(size=shape) for shape in shapes]
    x, y = np.eye(6)[rng.integers(0, 6, size=(2, 3, 4))]
    ours = lesson.letter_gradients(parameters, x, y)

    def loss() -> float:
        W, U, b, W_y, b_y = parameters
        p = lesson.softmax(lesson.rnn_forward(x, W, U, b) @ W_y + b_y)
        return -np.mean(np.log(np.sum(p * y, axis=-1)))

    for array, gradient in zip(parameters, ours, strict=True):
        assert np.abs(gradient - differences(loss, array)).max() < 1e-6 * np.abs(gradient).max()


# The page itself: one unit on paper, the cut in Keras, the rule


@examples(20)
@given(w=st.floats(-2, 2), u=st.floats(-2, 2))
def test_the_way_back_on_paper_is_right(core, w, u):
    dw, du, arrived = core.way_back(w, u)
    eps = 1e-6
    assert abs(dw - (core.loss_of_one(w + eps, u) - core.loss_of_one(w - eps, u)) / (2 * eps)) < 1e-7
    assert abs(du - (core.loss_of_one(w, u + eps) - core.loss_of_one(w, u - eps)) / (2 * eps)) < 1e-7
    cut_dw, _, cut_arrived = core.way_back(w, u, cut=True)
    assert cut_dw == 0 and cut_arrived == [0, 0, arrived[2]]


def test_the_cut_cell_reads_as_keras_does_and_has_the_cut_gradient(core, lesson):
    import keras
    import tensorflow as tf
    from keras import layers

    v = draw(4, 3, 6, 4, 5, "float32")
    x = tf.constant(v["x"])
    layer = layers.RNN(core.CutCell(5), return_sequences=True)
    layer.build(v["x"].shape)
    layer.set_weights([v["W"], v["U"], v["b"]])
    with tf.GradientTape() as tape:
        h = layer(x)
        loss = keras.ops.sum(h**2) / 2  # so that the gradient of each state is the state
    gradients = tape.gradient(loss, layer.trainable_variables)
    ours = lesson.rnn_forward(v["x"], v["W"], v["U"], v["b"])
    np.testing.assert_allclose(h, ours, atol=1e-5)
    _, *by_hand, _ = lesson.rnn_backward(ours, v["x"], ours, v["W"], v["U"], cut=True)
    for gradient, expected in zip(gradients, by_hand, strict=True):
        np.testing.assert_allclose(gradient, expected, atol=1e-4)


@pytest.mark.parametrize(
    ("whole", "cut", "verdict", "margin"),
    [(1, 1.5, "true, but", 0.5), (1, 1.9, "true, but", 0.1), (1, 2.5, "true", -0.5), (1, 0.9, "false", -0.1)],
)
def test_the_rule_of_the_verdict(core, whole, cut, verdict, margin):
    found, distance = core.by_the_rule(whole, cut, pairs=3)
    assert (found, round(distance, 9)) == (verdict, margin)


def test_pieces_are_shifted_by_one_and_pairs_are_counted(core):
    ids = np.arange(100) % 3
    x, y = core.pieces(ids, timesteps=7)
    assert x.shape == y.shape == (14, 7)
    assert np.array_equal(y, (x + 1) % 3) and np.array_equal(x.ravel(), ids[:98])
    assert core.pairs_bits(ids, ids) < 1 < core.pairs_bits(ids[::-1], ids)  # the next is certain; never seen
    once = core.pairs_bits(np.array([0, 1]), np.array([0, 1]))
    assert once == pytest.approx(-np.log2(2 / 31))  # it came once, and each of 30 counts once from the start


def test_tables_of_counts():
    deeper = whole_lesson("02d", "count", "table_bits")

    def bits(seen: np.ndarray, ids: np.ndarray, before: int) -> float:
        return deeper.table_bits([deeper.count(seen, k) for k in range(before + 1)], ids, before)

    two = np.arange(10_000) % 2
    assert abs(bits(two, two, 0) - 1) < 0.01
    assert bits(two, two, 1) < 0.01
    coin = np.random.default_rng(0).integers(0, 2, 10_000)
    assert abs(bits(coin, coin, 1) - 1) < 0.01
    # What was never seen leans on the shorter table, and single letters on the uniform guess.
    seen, ids = np.array([0, 1, 0, 2]), np.array([5, 1, 2])
    single = (1 + 1 / 30) / 5  # of letter 1, and of letter 2
    assert bits(seen, ids, 0) == pytest.approx(-np.log2(single))
    after_one = (0 + single) / 2  # letter 2 after letter 1, which was seen once, before another letter
    assert bits(seen, ids, 1) == pytest.approx(-np.log2([single, after_one]).mean())


# from_lesson


def made_up(folder, *cells: str, file: str = "31_made_up.ipynb"):
    """Write a notebook with these code cells, and a word between them."""
    between = [part for cell in cells for part in (new_markdown_cell("Then:"), new_code_cell(cell))]
    write(normalise(new_notebook(cells=between)), folder / file)
    return folder


def test_what_a_function_calls_comes_along_and_no_cell_is_run(tmp_path):
    folder = made_up(
        tmp_path,
        "%matplotlib inline\nimport numpy as np, keras\nfrom math import sqrt\nfrom utils import ledger",
        "raise SystemExit('a cell was run')",
        "def half(x):\n    return np.asarray(x) / 2",
        "class Root:\n    def of(self, x):\n        return sqrt(x)",
        "def work(x):\n    return [half(x), Root().of(9)]",
    )
    taken = from_lesson("31", "work", folder=folder)
    half, root = taken.work([4, 6])
    assert (half.tolist(), root) == ([2, 3], 3)
    assert vars(taken).keys() == {"work"}
    assert "half(x), Root().of(9)" in inspect.getsource(taken.work)


def test_the_last_definition_counts_and_calls_do_not_mix(tmp_path):
    folder = made_up(tmp_path, "def one():\n    return 0", "def one():\n    return 1")
    first, second = from_lesson("31", "one", folder=folder), from_lesson("31", "one", folder=folder)
    assert first.one() == 1
    assert first.one.__globals__ is not second.one.__globals__


@pytest.mark.parametrize(
    ("cells", "names", "words"),
    [
        (["def f():\n    pass"], ["g", "f", "h"], r"no function or class g, h .* it defines f\."),
        (["f = 3"], ["f"], "no function or class f .* it defines none"),
        (["if True:\n    def f():\n        pass"], ["f"], "no function or class f at the top of a cell"),
        (["SIZE = 3\ndef f():\n    return SIZE"], ["f"], r"f needs SIZE\. .* pass the rest as arguments"),
        (["def g():\n    return A\ndef f():\n    return g()"], ["f"], r"g needs A\."),
        (["def f():\n    return [A for _ in range(2)]"], ["f"], r"f needs A\."),
        (["class F:\n    def f(self):\n        return A"], ["F"], r"F needs A\."),
        (["import keras\ndef f():\n    return keras.ops"], ["f"], r"f needs keras\."),
        (["from utils.training import remember\n@remember\ndef f():\n    pass"], ["f"], "'remember'"),
        (["a = 1", "def f(:"], ["f"], r"31_made_up\.ipynb, cell 4 is not Python"),
        (["a = 1"], [], "no names are given"),
    ],
)
def test_what_cannot_be_taken_is_named(tmp_path, cells, names, words):
    with pytest.raises(ValueError, match=words):
        from_lesson("31", *names, folder=made_up(tmp_path, *cells))


def test_there_must_be_one_notebook_of_that_number(tmp_path):
    with pytest.raises(ValueError, match=r"expected one notebook 31_\*\.ipynb, found \[\]"):
        from_lesson("31", "f", folder=tmp_path)
    made_up(tmp_path, "a = 1")
    made_up(tmp_path, "a = 1", file="31_another.ipynb")
    with pytest.raises(ValueError, match=r"found \['31_another\.ipynb', '31_made_up\.ipynb'\]"):
        from_lesson("31", "f", folder=tmp_path)
