"""Relatives of the LSTM: equal to Keras' where they must be, to the equations elsewhere."""

import keras
import numpy as np
import pytest
from keras import layers

from utils.models.lstm_variants import FAMILY, LSTMRelative, units_for
from utils.models.lstm_variants import relative as relative_by_name

UNITS, FEATURES = 4, 3
X = np.random.default_rng(0).normal(size=(5, 9, FEATURES)).astype("float32")
MASK = np.arange(9) < np.array([9, 4, 1, 7, 9])[:, None]
EVERY = [
    {},
    {"forget": "none"},
    {"forget": "coupled"},
    {"input_gate": False},
    {"output_gate": False},
    {"peepholes": True},
    {"squash": False},
    {"layer_norm": True},
    {"peepholes": True, "forget": "coupled", "layer_norm": True},
    {"peepholes": True, "forget": "none", "input_gate": False, "output_gate": False, "squash": False},
]
LARGE = 100.0  # sigmoid(100) is 1


def relative(**parts):
    """A layer of a relative whose weights, all of them, are random."""
    layer = layers.RNN(LSTMRelative(UNITS, **parts), return_sequences=True)
    layer.build(X.shape)
    rng = np.random.default_rng(1)
    layer.set_weights([rng.normal(size=weight.shape) for weight in layer.weights])
    return layer


def lstm(W, U, b):
    layer = layers.LSTM(UNITS, return_sequences=True, use_cudnn=False)
    layer.build(X.shape)
    layer.set_weights([W, U, b])
    return layer


def with_part(weights, name, of):
    """The weights of an LSTM (last axis i, f, c, o) from those of a relative that lacks a part.

    of: the parts that it has. The new part is what `name` says: a function of the dictionary of the others.
    """
    parts = dict(zip(of, np.split(weights, len(of), axis=-1), strict=True))
    parts |= name(parts)
    return np.concatenate([parts[one] for one in "ifco"], axis=-1)


def open_gate(which):
    """A gate that is 1: no weights, and a large bias."""

    def part(parts):
        shape = parts["c"].shape
        return {which: np.full(shape, LARGE if len(shape) == 1 else 0.0)}

    return part


@pytest.mark.parametrize("mask", [None, MASK])
@pytest.mark.parametrize(
    ("parts", "of", "missing"),
    [
        ({}, "ifco", lambda parts: {}),
        ({"forget": "none"}, "ico", open_gate("f")),
        ({"input_gate": False}, "fco", open_gate("i")),
        ({"output_gate": False}, "ifc", open_gate("o")),
        ({"forget": "coupled"}, "ico", lambda parts: {"f": -parts["i"]}),  # 1 - sigmoid(a) = sigmoid(-a)
    ],
)
def test_a_gate_that_is_missing_is_a_gate_of_keras_that_is_set(parts, of, missing, mask):
    ours = relative(**parts)
    assert ours.cell.parts == tuple(of)
    theirs = lstm(*(with_part(weight, missing, of) for weight in ours.get_weights()))
    np.testing.assert_allclose(ours(X, mask=mask), theirs(X, mask=mask), atol=2e-6)


def by_hand(cell, x):
    """The equations, one string after the other, in float64: h (batch_size, timesteps, units)."""
    value = {
        weight.name: np.asarray(weight, float)
        for weight in cell.weights
        if not weight.name.startswith(("g", "beta"))
    }
    norm = {
        name: [np.asarray(w, float) for w in one.weights] for name, one in getattr(cell, "norms", {}).items()
    }

    def normal(name, v):
        if name not in norm:
            return v
        gain, shift = norm[name]
        return gain * (v - v.mean()) / np.sqrt(v.var() + 1e-3) + shift

    def gate(name, c):
        if name == "f" and cell.forget == "coupled":
            return 1 - gate("i", c)
        if name not in cell.parts:
            return 1.0
        look = value[f"p_{name}"] * c if cell.peepholes else 0.0
        return 1 / (1 + np.exp(-(a[name] + look)))

    out = np.zeros((*x.shape[:2], cell.units))
    for row, string in enumerate(x):
        h = c = np.zeros(cell.units)
        for t, x_t in enumerate(string):
            total = normal("x", x_t @ value["W"]) + normal("h", h @ value["U"]) + value["b"]
            a = dict(zip(cell.parts, np.split(total, len(cell.parts)), strict=True))
            i, f = gate("i", c), gate("f", c)
            c = f * c + i * np.tanh(a["c"])
            o = gate("o", c)
            seen = normal("c", c)
            h = o * (np.tanh(seen) if cell.squash else seen)
            out[row, t] = h
    return out


@pytest.mark.parametrize("parts", EVERY, ids=str)
def test_each_relative_is_as_its_equations(parts):
    layer = relative(**parts)
    np.testing.assert_allclose(layer(X), by_hand(layer.cell, X.astype(float)), rtol=1e-4, atol=1e-5)


