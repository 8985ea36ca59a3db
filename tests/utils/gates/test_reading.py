"""What `gates.read` says of an LSTM or GRU, held against Keras, the equations, and plain loops."""

import itertools
import math
import subprocess
import sys
import time
import warnings

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from utils import gates
from utils.gates import Clamp, Swap, read
from utils.session import load_tensorflow

load_tensorflow()
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402

# Keras says so of a mask that reaches a nested model, and hands it on nevertheless.
pytestmark = pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")

few = settings(deadline=None, phases=[Phase.generate], max_examples=40)
KINDS = (layers.LSTM, layers.GRU)
ALL = [("LSTM", name) for name in ("i", "f", "c_tilde", "o", "c", "h")]
ALL += [("GRU", name) for name in ("z", "r", "h_tilde", "h")]


def close(found, wanted, atol=1e-5):
    np.testing.assert_allclose(np.asarray(found, float), np.asarray(wanted, float), rtol=0, atol=atol)


def shuffled(model, seed=0, scale=0.7):
    """The model with random weights, biases included."""
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(0, scale, w.shape) for w in model.get_weights()])
    return model


def built(layer, features=3, seed=0):
    layer.build((None, None, features))
    return shuffled(layer, seed)


def numbers(*shape, seed=1):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def traces(reading):
    return {name: value for name, value in vars(reading).items() if name not in ("output", "mask")}


def test_import_does_not_load_tensorflow():
    code = "import sys, utils.gates; assert not {'tensorflow', 'keras'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# Against Keras


@st.composite
def cases(draw):
    """The kind of a layer, its options, the shape of x, and what of mask and states is given."""
    flag = st.booleans()
    kind = draw(st.sampled_from(KINDS))
    names = ["go_backwards", "use_bias", "unroll", "zero_output_for_mask", "return_sequences"]
    names.append("reset_after" if kind is layers.GRU else "unit_forget_bias")
    options = {name: draw(flag) for name in names} | {"units": draw(st.integers(1, 5))}
    shape = tuple(draw(st.integers(1, most)) for most in (4, 6, 4))
    return kind, options, shape, draw(st.sampled_from([None, 0.3, 0.8])), draw(flag), draw(st.integers(0, 99))


def prepared(case):
    """A layer with random weights, x, and what its call is given besides."""
    kind, options, shape, share, state, seed = case
    layer, call = built(kind(return_state=True, **options), shape[2], seed), {}
    if share:
        call["mask"] = np.random.default_rng(seed).random(shape[:2]) < share
    if state:
        call["initial_state"] = [
            numbers(shape[0], layer.units, seed=k) for k, _ in enumerate(layer.state_size)
        ]
    return layer, numbers(*shape, seed=seed), call


@few
@given(cases())
def test_outputs_and_states_are_those_of_keras(case):
    layer, x, call = prepared(case)
    wanted = [np.asarray(part) for part in layer(x, **call)]
    reading = read(layer, x, **call)
    for found, part in zip(reading.output, wanted, strict=True):
        assert isinstance(found, np.ndarray) and found.dtype == np.float32
        close(found, part)
    mask = call.get("mask", np.ones(x.shape[:2], bool))
    assert np.array_equal(reading.mask, mask) and reading.mask.dtype == bool
    mistaken = layer.unroll and layer.go_backwards and layer.zero_output_for_mask  # see the next test
    if layer.return_sequences and not mistaken:
        h = wanted[0][:, ::-1] if layer.go_backwards else wanted[0]
        close(reading.h[mask], h[mask])
    last = 0 if layer.go_backwards else -1
    close(reading.h[:, last], wanted[1])
    if isinstance(layer, layers.LSTM):
        close(reading.c[:, last], wanted[2])


@pytest.mark.parametrize("unroll", [False, True])
def test_the_last_output_is_zero_where_the_layer_wants_it_so(unroll):
    mask, x = np.array([[True, True, False], [True, False, True]]), numbers(2, 3, 3)
    layer = built(layers.LSTM(4, unroll=unroll, zero_output_for_mask=True))
    found = read(layer, x, mask=mask).output
    close(found, layer(x, mask=mask))
    assert not found[0].any() and found[1].all()


def test_keras_zeroes_other_words_when_it_unrolls_backwards_and_the_output_follows():
    """Keras takes the mask in the wrong order there; `output` is what the model answers all the same."""
    mask, options = np.array([[True, False, True, True]]), {"go_backwards": True, "return_sequences": True}
    x = numbers(1, 4, 3)
    for unroll, zero in ((False, 2), (True, 1)):  # in the order of reading
        layer = built(layers.LSTM(4, unroll=unroll, zero_output_for_mask=True, **options))
        reading = read(layer, x, mask=mask)
        close(reading.output, layer(x, mask=mask))
        assert (reading.output[0] == 0).all(axis=1).tolist() == [t == zero for t in range(4)]
        assert np.array_equal(reading.h[0, 1], reading.h[0, 2])


