"""Networks and inputs for the tests of `utils.gates`."""

import numpy as np
from hypothesis import Phase
from hypothesis import strategies as st

from tests.examples import examples
from utils.session import load_tensorflow

load_tensorflow()
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402, F401
from keras import layers  # noqa: E402

few = examples(40, phases=[Phase.generate])
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


IDS = np.array([[3, 1, 4, 1, 5], [2, 6, 5, 0, 0], [3, 0, 0, 0, 0], [0, 0, 0, 5, 8]])  # right and left padding


def embedded(*rest, mask_zero=True):
    return keras.Sequential([keras.Input((5,)), layers.Embedding(9, 3, mask_zero=mask_zero), *rest])


def given_state():
    ids, h, c = keras.Input((5,)), keras.Input((4,)), keras.Input((4,))
    words = layers.Embedding(9, 3, mask_zero=True)(ids)
    return keras.Model([ids, h, c], layers.LSTM(4)(words, initial_state=[h, c]))


def nested():
    inner = keras.Sequential([keras.Input((5, 3)), layers.LSTM(4, return_sequences=True, name="deep")])
    return embedded(inner, layers.GRU(3), layers.Dense(1))


def both_ways(kind, merge_mode, sequences=True, mask_zero=True, **options):
    wrapped = layers.Bidirectional(
        kind(4, return_sequences=sequences, name="r", **options), merge_mode=merge_mode
    )
    return embedded(wrapped, mask_zero=mask_zero)


X = numbers(4, 5, 3)
STATE = [numbers(4, 4, seed=2), numbers(4, 4, seed=3)]
