"""The steps of an LSTM and of a GRU in NumPy, with a tape that changes and records each quantity.

`utils.gates.read` runs these steps in place of a Keras layer's own loop. Shapes: x (batch_size, timesteps,
features), gates and states of a step (batch_size, units), what the tape keeps (batch_size, timesteps,
units). The time axis is always in the input's order; `order` is the order in which the words are read.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

__all__ = ["NAMES", "STATES", "ArrayChange", "Tape", "activation", "gru", "lstm", "product", "weights"]

# The quantities of a step, in the order in which they are computed.
NAMES = {"LSTM": ("i", "f", "c_tilde", "o", "c", "h"), "GRU": ("z", "r", "h_tilde", "h")}
STATES = ("c", "h")


def lstm(x, h, c, weights: tuple, functions: tuple, order: range, tape: "Tape") -> None:
    """Run an LSTM over x and record what it does on the tape.

    The LSTM of Hochreiter and Schmidhuber (1997), with the forget gate of Gers et al. (2000).

    Args:
        x: (batch_size, timesteps, features).
        h: (batch_size, units), the state before the first word.
        c: (batch_size, units), the cell before the first word.
        weights: W (features, 4 units), U (units, 4 units), b (4 units,), in Keras' order i, f, c, o.
        functions: the activations of the gates and of the rest, in Keras by default sigmoid and tanh.
        order: the steps in the order in which they are read.
        tape: what records each quantity, and applies the changes to it.
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
    """Run a GRU (Cho et al. 2014) over x and record what it does on the tape. Where z is 1, h is kept.

    Args:
        x: (batch_size, timesteps, features).
        h: (batch_size, units), the state before the first word.
        weights: W (features, 3 units), U (units, 3 units), b (3 units,), in Keras' order z, r, h; with
            ``reset_after``, b is (2, 3 units), for x and for h.
        functions: the activations of the gates and of the candidate, in Keras by default sigmoid and tanh.
        order: the steps in the order in which they are read.
        tape: what records each quantity, and applies the changes to it.
        reset_after: whether r acts after the product with U_h (Keras' default, for cuDNN) or before it, as in
            Cho et al. (2014).
    """
    W, U, b = weights
    sigmoid, tanh = functions
    b, d = b if reset_after else (b, 0)
    n, units = 3 if reset_after else 2, h.shape[1]  # n: how many parts of U h do not need r
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
    """A change as arrays: some units of a quantity get new values at some steps.

    Args:
        value: (batch_size, timesteps, units), the new values.
        at: (batch_size, timesteps) bool, True at the steps that change.
        units: (units,) bool, True for the units that change.
    """

    value: np.ndarray
    at: np.ndarray
    units: np.ndarray


class Tape:
    """A record of all quantities: it applies the changes to each and keeps it in `kept[name]`.

    At a step where no word is read, gates and candidate are NaN, and a state keeps its earlier value.

    Args:
        kind: "LSTM" or "GRU".
        mask: (batch_size, timesteps) bool, True where a word is read.
        units: the number of units.
        dtype: of what is kept.
        changes: the changes to each quantity, by its name; where two of them meet, the later one wins.
    """

    def __init__(self, kind: str, mask, units: int, dtype, changes: Mapping[str, list[ArrayChange]]) -> None:
        self.kept = {name: np.empty((*mask.shape, units), dtype) for name in NAMES[kind]}
        self._mask, self._all_read = mask, mask.all(axis=0)
        self._changes = changes
        self._nothing = np.array(np.nan, dtype)

    def note(self, name: str, t: int, value: np.ndarray, before: np.ndarray | None = None) -> np.ndarray:
        """Apply the changes to a quantity that was just computed, and keep it.

        Args:
            name: the quantity.
            t: the step, in the input's order.
            value: (batch_size, units), as it was computed.
            before: (batch_size, units), its value after the step before if it is a state, otherwise None.

        Returns:
            (batch_size, units), the value to go on with.
        """
        for change in self._changes.get(name, ()):
            value = np.where(change.at[:, t, None] & change.units, change.value[:, t], value)
        if not self._all_read[t]:
            value = np.where(self._mask[:, t, None], value, self._nothing if before is None else before)
        self.kept[name][:, t] = value
        return value


def weights(cell, dtype) -> tuple:
    """Get the weights of a Keras cell as `lstm` and `gru` take them.

    Args:
        cell: a built LSTMCell or GRUCell.
        dtype: of the arrays.

    Returns:
        W, U and b; b is 0 if the cell has no bias.
    """
    W, U = (np.asarray(kernel.value).astype(dtype) for kernel in (cell.kernel, cell.recurrent_kernel))
    if cell.use_bias:
        return W, U, np.asarray(cell.bias.value).astype(dtype)
    return W, U, np.zeros((2, W.shape[1]) if getattr(cell, "reset_after", False) else W.shape[1], dtype)


def activation(function: Callable) -> Callable:
    """Make a Keras activation work on NumPy arrays.

    Args:
        function: the activation. For sigmoid and tanh NumPy is used, which is faster.

    Returns:
        A function from array to array.
    """
    import keras

    if function is keras.activations.sigmoid:
        return _sigmoid
    if function is keras.activations.tanh:
        return np.tanh
    return lambda z: keras.ops.convert_to_numpy(function(keras.ops.convert_to_tensor(z)))


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def product(W: np.ndarray) -> Callable:
    """Make the function x -> x @ W, computed by TensorFlow.

    NumPy's own threads compete with TensorFlow's: on a busy machine both wait, for seconds.

    Args:
        W: (n, m).

    Returns:
        A function from x (..., n) to (..., m).
    """
    import tensorflow as tf

    W = tf.constant(W)

    def times_W(x: np.ndarray) -> np.ndarray:
        return np.asarray(tf.matmul(x.reshape(-1, x.shape[-1]), W)).reshape(*x.shape[:-1], W.shape[-1])

    return times_W