@few
@given(cases())
def test_every_step_obeys_the_equations(case):
    layer, x, call = prepared(case)
    got, mask = read(layer, x, **call), call.get("mask", np.ones(x.shape[:2], bool))
    state = call.get("initial_state", [np.zeros((len(x), layer.units), np.float32)] * 2)
    for name, trace in traces(got).items():
        assert trace.shape == (*x.shape[:2], layer.units) and trace.dtype == np.float32
        if name not in ("c", "h"):
            assert np.isnan(trace[~mask]).all()
            assert (np.abs(trace[mask]) <= 1).all()
            assert name.endswith("_tilde") or (trace[mask] >= 0).all()

    def before(trace, start):  # the state that each step takes over, in the input's order
        if layer.go_backwards:
            return np.concatenate([trace[:, 1:], start[:, None]], axis=1)
        return np.concatenate([start[:, None], trace[:, :-1]], axis=1)

    h = before(got.h, state[0])
    if isinstance(layer, layers.LSTM):
        c = before(got.c, state[1])
        close(got.c[mask], (got.f * c + got.i * got.c_tilde)[mask], 1e-6)
        close(got.h[mask], (got.o * np.tanh(got.c))[mask], 1e-6)
        assert np.array_equal(got.c[~mask], c[~mask])
    else:
        close(got.h[mask], (got.z * h + (1 - got.z) * got.h_tilde)[mask], 1e-6)
    assert np.array_equal(got.h[~mask], h[~mask])


IDS = np.array([[3, 1, 4, 1, 5], [2, 6, 5, 0, 0], [3, 0, 0, 0, 0], [0, 0, 0, 5, 8]])  # right and left padding


def embedded(*rest, mask_zero=True):
    return keras.Sequential([keras.Input((5,)), layers.Embedding(9, 3, mask_zero=mask_zero), *rest])


def two_inputs():
    ids, length = keras.Input((5,), name="ids"), keras.Input((1,), name="length")
    h = layers.GRU(4)(layers.Embedding(9, 3, mask_zero=True)(ids))
    return keras.Model({"ids": ids, "length": length}, layers.Dense(2)(layers.Concatenate()([h, length])))


def two_answers():
    x = keras.Input((None, 3))
    sequence, *last = layers.LSTM(4, return_sequences=True, return_state=True)(x)
    return keras.Model(x, [layers.Dense(1)(sequence), *last])


def given_state():
    ids, h, c = keras.Input((5,)), keras.Input((4,)), keras.Input((4,))
    words = layers.Embedding(9, 3, mask_zero=True)(ids)
    return keras.Model([ids, h, c], layers.LSTM(4)(words, initial_state=[h, c]))


def nested():
    inner = keras.Sequential([keras.Input((5, 3)), layers.LSTM(4, return_sequences=True, name="deep")])
    return embedded(inner, layers.GRU(3), layers.Dense(1))


def encoder_and_decoder():
    words, start = keras.Input((5, 3)), keras.Input((4, 3))
    _, *states = layers.LSTM(4, return_state=True, name="encoder")(words)
    said = layers.LSTM(4, return_sequences=True, name="decoder")(start, initial_state=states)
    return keras.Model([words, start], layers.Dense(2)(said))


def both_ways(kind, merge_mode, sequences=True, mask_zero=True, **options):
    wrapped = layers.Bidirectional(
        kind(4, return_sequences=sequences, name="r", **options), merge_mode=merge_mode
    )
    return embedded(wrapped, mask_zero=mask_zero)


def fitted():
    model = embedded(layers.LSTM(4, recurrent_dropout=0.1, dropout=0.3), layers.Dropout(0.5), layers.Dense(1))
    model.compile("adam", "mse", jit_compile=True)
    model.fit(IDS, np.ones(4), epochs=1, verbose=0)
    return model