def weights_that_stay(parts, **compile_options):
    """The names of the weights that three epochs of training do not change."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((None, FEATURES)), layers.RNN(LSTMRelative(UNITS, **parts)), layers.Dense(1)]
    )
    before = model.get_weights()
    model.compile("sgd", "mse", **compile_options)
    model.fit(X, np.ones((5, 1)), epochs=3, verbose=0)
    after = zip(model.weights, before, model.get_weights(), strict=True)
    return [weight.path for weight, old, new in after if np.array_equal(old, new)]


@pytest.mark.slow
@pytest.mark.parametrize("parts", EVERY, ids=str)
def test_each_weight_is_used_and_trained(parts):
    assert weights_that_stay(parts, run_eagerly=True) == []


@pytest.mark.slow
@pytest.mark.parametrize("parts", [EVERY[0], *EVERY[-2:]], ids=str)  # together: every branch of the cell
def test_each_weight_is_used_and_trained_when_compiled(parts):
    assert weights_that_stay(parts, jit_compile=True) == []


# Keras saves a weight as np.array(weight), with any model; its variables do not know the argument `copy` yet.
@pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)
@pytest.mark.parametrize("parts", EVERY, ids=str)
def test_a_relative_is_stored_and_read(parts, tmp_path):
    model = keras.Sequential([keras.Input((None, FEATURES)), relative(**parts)])
    model.save(tmp_path / "model.keras")
    np.testing.assert_array_equal(keras.models.load_model(tmp_path / "model.keras")(X), model(X))


@pytest.mark.parametrize("forget_bias", [1.0, -2.0])
def test_the_weights_begin_as_those_of_keras(forget_bias):
    cell = LSTMRelative(UNITS, peepholes=True, forget_bias=forget_bias)
    cell.build((None, FEATURES))
    assert cell.b.numpy().tolist() == [0.0] * 4 + [forget_bias] * 4 + [0.0] * 8
    assert not any(p.numpy().any() for p in cell.p.values())
    np.testing.assert_allclose(cell.U @ keras.ops.transpose(cell.U), np.eye(UNITS), atol=1e-5)


def test_the_weights_on_the_input_begin_evenly_up_to_glorots_limit():
    cell, limit = LSTMRelative(50), np.sqrt(6 / (100 + 200))
    cell.build((None, 100))
    np.testing.assert_allclose(np.abs(cell.W).max(), limit, rtol=0.01)
    np.testing.assert_allclose(np.std(cell.W), limit / np.sqrt(3), rtol=0.02)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"units": 0}, "units is 0: expected at least 1"),
        ({"units": 2.0}, "units is 2.0"),
        ({"units": True}, "units is True"),
        ({"units": 2, "forget": "never"}, "forget is 'never': expected 'gate' or 'none' or 'coupled'"),
        ({"units": 2, "forget": "coupled", "input_gate": False}, "needs input_gate=True"),
    ],
)
def test_a_cell_that_cannot_be(arguments, words):
    with pytest.raises(ValueError, match=words):
        LSTMRelative(**arguments)


@pytest.mark.parametrize(
    "build", [layers.SimpleRNN, layers.GRU, lambda units: layers.RNN(LSTMRelative(units))]
)
@pytest.mark.parametrize("parameters", [20, 1000, 12_345])
def test_units_for_is_the_nearest(build, parameters):
    def away(units):
        layer = build(units)
        layer.build((None, 1, 5))
        return abs(layer.count_params() - parameters)

    units = units_for(parameters, build, 5)
    assert away(units) == min(away(other) for other in range(max(1, units - 2), units + 3))


def test_units_for_what_is_too_small():
    with pytest.raises(ValueError, match="parameters is 3: one unit that reads 5 features has 28"):
        units_for(3, layers.LSTM, 5)


@pytest.mark.parametrize("name", FAMILY)
@pytest.mark.parametrize("each_step", [False, True])
def test_each_of_the_family_runs_and_hands_on_what_is_asked_for(name, each_step):
    out = relative_by_name(name, UNITS, each_step)(X)
    width = 2 * UNITS if name == "bidirectional" else UNITS
    assert out.shape == ((5, 9, width) if each_step else (5, width))


def test_the_family_begins_as_keras_does_or_where_it_is_told():
    layer = relative_by_name("gru", UNITS)
    layer.build(X.shape)
    assert not layer.cell.get_weights()[2].any()
    layer = relative_by_name("gru", UNITS, forget_bias=3.0)
    layer.build(X.shape)
    assert layer.cell.get_weights()[2].tolist() == [[3.0] * UNITS + [0.0] * 2 * UNITS, [0.0] * 3 * UNITS]
    for name, start in {"lstm": [0, 3, 0, 0], "coupled": [-3, 0, 0], "janet": [-3, 0]}.items():
        layer = relative_by_name(name, UNITS, forget_bias=3.0)
        layer.build(X.shape)
        assert layer.cell.b.numpy().tolist() == np.repeat(np.array(start, float), UNITS).tolist()


def test_a_gru_and_a_plain_network_are_those_of_keras():
    for name, theirs in {"gru": layers.GRU(UNITS), "plain": layers.SimpleRNN(UNITS)}.items():
        ours = relative_by_name(name, UNITS)
        for layer in (ours, theirs):
            layer.build(X.shape)
        ours.set_weights(theirs.get_weights())
        np.testing.assert_allclose(ours(X), theirs(X), atol=1e-6)


def test_an_unknown_relative():
    with pytest.raises(ValueError, match="name is 'lstms': expected 'lstm' or"):
        relative_by_name("lstms", 4)
