"""A model taken one token at a time, against Keras, which reads the whole text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special

from tests.utils.generation.helpers import INF, close, few
from tests.utils.generation.models import keras, last_words, layers, probabilities, rnn, shuffled, stack
from utils.generation import Generator, Stepper

# Keras says so of a mask that reaches a nested model, and hands it on nevertheless.
pytestmark = pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")

KINDS = [layers.SimpleRNN, layers.LSTM, layers.GRU]


def agrees(model, x, from_logits=None, atol=1e-5, again=False):
    """Check that each step gives what the model gives at that step when it reads the whole text.

    again: whether the model reads the text up to that step again for each step.
    """
    step, states, x = Stepper(model, from_logits), None, np.asarray(x)
    wanted = probabilities(model, x, step._from_logits)
    for t in range(x.shape[1]):
        log_probs, states = step(x[:, t], states)
        assert log_probs.dtype == np.float64 and log_probs.shape == (len(x), model.output_shape[-1])
        close(np.exp(log_probs), wanted[:, t], atol)
        if again:
            close(np.exp(log_probs), last_words(model, x[:, : t + 1], step._from_logits), atol)


@pytest.mark.slow
@few
@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.integers(1, 6), st.booleans(), st.booleans()),
        min_size=1,
        max_size=2,
    ),
    st.booleans(),
    st.booleans(),
    arrays(int, st.tuples(st.integers(1, 3), st.integers(1, 6)), elements=st.integers(0, 6)),
    st.integers(0, 99),
)
def test_steps_say_what_the_model_says_when_it_reads_the_whole_text(kinds, mask_zero, dropout, x, seed):
    recurrent = []
    for kind, units, bias, other in kinds:
        options = {"use_bias": bias, "dropout": 0.5 * dropout, "recurrent_dropout": 0.3 * dropout}
        options |= {"reset_after": other} if kind is layers.GRU else {}
        recurrent += [rnn(kind, units, **options)] + [layers.Dropout(0.5)] * dropout
    agrees(stack(*recurrent, mask_zero=mask_zero, seed=seed), x)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mask_zero", [False, True])
def test_steps_say_what_the_model_says_when_it_reads_all_again_for_each(kind, mask_zero):
    agrees(stack(rnn(kind), rnn(kind, 3), mask_zero=mask_zero), [[3, 0, 5, 2], [0, 6, 1, 0]], again=True)


def functional(inputs, *chain):
    x = inputs
    for layer in chain:
        x = layer(x)
    return keras.Model(inputs, x)


def nested():
    inner = keras.Sequential([keras.Input((None, 4)), rnn(layers.LSTM), layers.Dense(6, activation="relu")])
    inputs = keras.Input((None,), dtype="int32")
    return functional(inputs, layers.Embedding(7, 4, mask_zero=True), inner, layers.Dense(7, "softmax"))


class Leaky(keras.layers.Layer):
    """A cell of one's own: half of the old state stays. Its output is not its state."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.state_size = units
        self.dense = layers.Dense(units)

    def build(self, shape):
        self.dense.build(shape)

    def call(self, x, states):
        h = 0.5 * states[0] + self.dense(x)
        return keras.ops.tanh(h), [h]


LSTM = layers.LSTM
MODELS = {
    "functional": lambda: functional(
        keras.Input((None,), dtype="int32"),
        layers.Embedding(7, 4, mask_zero=True),
        rnn(LSTM),
        layers.Dense(7),
    ),
    "fixed length": lambda: functional(
        keras.Input((6,), dtype="int32"), layers.Embedding(7, 4), rnn(LSTM, unroll=True), layers.Dense(7)
    ),
    "nested": nested,
    "softmax layer": lambda: stack(rnn(LSTM), between=[layers.Dense(7)], last=layers.Softmax()),
    "dense layers": lambda: stack(
        rnn(LSTM), between=[layers.Dense(6, activation="tanh"), layers.Dropout(0.5)]
    ),
    "normalised": lambda: stack(rnn(LSTM), layers.LayerNormalization(), rnn(layers.GRU)),
    "on words": lambda: stack(
        layers.SpatialDropout1D(0.5), rnn(LSTM), last=layers.TimeDistributed(layers.Dense(7, "softmax"))
    ),
    "activations": lambda: stack(
        rnn(LSTM),
        between=[layers.Activation("relu"), layers.Dense(7)],
        last=layers.Activation("softmax"),
    ),
    "cells": lambda: stack(layers.RNN(layers.LSTMCell(5), return_sequences=True), mask_zero=True),
    "cells stacked": lambda: stack(
        layers.RNN(layers.StackedRNNCells([layers.LSTMCell(5), layers.GRUCell(3)]), return_sequences=True),
        mask_zero=True,
    ),
    "one cell stacked": lambda: stack(
        layers.RNN(layers.StackedRNNCells([layers.LSTMCell(5)]), return_sequences=True)
    ),
    "own cell": lambda: stack(layers.RNN(Leaky(5), return_sequences=True), mask_zero=True),
    "zero for masked": lambda: stack(rnn(LSTM), rnn(layers.GRU, zero_output_for_mask=True), mask_zero=True),
}