X = numbers(4, 5, 3)
STATE = [numbers(4, 4, seed=2), numbers(4, 4, seed=3)]
MODELS = {
    "bare layer": (lambda: built(layers.LSTM(4)), X, None),
    "sequential": (lambda: embedded(layers.LSTM(4), layers.Dense(1)), IDS, None),
    "sequential GRU": (lambda: embedded(layers.GRU(4), layers.Dense(1)), IDS, None),
    "no mask": (lambda: embedded(layers.LSTM(4), layers.Dense(1), mask_zero=False), IDS, None),
    "masking": (lambda: keras.Sequential([layers.Masking(), layers.GRU(4)]), X * (IDS > 0)[..., None], None),
    "dict of inputs": (two_inputs, {"ids": IDS, "length": numbers(4, 1)}, None),
    "several answers": (two_answers, X, None),
    "initial state": (given_state, [IDS, *STATE], None),
    "nested": (nested, IDS, "deep"),
    "stacked, lower": (nested, IDS, lambda model: model.layers[1].layers[-1]),
    "stacked, upper": (nested, IDS, lambda model: model.layers[-2]),
    "encoder": (encoder_and_decoder, [X, X[:, :4]], "encoder"),
    "decoder": (encoder_and_decoder, [X, X[:, :4]], "decoder"),
    "zero output": (
        lambda: embedded(layers.LSTM(4, return_sequences=True, zero_output_for_mask=True)),
        IDS,
        None,
    ),
    "other activations": (lambda: embedded(layers.LSTM(4, "softsign", "hard_sigmoid")), IDS, None),
    "no activation": (lambda: embedded(layers.GRU(4, None)), IDS, None),
    "compiled and fitted": (fitted, IDS, None),
    "a cell in an RNN": (lambda: embedded(layers.RNN(layers.LSTMCell(4), return_state=True)), IDS, None),
    "float64 input": (lambda: built(layers.LSTM(4)), X.astype(np.float64), None),
    "float16 input": (lambda: built(layers.GRU(4)), X.astype(np.float16), None),
    "float64 layer": (lambda: built(layers.GRU(4, dtype="float64")), X.astype(np.float64), None),
    "mixed precision": (lambda: built(layers.LSTM(4, dtype="mixed_float16")), X, None),
    "tensor": (lambda: built(layers.LSTM(4)), tf.constant(X), None),
}
for kind, (merge_mode, half) in itertools.product(
    KINDS, [("concat", "forward_r"), ("sum", "backward_r"), ("mul", "forward_r"), ("ave", "backward_r")]
):
    MODELS[f"{kind.__name__} {merge_mode} {half}"] = (
        lambda kind=kind, merge_mode=merge_mode: both_ways(kind, merge_mode),
        IDS,
        half,
    )
MODELS["halves apart"] = (
    lambda: both_ways(layers.GRU, None),
    IDS,
    lambda model: model.layers[-1].backward_layer,
)
MODELS["halves, last"] = (lambda: both_ways(layers.LSTM, "concat", sequences=False), IDS, "backward_r")
MODELS["halves, unrolled"] = (lambda: both_ways(layers.LSTM, "concat", unroll=True), IDS, "backward_r")


@pytest.mark.parametrize("name", MODELS)
def test_a_model_answers_as_ever_before_during_and_after(name):
    make, x, layer = MODELS[name]
    model = make()
    model(x)
    shuffled(model)
    layer = layer(model) if callable(layer) else layer
    kept = {id(part): dict(vars(part)) for part in model._flatten_layers()}
    before = keras.tree.flatten(keras.tree.map_structure(np.asarray, model(x, training=False)))
    reading = read(model, x, layer)
    after = keras.tree.flatten(model(x, training=False))
    for found, wanted, again in zip(keras.tree.flatten(reading.output), before, after, strict=True):
        assert isinstance(found, np.ndarray) and found.dtype == wanted.dtype
        close(found, wanted, 4e-3 if name == "mixed precision" else 1e-5)
        np.testing.assert_array_equal(again, wanted)
    for part in model._flatten_layers():
        assert vars(part).keys() == kept[id(part)].keys()
        for attribute in ("inner_loop", "use_cudnn", "call", "cell"):
            assert vars(part).get(attribute) is kept[id(part)].get(attribute)


def test_the_halves_of_a_bidirectional_see_the_words_at_their_place():
    model = shuffled(both_ways(layers.LSTM, "concat"))
    forward, backward = (read(model, IDS, half) for half in ("forward_r", "backward_r"))
    assert np.array_equal(forward.mask, IDS > 0) and np.array_equal(backward.mask, IDS > 0)
    close(np.concatenate([forward.h, backward.h], axis=-1)[IDS > 0], np.asarray(model(IDS))[IDS > 0])
    layer = model.layers[-1].backward_layer
    x = np.asarray(model.layers[0](IDS))
    turned = built(layers.LSTM(4))
    turned.set_weights(layer.get_weights())
    for name, trace in traces(read(turned, x[:1, ::-1])).items():  # row 0 is full
        close(getattr(backward, name)[:1], trace[:, ::-1])


