"""The steps of an LSTM and of a GRU in NumPy, with a tape that records them and may set what it records.

`utils.gates` runs them in place of a Keras layer's own loop. Shapes: x (batch_size, timesteps,
features), gates and states of a step (batch_size, units), what the tape keeps (batch_size, timesteps,
units). The time axis is always the input's order; `order` says in which order the words are read.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

__all__ = [
    "NAMES",
    "STATES",
    "Setting",
    "Tape",
    "activation",
    "clamp",
    "gru",
    "limits",
    "lstm",
    "swap",
    "weights",
]

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


class Setting(NamedTuple):
    """Set a quantity to `value` (batch_size, timesteps, units) `at` some steps and in some `units`.

    at: (batch_size, timesteps) bool. units: (units,) bool.
    """

    value: np.ndarray
    at: np.ndarray
    units: np.ndarray


class Tape:
    """Makes the settings to a quantity when it has been computed, and records it in `kept[name]`.

    mask: (batch_size, timesteps) bool, True where a word is read. Where none is, gates and candidate are
    NaN, and a state keeps its earlier value. settings: lists by name; the later one holds.
    """

    def __init__(self, kind: str, mask, units: int, dtype, settings: Mapping[str, list[Setting]]) -> None:
        self.kept = {name: np.empty((*mask.shape, units), dtype) for name in NAMES[kind]}
        self._mask, self._all_read = mask, mask.all(axis=0)
        self._settings = settings
        self._nothing = np.array(np.nan, dtype)

    def note(self, name: str, t: int, value: np.ndarray, before: np.ndarray | None = None) -> np.ndarray:
        """The value (batch_size, units) that holds at step t; `before` is the state it takes over from."""
        for setting in self._settings.get(name, ()):
            value = np.where(setting.at[:, t, None] & setting.units, setting.value[:, t], value)
        if not self._all_read[t]:
            value = np.where(self._mask[:, t, None], value, self._nothing if before is None else before)
        self.kept[name][:, t] = value
        return value


def clamp(name: str, value, steps, units, trace: np.ndarray, mask: np.ndarray, limits: tuple) -> Setting:
    """The setting that a `gates.Clamp` asks for, for quantities of the shape and dtype of `trace`.

    Raises ValueError for steps or units that are not there, a value of another shape, or one that is NaN
    or outside `limits` where it would act.
    """
    at = _chosen("steps", steps, mask.shape) & mask
    units = _chosen("units", units, trace.shape[-1:])
    try:
        value = np.broadcast_to(np.asarray(value, trace.dtype), trace.shape)
    except (TypeError, ValueError):
        raise ValueError(
            f"The value for {name!r} has shape {np.shape(value)}: expected a number, or numbers that "
            f"broadcast to (batch_size, timesteps, units) = {trace.shape}."
        ) from None
    acting = value[at][:, units]
    if not ((acting >= limits[0]) & (acting <= limits[1])).all():
        raise ValueError(
            f"The value for {name!r} has NaN or numbers outside {limits[0]:g} to {limits[1]:g} "
            f"at a step where it would act: {name!r} cannot take them."
        )
    return Setting(value, at, units)


def swap(step, partner, trace: np.ndarray, mask: np.ndarray) -> Setting:
    """The setting that a `gates.Swap` asks for; `trace` is the state in the run without swaps.

    Raises ValueError for a step or a partner that is not there, or a step where the row reads no word.
    """
    rows = np.arange(len(mask))
    step = _whole("step", step, mask.shape[1])
    partner = _whole("partner", partner, len(rows))
    for what, numbers in (("step", step), ("partner", partner)):
        if numbers.shape != rows.shape and (what == "partner" or numbers.ndim):
            raise ValueError(f"{what} has shape {numbers.shape}: expected one for each row, {rows.shape}.")
    step = np.broadcast_to(step, rows.shape)
    moved = partner != rows
    unread = rows[moved & ~mask[rows, step]]
    if unread.size:
        raise ValueError(
            f"Row {unread[0]} reads no word at step {step[unread[0]]}, it is masked: "
            f"pass one step for each row."
        )
    at = np.zeros(mask.shape, bool)
    at[rows, step] = moved
    got = trace[partner, step[partner]]
    return Setting(np.broadcast_to(got[:, None], trace.shape), at, np.ones(trace.shape[-1], bool))


def _chosen(what: str, wanted, shape: tuple) -> np.ndarray:
    """A bool array of `shape`, True where the last axis has an index that is `wanted`."""
    at = np.zeros(shape, bool)
    if wanted is None or isinstance(wanted, slice):
        at[..., slice(None) if wanted is None else wanted] = True
        return at
    if np.asarray(wanted).dtype != bool:
        at[..., _whole(what, wanted, shape[-1])] = True
        return at
    if np.shape(wanted) != shape:
        raise ValueError(f"{what} is a bool array of shape {np.shape(wanted)}: expected {shape}.")
    return np.asarray(wanted)


def _whole(what: str, wanted, size: int) -> np.ndarray:
    """An int array with no or one axis, of numbers from 0 to size - 1."""
    numbers = np.asarray(wanted)
    numbers = numbers if numbers.size else numbers.astype(int)
    if not np.issubdtype(numbers.dtype, np.integer) or numbers.ndim > 1:
        raise ValueError(f"{what} is {wanted!r}: expected a whole number or a list of them.")
    if numbers.size and (numbers.min() < 0 or numbers.max() >= size):
        raise ValueError(f"{what} is {wanted!r}: expected 0 to {size - 1}.")
    return numbers


def weights(cell, dtype) -> tuple:
    """W, U, b of a Keras LSTMCell or GRUCell, as `lstm` and `gru` take them; b is 0 without a bias."""
    W, U = (np.asarray(one.value).astype(dtype) for one in (cell.kernel, cell.recurrent_kernel))
    if cell.use_bias:
        return W, U, np.asarray(cell.bias.value).astype(dtype)
    return W, U, np.zeros((2, W.shape[1]) if getattr(cell, "reset_after", False) else W.shape[1], dtype)


def limits(cell, kind: str, state: list) -> dict[str, tuple]:
    """What each quantity can be, by its name, as far as we know the activations."""
    import keras

    anything = (-np.inf, np.inf)
    gate = (0, 1) if cell.recurrent_activation is keras.activations.sigmoid else anything
    candidate = (-1, 1) if cell.activation is keras.activations.tanh else anything
    limits = dict.fromkeys(NAMES[kind], gate)
    limits |= {"c_tilde": candidate, "h_tilde": candidate, "c": anything, "h": anything}
    if gate[1] == candidate[1] == 1:
        # The h of an LSTM is o * tanh(c). That of a GRU lies between its candidates and where it began.
        largest = 1 if kind == "LSTM" else max(1, np.abs(state[0]).max(initial=0))
        limits["h"] = (-largest, largest)
    return limits


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
