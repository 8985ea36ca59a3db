"""What `gates.read` returns and what it leaves alone, against Keras."""

import itertools
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given

from tests.utils.gates.models import (
    IDS,
    KINDS,
    STATE,
    X,
    both_ways,
    built,
    cases,
    close,
    embedded,
    few,
    given_state,
    keras,
    layers,
    nested,
    numbers,
    prepared,
    shuffled,
    tf,
    traces,
)
from utils import gates
from utils.gates import Clamp, Swap, read

# Keras says so of a mask that reaches a nested model, and hands it on nevertheless.
pytestmark = pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")


def test_import_does_not_load_tensorflow():
    code = "import sys, utils.gates; assert not {'tensorflow', 'keras'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# Against Keras


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


def two_inputs():
    ids, length = keras.Input((5,), name="ids"), keras.Input((1,), name="length")
    h = layers.GRU(4)(layers.Embedding(9, 3, mask_zero=True)(ids))
    return keras.Model({"ids": ids, "length": length}, layers.Dense(2)(layers.Concatenate()([h, length])))


def two_answers():
    x = keras.Input((None, 3))
    sequence, *last = layers.LSTM(4, return_sequences=True, return_state=True)(x)
    return keras.Model(x, [layers.Dense(1)(sequence), *last])


def encoder_and_decoder():
    words, start = keras.Input((5, 3)), keras.Input((4, 3))
    _, *states = layers.LSTM(4, return_state=True, name="encoder")(words)
    said = layers.LSTM(4, return_sequences=True, name="decoder")(start, initial_state=states)
    return keras.Model([words, start], layers.Dense(2)(said))


def fitted():
    model = embedded(layers.LSTM(4, recurrent_dropout=0.1, dropout=0.3), layers.Dropout(0.5), layers.Dense(1))
    model.compile("sgd", "mse", jit_compile=True)
    model.fit(IDS, np.ones(4), epochs=1, verbose=0)
    return model


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


@pytest.mark.slow
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
    layer, x = built(kind(128), 128), numbers(64, 60, 128)
    works = (lambda: layer(x), lambda: read(layer, x))
    read(layer, x)
    usual, ours = np.array([[seconds(work) for work in works] for _ in range(3)]).min(axis=0)
    assert ours < usual