def test_a_bidirectional_asks_its_halves_also_where_it_could_run_both_at_once(monkeypatch):
    """As with cuDNN, on a GPU."""
    for kind, name in ((layers.LSTM, "_call_fused_lstm"), (layers.GRU, "_call_fused_gru")):
        model = both_ways(kind, "concat", mask_zero=False)
        if hasattr(layers.Bidirectional, name):  # in newer versions of Keras
            monkeypatch.setattr(layers.Bidirectional, name, lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                model(IDS)
        assert read(model, IDS, "backward_r").mask.all()


def test_a_functional_model_drops_the_mask_where_a_state_is_given_and_the_reading_says_so():
    assert read(given_state(), [IDS, *STATE]).mask.all()
    assert not read(embedded(layers.LSTM(4)), IDS).mask.all()


# The model is left as it was


def test_neither_the_state_carried_nor_the_seeds_change():
    layer = layers.LSTM(4, stateful=True, dropout=0.4)
    layer(X)
    shuffled(layer)
    layer(X)  # a state other than zero
    variables = [v.numpy().copy() for v in layer.variables]
    first, second = read(layer, X), read(layer, X)
    for variable, kept in zip(layer.variables, variables, strict=True):
        np.testing.assert_array_equal(variable.numpy(), kept)
    np.testing.assert_array_equal(first.output, second.output)
    close(first.output, layer(X))
    assert not np.allclose(read(layer, X).output, first.output)


def test_a_read_within_a_read():
    class Asks(keras.Model):
        def __init__(self):
            super().__init__()
            self.lstm = built(layers.LSTM(4))

        def call(self, x):
            self.inner = read(self.lstm, x, changes=[Clamp("f", 0)]) if hasattr(x, "numpy") else None
            return self.lstm(x)

    model = Asks()
    model(X)
    reading = read(model, X)
    assert not model.inner.f.any() and reading.f.all()
    close(reading.output, model.lstm(X))
    assert "inner_loop" not in vars(model.lstm)


def test_after_an_error_the_model_is_as_before():
    layer = built(layers.LSTM(4, dropout=0.5, recurrent_dropout=0.5))
    before = np.array(layer(X))
    own = {name: value for name, value in vars(layer).items()}
    for wrong in [Clamp("f", 2), Clamp("f", 1, steps=5), Swap("c", 0, [9, 0, 0, 0])]:
        with pytest.raises(ValueError):
            read(layer, X, changes=[wrong])
        assert vars(layer).keys() == own.keys() and layer.use_cudnn == "auto"
        assert layer.cell._dropout_mask is None and layer.cell._recurrent_dropout_mask is None
        np.testing.assert_array_equal(layer(X), before)
    model = keras.Sequential([layer, layers.Dense(1)])
    model(X)
    model.layers[-1].call = lambda *_, **__: 1 / 0
    with pytest.raises(ZeroDivisionError):
        read(model, X)
    assert vars(layer).keys() == own.keys() and layer.use_cudnn == "auto"
    assert not keras.src.backend.in_stateless_scope()


# Clamps


def scalar_loop(layer, x, mask, change):
    """An LSTM or GRU in plain numbers; `change(name, row, t, unit, value)` may replace each of them."""
    W, U, b = (w.astype(float).tolist() for w in layer.get_weights())
    units, is_lstm = layer.units, isinstance(layer, layers.LSTM)
    b, d = [b, [0.0] * len(b)] if is_lstm or not layer.cell.reset_after else b

    def sigmoid(z):
        return 1 / (1 + math.exp(-z))

    def product(vector, matrix, k):
        return sum(v * matrix[j][k] for j, v in enumerate(vector))

    trace = {}
    for row, words in enumerate(x.astype(float).tolist()):
        h, c = [0.0] * units, [0.0] * units
        for t in sorted(range(len(words)), reverse=layer.go_backwards):
            if not mask[row][t]:
                for u in range(units):
                    trace["h", row, t, u], trace["c", row, t, u] = h[u], c[u]
                continue

            def gate(name, place, act, h=h, t=t, row=row, words=words):
                values = []
                for u in range(units):
                    k = place * units + u
                    z = act(product(words[t], W, k) + b[k] + product(h, U, k) + d[k])
                    values.append(made(name, u, z))
                return values

            def made(name, u, value, row=row, t=t):
                return trace.setdefault((name, row, t, u), change(name, row, t, u, value))

            if is_lstm:
                i, f = gate("i", 0, sigmoid), gate("f", 1, sigmoid)
                c_tilde, o = gate("c_tilde", 2, math.tanh), gate("o", 3, sigmoid)
                c = [made("c", u, f[u] * c[u] + i[u] * c_tilde[u]) for u in range(units)]
                h = [made("h", u, o[u] * math.tanh(c[u])) for u in range(units)]
                continue
            z, r = gate("z", 0, sigmoid), gate("r", 1, sigmoid)
            h_tilde = []
            for u in range(units):
                k = 2 * units + u
                if layer.cell.reset_after:
                    past = r[u] * (product(h, U, k) + d[k])
                else:
                    past = product([r[j] * h[j] for j in range(units)], U, k)
                h_tilde.append(made("h_tilde", u, math.tanh(product(words[t], W, k) + b[k] + past)))
            h = [made("h", u, z[u] * h[u] + (1 - z[u]) * h_tilde[u]) for u in range(units)]
    return trace


MASK = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [0, 1, 0, 1, 1]], bool)


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(("kind", "name"), [*ALL, ("GRU before", "r"), ("GRU before", "h")])
def test_a_clamp_is_that_of_a_loop_in_plain_numbers(kind, name, backwards):
    make = layers.LSTM if kind == "LSTM" else layers.GRU
    options = {"reset_after": False} if kind == "GRU before" else {}
    layer = built(make(4, go_backwards=backwards, **options), seed=5)
    x, at = numbers(3, 5, 3), np.random.default_rng(3).random((3, 5)) < 0.5
    value = np.random.default_rng(4).random((3, 5, 4))
    reading = read(layer, x, mask=MASK, changes=[Clamp(name, value, at, [0, 2])])

    def change(what, row, t, unit, computed):
        return value[row, t, unit] if what == name and at[row, t] and unit in (0, 2) else computed

    loop = scalar_loop(layer, x, MASK, change)
    for (what, *place), wanted in loop.items():
        if what in traces(reading):
            assert getattr(reading, what)[tuple(place)] == pytest.approx(wanted, abs=1e-5)
    plain = read(layer, x, mask=MASK)
    assert np.abs(reading.output - plain.output).max() > 1e-3  # the clamp does something


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_what_was_recorded_changes_nothing_when_it_is_set(kind, name):
    model = shuffled(embedded(getattr(layers, kind)(4, return_sequences=True), layers.Dense(1)))
    plain = read(model, IDS)
    again = read(model, IDS, changes=[Clamp(name, getattr(plain, name))])
    np.testing.assert_array_equal(again.output, plain.output)
    for what, trace in traces(plain).items():
        np.testing.assert_array_equal(getattr(again, what), trace)


