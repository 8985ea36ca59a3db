"""The steps of an LSTM and of a GRU in NumPy, with a tape that records them and may set what it records.

`utils.gates.read` runs them in place of a Keras layer's own loop. Shapes: x (batch_size, timesteps,
features), gates and states of a step (batch_size, units), what the tape keeps (batch_size, timesteps,
units). The time axis is always the input's order; `order` says in which order the words are read.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

__all__ = ["NAMES", "STATES", "ArrayChange", "Tape", "activation", "gru", "lstm", "weights"]

# What there is to see in a step, in the order in which it is computed.
NAMES = {"LSTM": ("i", "f", "c_tilde", "o", "c", "h"), "GRU": ("z", "r", "h_tilde", "h")}
STATES = ("c", "h")


def lstm(x, h, c, weights: tuple, functions: tuple, order: range, tape: "Tape") -> None:
    """Run an LSTM over x from the states h and c; what it does is on the tape afterwards.

    weights: W (features, 4 units), U (units, 4 units), b (4 units,), in Keras' order i, f, c, o.
    functions: for the gates and for the rest, by default sigmoid and tanh. Hochreiter and Schmidhuber
    (1997), with the forget gate of Gers et al. (2000).
    """
    W, U, b = weights
    sigmoid, tanh = functions
    xW, times_U = product(W)(x), product(U)  # xW is for all steps at once
    for t in order:
        a_i, a_f, a_c, a_o = np.split(xW[:, t] + times_U(h) + b, 4, axis=-1)
        i = tape.note("i", t, sigmoid(a_i))
        f = tape.note("f", t, sigmoid(a_f))
        c_tilde = tape.note("c_tilde", t, tanh(a_c))
        o = tape.note("o", t, sigmoid(a_o))
        c = tape.note("c", t, f * c + i * c_tilde, before=c)
        h = tape.note("h", t, o * tanh(c), before=h)


def gru(x, h, weights: tuple, functions: tuple, order: range, tape: "Tape", reset_after: bool) -> None:
    """Run a GRU over x from the state h; what it does is on the tape afterwards.

    weights: W (features, 3 units), U (units, 3 units), b (3 units,), in Keras' order z, r, h.
    reset_after: whether r acts after the product with U_h (Keras' default, made for cuDNN; b is then
    (2, 3 units), for x and for h) or before it (Cho et al. 2014). Where z is 1, h is kept.
    """
    W, U, b = weights
    sigmoid, tanh = functions
    b, d = b if reset_after else (b, 0)
    n, units = 3 if reset_after else 2, h.shape[1]  # n parts of U h that do not wait for r
    xW, times_U, times_U_h = product(W)(x), product(U[:, : n * units]), product(U[:, 2 * units :])
    for t in order:
        x_z, x_r, x_h = np.split(xW[:, t] + b, 3, axis=-1)
        past_z, past_r, *past_h = np.split(times_U(h) + d, n, axis=-1)
        z = tape.note("z", t, sigmoid(x_z + past_z))
        r = tape.note("r", t, sigmoid(x_r + past_r))
        past = r * past_h[0] if reset_after else times_U_h(r * h)
        h_tilde = tape.note("h_tilde", t, tanh(x_h + past))
        h = tape.note("h", t, z * h + (1 - z) * h_tilde, before=h)


class ArrayChange(NamedTuple):
    """Set a quantity to `value` (batch_size, timesteps, units) `at` some steps and in some `units`.

    at: (batch_size, timesteps) bool. units: (units,) bool.
    """

    value: np.ndarray
    at: np.ndarray
    units: np.ndarray


class Tape:
    """Makes the changes to a quantity when it has been computed, and records it in `kept[name]`.

    mask: (batch_size, timesteps) bool, True where a word is read. Where none is, gates and candidate are
    NaN, and a state keeps its earlier value. changes: lists by name; the later one holds.
    """

    def __init__(self, kind: str, mask, units: int, dtype, changes: Mapping[str, list[ArrayChange]]) -> None:
        self.kept = {name: np.empty((*mask.shape, units), dtype) for name in NAMES[kind]}
        self._mask, self._all_read = mask, mask.all(axis=0)
        self._changes = changes
        self._nothing = np.array(np.nan, dtype)

    def note(self, name: str, t: int, value: np.ndarray, before: np.ndarray | None = None) -> np.ndarray:
        """The value (batch_size, units) that holds at step t; `before` is the state it takes over from."""
        for change in self._changes.get(name, ()):
            value = np.where(change.at[:, t, None] & change.units, change.value[:, t], value)
        if not self._all_read[t]:
            value = np.where(self._mask[:, t, None], value, self._nothing if before is None else before)
        self.kept[name][:, t] = value
        return value


def weights(cell, dtype) -> tuple:
    """W, U, b of a Keras LSTMCell or GRUCell, as `lstm` and `gru` take them; b is 0 without a bias."""
    W, U = (np.asarray(one.value).astype(dtype) for one in (cell.kernel, cell.recurrent_kernel))
    if cell.use_bias:
        return W, U, np.asarray(cell.bias.value).astype(dtype)
    return W, U, np.zeros((2, W.shape[1]) if getattr(cell, "reset_after", False) else W.shape[1], dtype)


def activation(function: Callable) -> Callable:
    """The Keras activation `function` for NumPy arrays; sigmoid and tanh take the short way."""
    import keras

    if function is keras.activations.sigmoid:
        return _sigmoid
    if function is keras.activations.tanh:
        return np.tanh
    return lambda z: keras.ops.convert_to_numpy(function(keras.ops.convert_to_tensor(z)))


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def product(W: np.ndarray) -> Callable:
    """The function x -> x @ W, for x of any rank, computed by TensorFlow.

    NumPy's own threads get in the way of TensorFlow's: on a busy machine both wait, for seconds.
    """
    import tensorflow as tf

    W = tf.constant(W)

    def times_W(x: np.ndarray) -> np.ndarray:
        return np.asarray(tf.matmul(x.reshape(-1, x.shape[-1]), W)).reshape(*x.shape[:-1], W.shape[-1])

    return times_W