@pytest.mark.parametrize("name", MODELS)
def test_steps_in_models_of_many_forms(name):
    x = [[3, 0, 5, 0, 0, 2], [0, 0, 6, 1, 1, 4]]
    model = shuffled(MODELS[name]())
    agrees(model, x)


def test_a_sequential_model_that_was_built_by_its_first_call():
    model = keras.Sequential([layers.Embedding(7, 4, mask_zero=True), rnn(LSTM), rnn(LSTM), layers.Dense(7)])
    with pytest.raises(ValueError, match=r"cannot be followed.*call it on data first"):
        Stepper(model)
    model(np.array([[1, 2]]))
    agrees(shuffled(model), [[3, 0, 5, 2]])


@pytest.mark.parametrize("from_logits", [False, True])
def test_a_model_in_bfloat16(from_logits):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = stack(rnn(LSTM), last=layers.Dense(7) if from_logits else None)
    finally:
        keras.config.set_dtype_policy("float32")
    assert model.outputs[0].dtype == "bfloat16"
    agrees(model, [[3, 0, 5, 2]], atol=0.004)  # bfloat16 keeps eight bits


def test_a_stateful_layer_begins_anew_and_keeps_what_it_stored():
    inputs = keras.Input(batch_shape=(1, None), dtype="int32")
    model = shuffled(functional(inputs, layers.Embedding(7, 4), rnn(LSTM, stateful=True), layers.Dense(7)))
    wanted = last_words(model, [[3, 4]], True)
    stored = np.asarray(model.layers[2].states[0])
    step = Stepper(model)
    log_probs, _ = step([4], step([3])[1])
    close(np.exp(log_probs), wanted, 1e-5)
    assert np.abs(stored).max() > 0 and np.array_equal(stored, np.asarray(model.layers[2].states[0]))


def test_steps_know_training_that_comes_later():
    model = stack(rnn(LSTM))
    step = Stepper(model)
    before, _ = step([3])
    shuffled(model, seed=1)
    after, _ = step([3])
    close(np.exp(after), last_words(model, [[3]]), 1e-5)
    assert np.abs(before - after).max() > 0.1


def test_rows_say_where_a_text_goes_on():
    model = stack(rnn(LSTM), rnn(layers.GRU))
    step = Stepper(model)
    _, states = step([1, 2, 3])
    found, states = step([4, 5, 6, 6], states, [2, 0, -1, 2])
    for row, text in zip(found, ([3, 4], [1, 5], [6], [3, 6]), strict=True):
        close(np.exp(row), last_words(model, [text])[0], 1e-5)
    found, _ = step([1], states, [1])
    close(np.exp(found), last_words(model, [[1, 5, 1]]), 1e-5)


def test_logits_and_probabilities_are_told_apart():
    logits = stack(rnn(LSTM), last=layers.Dense(7))
    agrees(logits, [[1, 2, 3]])
    close(Stepper(logits, from_logits=True)([3])[0], Stepper(logits)([3])[0])
    softmax = stack(rnn(LSTM))
    close(Stepper(softmax, from_logits=False)([3])[0], Stepper(softmax)([3])[0])
    own = stack(rnn(LSTM), last=layers.Dense(7, activation="softplus"))
    with pytest.raises(ValueError, match=r"'dense.*ends in neither softmax nor linear: pass from_logits"):
        Stepper(own)
    said = last_words(own, [[3]])
    close(np.exp(Stepper(own, from_logits=True)([3])[0]), special.softmax(said, axis=1), 1e-6)
    close(np.exp(Stepper(own, from_logits=False)([3])[0]), said / said.sum(), 1e-6)