@pytest.mark.parametrize(("kind", "name"), ALL)
@pytest.mark.parametrize("backwards", [False, True])
def test_a_clamp_touches_its_steps_and_units_only_and_nothing_earlier(kind, name, backwards):
    layer = built(getattr(layers, kind)(6, go_backwards=backwards))
    plain = read(layer, X)
    reading = read(layer, X, changes=[Clamp(name, 0.25, steps=2, units=[1, 4])])
    kept, earlier = getattr(plain, name), slice(3, None) if backwards else slice(0, 2)
    found = getattr(reading, name)
    assert (found[:, 2, [1, 4]] == 0.25).all()
    np.testing.assert_array_equal(found[:, 2, [0, 2, 3, 5]], kept[:, 2, [0, 2, 3, 5]])
    for what, trace in traces(plain).items():
        np.testing.assert_array_equal(getattr(reading, what)[:, earlier], trace[:, earlier])
    assert (np.abs(reading.output - plain.output).max(axis=1) > 0).all()


def test_to_keep_all_and_to_write_nothing_leaves_c_at_its_start():
    layer, start = built(layers.LSTM(4)), [STATE[0], 100 * STATE[1]]
    reading = read(layer, X, initial_state=start, changes=[Clamp("f", 1), Clamp("i", 0)])
    assert (reading.c == start[1][:, None]).all()
    held = read(built(layers.GRU(4)), X, initial_state=STATE[0], changes=[Clamp("z", 1)])
    assert (held.h == STATE[0][:, None]).all()


def test_to_forget_at_a_step_hides_the_past_but_for_what_leaks_through_h():
    layer = built(layers.LSTM(4))
    other = X.copy()
    other[:, :2] += 1  # another past, the same words from step 2 on
    first, second = (read(layer, x, changes=[Clamp("f", 0, steps=2)]) for x in (X, other))
    assert (
        np.abs(first.c[:, 2] - second.c[:, 2]).max() > 1e-3
    )  # i, c_tilde and o of step 2 still see h of step 1
    h = first.h[:, 1:2]
    first, second = (
        read(layer, x, changes=[Clamp("f", 0, steps=2), Clamp("h", h, steps=1)]) for x in (X, other)
    )
    np.testing.assert_array_equal(first.output, second.output)
    assert np.abs(first.c[:, 1] - second.c[:, 1]).max() > 1e-3


def test_a_clamp_where_nothing_is_read_does_nothing():
    for kind in KINDS:
        model = shuffled(embedded(kind(4, return_sequences=True)))
        plain, changed = read(model, IDS), read(model, IDS, changes=[Clamp("h", 0.5, steps=IDS == 0)])
        for name, trace in traces(plain).items():
            np.testing.assert_array_equal(getattr(changed, name), trace)
        np.testing.assert_array_equal(changed.output, plain.output)


@pytest.mark.parametrize(
    ("steps", "units"),
    [
        (3, 1),
        ([3], [1]),
        (slice(3, 4), slice(1, 2)),
        (np.arange(3, 4), np.array([False, True, False, False])),
        (np.arange(20).reshape(4, 5) % 5 == 3, [1]),
    ],
)
def test_steps_and_units_can_be_said_in_many_ways(steps, units):
    at = np.zeros((4, 5, 4), bool)
    at[:, 3, 1] = True
    found = read(built(layers.LSTM(4)), X, changes=[Clamp("o", 1, steps, units)]).o == 1
    np.testing.assert_array_equal(found, at)


