"""The loops in NumPy compute what Keras computes, forward and back."""

import numpy as np
import pytest

from tests.utils.checkup.models import keras, layers, numbers, tf
from utils.checkup.loops import Loop, can_run

KINDS = (layers.LSTM, layers.GRU, layers.SimpleRNN)
OPTIONS = [
    ({}, False),
    ({}, True),
    ({"go_backwards": True}, True),
    ({"use_bias": False}, False),
    ({"zero_output_for_mask": True}, True),
    ({"zero_output_for_mask": True, "go_backwards": True}, True),
]
CASES = [(kind, *case) for kind in KINDS for case in OPTIONS]
CASES += [(layers.GRU, {"reset_after": False}, masked) for masked in (False, True)]


@pytest.mark.parametrize(("kind", "options", "masked"), CASES)
def test_the_same_as_keras(kind, options: dict, masked: bool):
    layer = kind(3, return_sequences=True, return_state=True, **options)
    layer.build((None, None, 2))
    rng = np.random.default_rng(0)
    layer.set_weights([rng.normal(0, 0.7, weight.shape) for weight in layer.get_weights()])
    assert can_run(layer)
    x, mask = numbers(4, 5, 2), rng.random((4, 5)) < 0.6 if masked else None
    first = [numbers(4, 3, seed=k) for k in range(2 if kind is layers.LSTM else 1)]
    into, into_states = numbers(4, 5, 3, seed=7), [numbers(4, 3, seed=8 + k) for k in range(len(first))]

    given, starts = tf.constant(x), [tf.constant(one) for one in first]
    with tf.GradientTape() as tape:
        tape.watch([given, *starts])
        outputs, *states = layer(given, mask=mask, initial_state=starts)
        total = tf.reduce_sum(outputs * into)
        total += sum(tf.reduce_sum(one * weight) for one, weight in zip(states, into_states, strict=True))
    wanted = tape.gradient(total, [given, *starts])

    loop = Loop(layer, x, first, mask)
    close(loop.outputs, outputs)
    for found, one in zip(loop.last, states, strict=True):
        close(found, one)
    dx, d_states = loop.back(into, into_states)
    for found, one in zip([dx, *d_states], wanted, strict=True):
        close(found, one)


def close(found, wanted):
    np.testing.assert_allclose(found, np.asarray(wanted), rtol=0, atol=2e-5)


@pytest.mark.parametrize(
    "layer",
    [
        layers.LSTM(3, activation="relu"),
        layers.GRU(3, recurrent_activation="hard_sigmoid"),
        layers.SimpleRNN(3, activation="relu"),
        layers.RNN(layers.StackedRNNCells([layers.LSTMCell(3), layers.LSTMCell(3)])),
        layers.LSTM(3, unroll=True, go_backwards=True),
        layers.LSTM(3, dtype="mixed_float16"),
    ],
)
def test_what_is_left_to_keras(layer: keras.layers.Layer):
    assert not can_run(layer)