def test_a_probability_of_zero_is_no_trouble(recwarn):
    model = stack(rnn(LSTM))
    model.layers[-1].bias.assign([200.0, 0, 0, 0, 0, 0, 0])
    log_probs, _ = Stepper(model)([3])
    assert log_probs[0, 0] == 0 and (log_probs[0, 1:] == -INF).all() and len(recwarn) == 0


def lstm(**options):
    return LSTM(7, **{"return_sequences": True, "name": "lstm"} | options)


LOOK = layers.MultiHeadAttention(1, 2, name="heads")
WRONG = [
    (lambda i, x: layers.Bidirectional(lstm(), name="both")(x), "Bidirectional 'both' cannot be taken token"),
    (lambda i, x: layers.Attention(name="look")([x, lstm()(x)]), "Attention 'look' has 2 inputs and 1 outp"),
    (lambda i, x: LOOK(x, lstm()(x)), "MultiHeadAttention 'heads' has 2 inputs"),
    (lambda i, x: LOOK(x, x), "'heads' has 2 inputs"),
    (lambda i, x: layers.Conv1D(7, 2, padding="causal", name="conv")(x), "Conv1D 'conv' cannot be taken"),
    (
        lambda i, x: lstm(return_sequences=False)(x),
        "LSTM 'lstm' returns its last state only.*_sequences=True",
    ),
    (lambda i, x: lstm(go_backwards=True)(x), "LSTM 'lstm' goes backwards"),
    (lambda i, x: layers.add([x, lstm()(x)]), "Add '.*' has 2 inputs"),
    (lambda i, x: lstm(return_state=True)(x)[0], "LSTM 'lstm' has 1 inputs and 3 outputs"),
    (lambda i, x: lstm()(x)[:, -1:], "GetItem '.*' cannot be taken"),
    (lambda i, x: lstm()(x, mask=i > 3), "LSTM 'lstm' has 2 inputs"),
    (lambda i, x: [lstm()(x), x], "has 1 inputs and 2 outputs"),
    (lambda i, x: layers.Softmax(axis=1, name="soft")(lstm()(x)), "Softmax 'soft' acts on axis 1"),
    (
        lambda i, x: layers.TimeDistributed(layers.Flatten(), name="all")(lstm()(x)),
        "TimeDistributed 'all' can",
    ),
    (lambda i, x: layers.SpectralNormalization(layers.Dense(7))(lstm()(x)), "Spectral.* cannot be taken"),
    (lambda i, x: x, "Expected an Embedding, recurrent layers, then Dense; the model has Embedding"),
    (lambda i, x: layers.Dense(8)(lstm()(x)), "8 tokens apart in its output, 7 in its Embedding"),
]


@pytest.mark.parametrize(("head", "message"), WRONG, ids=range(len(WRONG)))
def test_models_that_cannot_be_taken_step_by_step(head, message):
    inputs = keras.Input((None,), dtype="int32")
    outputs = head(inputs, layers.Embedding(7, 7)(inputs))
    if not isinstance(outputs, list) and outputs.shape[-1] == 7:
        outputs = layers.Dense(7)(outputs)
    with pytest.raises(ValueError, match=message):
        Stepper(keras.Model(inputs, outputs))


def test_models_that_are_none_or_cannot_be_followed():
    class Own(keras.Model):
        def call(self, x):
            return x

    own = Own(name="own")
    own(np.ones((1, 1)))
    with pytest.raises(ValueError, match="The layers of Own 'own' cannot be followed"):
        Stepper(own)
    for wrong in (None, layers.LSTM(3), np.ones(3)):
        with pytest.raises(TypeError, match="expected a Keras model"):
            Stepper(wrong)
    numbers = keras.Input((None, 7))
    with pytest.raises(ValueError, match="Expected an Embedding"):
        Stepper(functional(numbers, rnn(LSTM), layers.Dense(7)))


def test_a_model_that_diverged_is_named():
    model = stack(rnn(LSTM))
    model.layers[-1].bias.assign([np.nan] * 7)
    with pytest.raises(ValueError, match="Row 0 of the logits has NaN: did the training diverge"):
        Generator(model).write([[1]])