def test_an_empty_clamp_is_none_and_the_later_of_two_holds():
    layer = built(layers.GRU(4))
    plain = read(layer, X).h
    for nothing in ({"steps": []}, {"steps": slice(0, 0)}, {"units": []}, {"steps": np.zeros((4, 5), bool)}):
        np.testing.assert_array_equal(read(layer, X, changes=[Clamp("h", 1, **nothing)]).h, plain)
    found = read(layer, X, changes=[Clamp("z", 0), Clamp("z", 1, steps=4)]).z
    assert not found[:, :4].any() and (found[:, 4] == 1).all()


def test_a_change_goes_on_through_the_rest_of_the_model():
    model = shuffled(nested())
    upper, dense = model.layers[-2:]
    reading = read(model, IDS, "deep", changes=[Clamp("o", 0.5, steps=1)])
    mask = tf.constant(IDS > 0)
    close(reading.output, dense(upper(tf.constant(reading.h), mask=mask)))
    assert np.abs(reading.output - np.asarray(model(IDS))).max() > 1e-3


def test_gates_firmly_open_or_shut_are_exactly_1_or_0_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reading = read(built(layers.LSTM(4)), 300 * X)
    assert reading.f.min() == 0 and reading.f.max() == 1
    close(reading.output, built(layers.LSTM(4))(300 * X))


def test_with_its_own_activations_a_layer_takes_any_number():
    layer = built(layers.LSTM(4, activation=None, recurrent_activation="softplus"))
    reading = read(layer, X, changes=[Clamp("f", 7), Clamp("c_tilde", -3), Clamp("h", 5, steps=1)])
    assert (reading.f == 7).all() and (reading.c_tilde == -3).all() and (reading.h[:, 1] == 5).all()
    with pytest.raises(ValueError, match="'h' has NaN or numbers outside -1 to 1"):
        read(built(layers.GRU(4)), X, changes=[Clamp("h", 5)])
    far = read(built(layers.GRU(4)), X, initial_state=9 * STATE[0])
    assert far.h.max() > 1
    again = read(built(layers.GRU(4)), X, initial_state=9 * STATE[0], changes=[Clamp("h", far.h)])
    np.testing.assert_array_equal(again.h, far.h)


# Swaps

PAIRS = [1, 0, 3, 2]


def test_a_swap_at_the_last_step_swaps_the_answers():
    for layer, name in [
        (built(layers.LSTM(4)), "h"),
        (built(layers.GRU(4)), "h"),
        (built(layers.LSTM(4)), ["c", "h"]),
    ]:
        plain = read(layer, X)
        np.testing.assert_array_equal(
            read(layer, X, changes=[Swap(name, 4, PAIRS)]).output, plain.output[PAIRS]
        )
    lstm = built(layers.LSTM(4))
    plain, cells = read(lstm, X), read(lstm, X, changes=[Swap("c", 4, PAIRS)])
    np.testing.assert_array_equal(cells.c[:, 4], plain.c[PAIRS, 4])
    close(cells.output, plain.o[:, 4] * np.tanh(plain.c[PAIRS, 4]))


def test_with_all_of_its_state_a_row_goes_on_as_its_partner_would():
    for kind, name in ((layers.LSTM, ["c", "h"]), (layers.GRU, "h")):
        layer, mixed = built(kind(4)), X.copy()
        mixed[:, :3] = X[PAIRS, :3]  # the partner's words up to step 2, then one's own
        reading, wanted = read(layer, X, changes=[Swap(name, 2, PAIRS)]), read(layer, mixed)
        close(reading.output, wanted.output, 1e-6)
        for what, trace in traces(wanted).items():
            close(getattr(reading, what)[:, 3:], trace[:, 3:], 1e-6)


def test_each_row_can_swap_at_a_step_of_its_own():
    """Row 0 after 2 words goes on with what row 1 had after 4, and the other way round."""
    layer, step = built(layers.LSTM(4)), np.array([1, 3, 2, 0])
    reading, plain = read(layer, X, changes=[Swap(["c", "h"], step, PAIRS)]), read(layer, X)
    for row, partner in enumerate(PAIRS):
        words = np.concatenate([X[partner, : step[partner] + 1], X[row, step[row] + 1 :]])
        close(reading.output[row], read(layer, words[None]).output[0], 1e-6)
        for name, trace in traces(plain).items():
            np.testing.assert_array_equal(getattr(reading, name)[row, : step[row]], trace[row, : step[row]])
    np.testing.assert_array_equal(reading.c[np.arange(4), step], plain.c[PAIRS, step[PAIRS]])


def test_a_swap_backwards_and_padded():
    """Of a layer that reads from the end, a swap at the first word is the last thing that happens."""
    layer = built(layers.GRU(4, go_backwards=True))
    mask = np.array([[1, 1, 1, 1, 1], [0, 0, 1, 1, 1], [1, 1, 1, 0, 0], [0, 1, 1, 1, 0]], bool)
    plain = read(layer, X, mask=mask)
    swapped = read(layer, X, mask=mask, changes=[Swap("h", [0, 2, 0, 1], PAIRS)])
    np.testing.assert_array_equal(swapped.output, plain.output[PAIRS])


