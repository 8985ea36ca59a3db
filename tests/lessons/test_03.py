"""Lesson 03: gradients against what is known of them, mixed distances, the rule, and the stored tables."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from benchmarks import lesson_03 as bench
from tests.examples import examples
from tools.notebooks.definitions import whole_lesson
from utils import robustness, session

session.load_tensorflow()
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402


@pytest.fixture(scope="module")
def core():
    return whole_lesson("03", *(bench.NEEDED | bench.NEEDED_OF_LADDER), "untrained", "TWINS")


@pytest.fixture(scope="module")
def lesson():
    return whole_lesson("03d", *bench.NEEDED_OF_DEEPER)


# The lesson


@pytest.mark.slow
@pytest.mark.parametrize("kind", [layers.SimpleRNN, layers.LSTM])
def test_what_is_left_is_the_gradient_through_time(core, kind):
    layer, x = core.untrained(kind, timesteps=6)
    states = 2 if kind is layers.LSTM else 1
    walk = kind(32, return_state=True)
    walk.build(x.shape)
    walk.set_weights(layer.get_weights())
    with tf.GradientTape() as tape:
        start = tf.zeros((len(x), states * 32))
        tape.watch(start)
        memory = walk(x, initial_state=tf.split(start, states, axis=1))[-1]  # not by single steps
        total = tf.reduce_sum(memory)
    direct = tape.gradient(total, start)[:, -32:]
    size = np.linalg.norm(direct) / np.sqrt(len(x) * 32)
    assert core.gradient_left(layer, x)[-1] == pytest.approx(size, rel=1e-3)


@pytest.mark.slow
def test_without_recurrent_weights_the_forget_gate_alone_is_left(core):
    layer, x = core.untrained(layers.LSTM, timesteps=30)
    core.set_biases(layer, forget=np.log(50))
    W, U, b = layer.get_weights()
    layer.set_weights([W, 0 * U, b])
    np.testing.assert_allclose(core.gradient_left(layer, x), (50 / 51) ** np.arange(1, 31), rtol=0.02)


@pytest.mark.parametrize("write", [0, -1.5])
def test_two_biases_are_set_and_nothing_else(core, write):
    layer, _ = core.untrained(layers.LSTM, timesteps=5)
    before = layer.get_weights()
    core.set_biases(layer, 2.5, write)
    W, U, b = layer.get_weights()
    np.testing.assert_array_equal(b, np.repeat([write, 2.5, 0, 0], 32))
    np.testing.assert_array_equal(W, before[0])
    np.testing.assert_array_equal(U, before[1])


def test_both_biases_leave_what_the_formula_says(core):
    layer, x = core.untrained(layers.LSTM, timesteps=52)
    core.set_biases(layer, forget=np.log(50), write=-np.log(50))
    assert core.gradient_left(layer, x)[49] == pytest.approx((50 / 51) ** 50, abs=0.06)


def test_keys_move_and_all_else_is_filler(core):
    x, y = core.draw(2000, seed=5)
    moved, same = core.draw(2000, seed=5, mix=core.move_keys)
    np.testing.assert_array_equal(y, same)
    assert ((moved < 8).sum(axis=1) == 1).all() and (moved[:, -1] == 16).all()
    place = (moved < 8).argmax(axis=1)
    np.testing.assert_array_equal(moved[np.arange(2000), place], y)
    distances, counts = np.unique(50 - place, return_counts=True)
    assert distances.tolist() == [2, 5, 10, 20, 50] and counts.min() > 300
    np.testing.assert_array_equal(x[:, 0], y)  # the given rows stay as they are
    alone = core.move_keys(x, y, seed=5, distances=[30])
    np.testing.assert_array_equal(alone[:, 20], y)


@pytest.mark.parametrize(
    "leads, verdict",
    [([0.25, 0.9], "true"), ([0.249, 0.25], "true, but"), ([-0.9, 0.0], "false"), ([0.3, -0.3], "true, but")],
)
def test_the_rule_can_be_met_and_missed(core, leads, verdict):
    assert core.by_the_rule(leads) == verdict


def test_the_stored_variations_are_those_of_the_program_and_follow_the_rule(core):
    table = robustness.load("03").table
    assert table["variation"].tolist() == [variation.name for variation in bench.VARIATIONS]
    for row in table.to_dict("records"):
        leads = [row[f"lstm.{training}"] - row[f"plain.{training}"] for training in ("one", "mixed")]
        assert row["verdict"] == core.by_the_rule(leads)
        assert row["margin"] == pytest.approx(core.AHEAD - max(leads), abs=0.002)


@pytest.mark.slow
def test_a_network_that_shares_its_program_is_as_good_as_new(core):
    x, _ = core.draw(50, 1)
    answers = []
    for seed in (3, 4, 3):
        network = core.recall_network(layers.SimpleRNN, seed, units=8)
        before = np.array(network(x))
        core.train(network, core.move_keys, seed, sequences=1280)
        answers.append(np.array(network(x)))
        assert np.abs(answers[-1] - before).max() > 1e-3  # learned, and not by the twin alone
    np.testing.assert_allclose(answers[2], answers[0], atol=1e-4)  # Adam remembers nothing of other trainings
    assert np.abs(answers[1] - answers[0]).max() > 1e-3
    assert [units for _, units in core.TWINS].count(8) == 1


# The deeper page


@pytest.mark.slow
@examples(12, phases=[Phase.generate])  # shrinking would trace TensorFlow for minutes
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


def test_the_stored_table_is_of_this_page(lesson):
    runs = pd.read_csv(bench.RECALL)
    assert sorted(set(runs["name"])) == sorted(lesson.NAMES)
    assert sorted(set(runs["gap"])) == sorted(bench.GAPS)
    assert len(runs) == len(lesson.NAMES) * len(bench.GAPS) * len(lesson.SEEDS)
    assert runs["accuracy"].between(0, 1).all()
    # the gradient of a run is measured again: the table was made by this code
    row = runs[(runs["name"] == "LSTM bias 1") & (runs["gap"] == 5) & (runs["seed"] == 1)].iloc[0]
    embedding, layer, _ = lesson.recall_model("LSTM bias 1", 5, 1).layers
    x, _ = lesson.recall(8, 5, seed=1)
    again = lesson.log10_gradient(lesson.step_jacobians(layer, embedding(x)))[5]
    assert again == pytest.approx(row["log10_gradient"], abs=0.01)


def test_the_stored_ladder_is_of_this_page_and_climbs_as_the_page_says(core):
    looks = pd.read_csv(bench.LADDER)
    assert set(looks["gap"]) == set(core.RUNGS)
    for _, seed in looks.groupby("seed"):
        last = seed[seed["sequences"] == seed["sequences"].max()]
        assert (last["accuracy"] >= 0.99).all() and (last["widest_gate"] < 0.9).all()
        known = seed[seed["accuracy"] > 0.5].groupby("gap")["sequences"].min()
        arrives = seed[(seed["gap"] == 50) & (seed["log10_gradient"] > -2)]["sequences"].min()
        assert known.is_monotonic_increasing and arrives < known[20] <= known[50]
    # a network before its training is looked at again: the table was made by this code
    first = looks[(looks["seed"] == 11) & (looks["sequences"] == 0)].drop(columns=["seed", "sequences"])
    again = pd.DataFrame(bench.look(core, core.recall_network(layers.LSTM, 11), 11))
    np.testing.assert_allclose(again, first, atol=0.01)


@pytest.mark.slow
def test_the_table_is_made_with_a_stream_that_stops_and_another_that_scores(lesson, tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "ROWS", 1280)
    asked = []
    drawn = lesson.recall
    lesson.recall = lambda rows, gap, seed: asked.append((rows, seed)) or drawn(rows, gap, seed=seed)
    monkeypatch.setattr(bench, "whole_lesson", lambda *names: lesson)
    out = tmp_path / "recall.csv"
    assert bench.main(["--recall", "--gaps", "2", "--names", "RNN orthogonal", "--out", str(out)]) == 0
    rows = pd.read_csv(out)
    assert rows["seed"].tolist() == [0, 1, 2] and rows["sequences"].max() <= 6400
    assert asked.count((1000, 99)) == 1 and asked[-1] == (1000, 99)  # scored once, at the end
    lesson.recall = drawn


def test_an_unknown_layer_is_refused(capsys):
    with pytest.raises(SystemExit):
        bench.main(["--recall", "--names", "Transformer"])
    assert "no layer Transformer; there are RNN orthogonal" in capsys.readouterr().err
