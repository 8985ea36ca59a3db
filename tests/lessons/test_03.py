"""Lesson 03: products of Jacobians against TensorFlow straight through time, and the benchmark on them."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from benchmarks import lesson_03 as recall
from tools.course import ROOT
from tools.notebooks.definitions import whole_lesson
from utils import session

session.load_tensorflow()
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402


@pytest.fixture(scope="module")
def lesson():
    return whole_lesson("03", *recall.NEEDED)


@pytest.mark.slow
@settings(max_examples=12, phases=[Phase.generate])  # shrinking would trace TensorFlow for minutes
@given(
    kind=st.sampled_from([layers.SimpleRNN, layers.GRU, layers.LSTM]),
    units=st.integers(1, 5),
    features=st.integers(1, 4),
    timesteps=st.integers(1, 6),
    batch=st.integers(1, 3),
)
def test_the_product_of_steps_is_the_jacobian_through_time(lesson, kind, units, features, timesteps, batch):
    keras.utils.set_random_seed(units + 10 * timesteps)
    layer, x = kind(units, return_state=True), tf.random.normal((batch, timesteps, features))
    layer.build(x.shape)
    states = 2 if kind is layers.LSTM else 1
    with tf.GradientTape() as tape:
        start = tf.random.normal((batch, states * units)) * 0
        tape.watch(start)
        _, *end = layer(x, initial_state=tf.split(start, states, axis=1))  # not the lesson's stepper
        end = tf.concat(end, axis=1)
    direct = tape.batch_jacobian(end, start).numpy()
    product = np.eye(states * units)
    for A_t in lesson.step_jacobians(layer, x):
        product = A_t @ product
    np.testing.assert_allclose(product, direct, atol=1e-5)
    size = np.log10(np.linalg.norm(direct, axis=(1, 2)) / np.sqrt(states * units)).mean()
    assert lesson.log10_gradient(lesson.step_jacobians(layer, x))[-1] == pytest.approx(size, abs=1e-3)


def test_the_gradient_of_known_steps(lesson):
    half = np.tile(np.eye(4) / 2, (30, 2, 1, 1))  # (timesteps, batch, n, n): each step halves everything
    np.testing.assert_allclose(lesson.log10_gradient(half), np.arange(1, 31) * np.log10(0.5))
    first = half.copy()
    first[0] *= 100  # the earliest step is the last that the gradient passes
    difference = lesson.log10_gradient(first) - lesson.log10_gradient(half)
    np.testing.assert_allclose(difference, [0] * 29 + [2], atol=1e-9)


def test_forget_biases_are_where_they_should_be(lesson):
    for name, expected in (("LSTM bias 0", 0), ("LSTM bias 1", 1), ("LSTM bias 3", 3)):
        i, f, c_tilde, o = np.split(lesson.build(name, 3, 50).cell.bias.numpy(), 4)
        assert set(f) == {expected} and not i.any() and not c_tilde.any() and not o.any()
    i, f, _, _ = np.split(lesson.build("LSTM chrono", 3, 50).cell.bias.numpy(), 4)
    assert (f >= 0).all() and (f <= np.log(49)).all() and len(set(f)) > 10
    np.testing.assert_array_equal(i, -f)


@pytest.mark.parametrize("size", [0.8, 1.0, 1.3])
def test_the_spectral_radius_is_the_one_asked_for(lesson, size):
    U = lesson.build(f"RNN radius {size}", 3, 50).cell.recurrent_kernel.numpy()
    assert np.abs(np.linalg.eigvals(U)).max() == pytest.approx(size, rel=1e-4)


def test_the_stored_table_is_of_this_lesson(lesson):
    runs = pd.read_csv(recall.RESULT)
    assert sorted(set(runs["name"])) == sorted(lesson.NAMES)
    assert sorted(set(runs["gap"])) == sorted(recall.GAPS)
    assert len(runs) == len(lesson.NAMES) * len(recall.GAPS) * len(lesson.SEEDS)
    assert runs["accuracy"].between(0, 1).all()
    # the gradient of a run is measured again: the table was made by this code
    row = runs[(runs["name"] == "LSTM bias 1") & (runs["gap"] == 5) & (runs["seed"] == 1)].iloc[0]
    embedding, layer, _ = lesson.recall_model("LSTM bias 1", 5, 1).layers
    x, _ = lesson.recall(8, 5, seed=1)
    again = lesson.log10_gradient(lesson.step_jacobians(layer, embedding(x)))[5]
    assert again == pytest.approx(row["log10_gradient"], abs=0.01)


def test_a_lesson_without_a_function_is_named(tmp_path):
    source = json.loads((ROOT / "notebooks" / recall.LESSON.name).read_text(encoding="utf-8"))
    for cell in source["cells"]:
        cell["source"] = "".join(cell["source"]).replace("def train_on_recall", "def train_differently")
    path = tmp_path / recall.LESSON.name
    path.write_text(json.dumps(source), encoding="utf-8")
    with pytest.raises(ValueError, match=r"lacks train_on_recall"):
        whole_lesson("03", *recall.NEEDED, folder=tmp_path)


def test_an_unknown_cell_is_refused(capsys):
    with pytest.raises(SystemExit):
        recall.main(["--names", "Transformer"])
    assert "no cell Transformer; there are RNN orthogonal" in capsys.readouterr().err