def test_all_swaps_take_from_the_run_with_the_clamps_and_without_swaps():
    layer, clamp = built(layers.LSTM(4)), Clamp("f", 0.9, units=0)
    plain = read(layer, X, changes=[clamp])
    both = read(layer, X, changes=[Swap(["c", "h"], 2, PAIRS), clamp])
    apart = read(layer, X, changes=[Swap("h", 2, PAIRS), clamp, Swap("c", 2, PAIRS)])
    for name, trace in traces(both).items():
        np.testing.assert_array_equal(getattr(apart, name), trace)
    np.testing.assert_array_equal(both.c[:, 2], plain.c[PAIRS, 2])
    later = read(layer, X, changes=[Swap(["c", "h"], 2, PAIRS), Swap("c", 3, PAIRS), clamp])
    np.testing.assert_array_equal(later.c[:, 3], plain.c[PAIRS, 3])


def test_a_swap_undone_is_none():
    layer = built(layers.LSTM(4))
    plain = read(layer, X)
    back = [Clamp("c", plain.c, steps=2), Clamp("h", plain.h, steps=2)]
    for changes in ([Swap(["c", "h"], 2, PAIRS), *back], [Swap(["c", "h"], 2, [0, 1, 2, 3])]):
        np.testing.assert_array_equal(read(layer, X, changes=changes).output, plain.output)
    # swapped twice by hand: what the first swap made is set where the partner's was
    once = read(layer, X, changes=[Swap(["c", "h"], 4, PAIRS)])
    twice = [Clamp("c", once.c[PAIRS], steps=4), Clamp("h", once.h[PAIRS], steps=4)]
    np.testing.assert_array_equal(read(layer, X, changes=twice).output, plain.output)


def test_a_row_that_is_its_own_partner_is_left_alone():
    layer = built(layers.GRU(4))
    first, second = Swap("h", 1, [1, 0, 2, 3]), Swap("h", 3, [0, 1, 3, 2])
    both = read(layer, X, changes=[first, second])
    np.testing.assert_array_equal(both.h[:2], read(layer, X, changes=[first]).h[:2])
    np.testing.assert_array_equal(both.h[2:], read(layer, X, changes=[second]).h[2:])


def test_a_partner_can_give_to_many():
    layer = built(layers.GRU(4))
    plain, reading = read(layer, X), read(layer, X, changes=[Swap("h", 4, [0, 0, 0, 2])])
    np.testing.assert_array_equal(reading.output, plain.output[[0, 0, 0, 2]])


# Errors

TWO = ("Which layer", "forward_r", "backward_r")


@pytest.mark.parametrize(
    ("make", "layer", "words"),
    [
        (lambda: both_ways(layers.LSTM, "sum"), None, TWO),
        (nested, None, ("Which layer", "LSTM 'deep'", "GRU 'gru")),
        (lambda: embedded(layers.SimpleRNN(3, name="s")), None, ("cannot be read", "LSTM and GRU", "none")),
        (
            lambda: embedded(layers.SimpleRNN(3, name="s"), layers.Dense(1)),
            "s",
            ("SimpleRNN 's' cannot be read",),
        ),
        (lambda: embedded(layers.Flatten(), layers.Dense(1)), None, ("cannot be read", "in it: none")),
        (nested, "shallow", ("'shallow' is no layer of", "'deep'")),
        (nested, layers.LSTM(2, name="foreign"), ("foreign", "is no layer of", "'deep'")),
        (
            lambda: both_ways(layers.LSTM, "sum"),
            "bidirectional",
            ("bidirectional", "is no layer", "backward_r"),
        ),
        (
            lambda: keras.Sequential([layers.LSTM(4, name="new")]),
            None,
            ("'new' is not built", "call the model"),
        ),
        (lambda: layers.GRU(4, name="new"), None, ("'new' is not built",)),
        (lambda: built(layers.RNN(layers.SimpleRNNCell(3))), None, ("cannot be read",)),
        (lambda: built(layers.RNN([layers.LSTMCell(3)] * 2)), None, ("cannot be read",)),
        (lambda: type("Mine", (layers.LSTM,), {})(3), None, ("Mine", "cannot be read")),
    ],
)
def test_a_layer_that_cannot_be_read(make, layer, words):
    model = make()
    if layer == "bidirectional":
        model.layers[-1].name = "both"
    with pytest.raises(ValueError) as error:
        read(model, IDS, layer)
    for word in words:
        assert word in str(error.value)


def test_a_bidirectional_is_not_a_layer_to_read_but_its_halves_are():
    model = both_ways(layers.GRU, "sum")
    with pytest.raises(ValueError, match=r"Bidirectional .* cannot be read.*forward_r"):
        read(model, IDS, model.layers[-1])
    assert isinstance(read(model, IDS, model.layers[-1].forward_layer), gates.GRUReading)


BOOLS = np.ones(5, bool)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Clamp("r", 0), ("LSTM has no 'r' for a Clamp", "c_tilde")),
        (Swap("f", 0, PAIRS), ("LSTM has no 'f' for a Swap", "['c', 'h']")),
        (Clamp("f", 1, steps=5), ("steps is 5", "0 to 4")),
        (Clamp("f", 1, steps=[0, -1]), ("steps is [0, -1]", "0 to 4")),
        (Clamp("f", 1, steps=1.0), ("steps is 1.0", "whole number")),
        (Clamp("f", 1, steps=BOOLS), ("steps is a bool array of shape (5,)", "(4, 5)")),
        (Clamp("f", 1, units=4), ("units is 4", "0 to 3")),
        (Clamp("f", 1, units=BOOLS), ("units is a bool array of shape (5,)", "(4,)")),
        (Clamp("f", 1.5), ("'f'", "outside 0 to 1")),
        (Clamp("c_tilde", -1.5), ("'c_tilde'", "outside -1 to 1")),
        (Clamp("h", 1.5), ("'h'", "outside -1 to 1")),
        (Clamp("c", np.nan), ("'c'", "NaN")),
        (Clamp("f", np.ones((3, 5, 4))), ("(3, 5, 4)", "(4, 5, 4)")),
        (Clamp("f", "open"), ("'f'", "expected a number")),
        (Swap("c", 5, PAIRS), ("step is 5", "0 to 4")),
        (Swap("c", [1, 1], PAIRS), ("step has shape (2,)", "(4,)")),
        (Swap("c", 1, [1, 0]), ("partner has shape (2,)", "(4,)")),
        (Swap("c", 1, 0), ("partner has shape ()", "(4,)")),
        (Swap("c", 1, [1, 0, 3, 4]), ("partner is [1, 0, 3, 4]", "0 to 3")),
    ],
)
def test_a_change_that_does_not_fit(change, words):
    with pytest.raises(ValueError) as error:
        read(built(layers.LSTM(4)), X, changes=[change])
    for word in words:
        assert word in str(error.value)
    assert "Arguments received by" not in str(error.value)


def test_a_gru_has_no_forget_gate():
    layer = built(layers.GRU(4))
    for change in (Clamp("f", 1), Swap("c", 0, PAIRS)):
        with pytest.raises(ValueError, match=r"A GRU has no .* it has .*'h'"):
            read(layer, X, changes=[change])
    assert not hasattr(read(layer, X), "f")


def test_a_swap_on_padding_is_refused():
    with pytest.raises(ValueError, match="Row 1 reads no word at step 3, it is masked"):
        read(embedded(layers.LSTM(4)), IDS, changes=[Swap("c", 3, PAIRS)])
    for fine in (Swap("c", [4, 2, 0, 4], PAIRS), Swap("c", 3, [3, 1, 2, 0])):
        read(embedded(layers.LSTM(4)), IDS, changes=[fine])


@pytest.mark.parametrize(
    ("x", "match"),
    [(X[0], "ndim=3, found ndim=2"), (X[..., :2], "x has 2 features at LSTM 'short': expected 3")],
)
def test_an_input_that_does_not_fit(x, match):
    with pytest.raises(ValueError, match=match):
        read(built(layers.LSTM(4, name="short")), x)


def test_what_is_no_model_or_no_change():
    with pytest.raises(TypeError, match="model is ndarray: expected a Keras model"):
        read(X, X)
    with pytest.raises(TypeError, match="changes holds 'f': expected Clamp and Swap"):
        read(built(layers.LSTM(4)), X, changes=["f"])


def test_a_layer_that_is_called_twice_or_hidden():
    words, shared = keras.Input((5, 3)), layers.LSTM(3, return_sequences=True, name="shared")
    with pytest.raises(ValueError, match="'shared' is called twice"):
        read(keras.Model(words, shared(shared(words))), X)

    class Hidden(keras.Model):
        def __init__(self):
            super().__init__()
            self.lstm = built(layers.LSTM(4, name="hidden"))

        @tf.function
        def call(self, x):
            return self.lstm(x)

    with pytest.raises(ValueError, match="'hidden' is called inside a graph"):
        read(Hidden(), X)
    model = Hidden()
    model(X)
    with pytest.raises(ValueError, match=r"'hidden' (was not called|is called inside a graph)"):
        read(model, X)


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.parametrize("kind", KINDS)
def test_to_read_takes_no_longer_than_the_layer_itself(kind):
    """Against `layer(x)`, as `read` calls it; the best of several, in turn. (A tf.function is faster.)"""
    layer, x = built(kind(128), 128), numbers(64, 200, 128)
    works = (lambda: layer(x), lambda: read(layer, x))
    read(layer, x)
    usual, ours = np.array([[seconds(work) for work in works] for _ in range(5)]).min(axis=0)
    assert ours < usual
