"""Look inside a trained Keras LSTM or GRU, and ask what it would answer had a gate acted otherwise.

    reading = read(model, x)
    reading.f                                               # (batch_size, timesteps, units)
    read(model, x, changes=[Clamp("f", 1.0)]).output        # the answer, had nothing been forgotten

The equations stand in `numpy_cells`.
"""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from utils.gates import interventions, numpy_cells
from utils.gates.interventions import Clamp, Swap

__all__ = ["GRUReading", "LSTMReading", "read"]


@dataclass(frozen=True, eq=False)
class LSTMReading:
    """What an LSTM did: each quantity (batch_size, timesteps, units) float32, in the input's order.

    i, f, o: input, forget and output gate, c_tilde: candidate; NaN at a masked step.
    c, h: the states after the step; at a masked step the earlier ones.
    output: what the whole model answers, NumPy arrays in the model's own structure.
    mask: (batch_size, timesteps) bool, True where a word was read.
    """

    i: np.ndarray
    f: np.ndarray
    c_tilde: np.ndarray
    o: np.ndarray
    c: np.ndarray
    h: np.ndarray
    output: Any
    mask: np.ndarray


@dataclass(frozen=True, eq=False)
class GRUReading:
    """What a GRU did, as in `LSTMReading`. z: update gate (1 keeps h), r: reset gate, h_tilde: candidate."""

    z: np.ndarray
    r: np.ndarray
    h_tilde: np.ndarray
    h: np.ndarray
    output: Any
    mask: np.ndarray


def read(model, x, layer=None, changes: Iterable = (), **call) -> LSTMReading | GRUReading:
    """Let `model` answer x, and record what its LSTM or GRU does on the way, with `changes` made to it.

    model: a Keras model, or an LSTM or GRU layer. x: as for `model(x)`.
    layer: which LSTM or GRU, if there are several: its name or itself. Of a `Bidirectional` it is the
    `forward_layer` or the `backward_layer`; their names begin with "forward_" and "backward_".
    changes: `Clamp` and `Swap`; of two that meet in one place, the later one holds.
    call: handed on to the model's call, such as mask=... or initial_state=...

    The rest of the model runs as always, in inference, in one call for all rows: cut large inputs
    yourself. The model is left as it was, a state it carries and its random seeds included.
    All is computed in float32, or in float64 if the layer does so.

    Raises TypeError if `model` is no Keras layer, or a change no change. Raises ValueError for a layer
    that is missing, ambiguous, of another kind, not built, called twice, or hidden in a tf.function; for
    x that does not fit it; for a change with a name, steps, units, partner or value that do not fit.
    """
    import keras

    layer, kind = _find(model, layer)
    changes = _checked(changes, kind)
    dtype = np.float64 if layer.cell.compute_dtype == "float64" else np.float32
    weights = numpy_cells.weights(layer.cell, dtype)
    runs, failures = [], []

    def inner_loop(sequences, initial_state, mask=None, training=False):
        try:
            if runs:
                raise ValueError(f"{_describe(layer)} is called twice by the model: read it by itself.")
            arrays = _arrays(layer, sequences, initial_state, mask, dtype)
            runs.append((_run(layer, kind, *arrays, weights, changes), arrays[-1]))
            return _for_keras(layer, *runs[0])
        except Exception as failure:
            failures.append(failure)
            layer.cell.reset_dropout_mask()  # Keras prepares one, even in inference, and would keep it
            layer.cell.reset_recurrent_dropout_mask()
            raise

    # Keras sees to inputs, masks, states and the rest of the model; only the loop over time is ours.
    # Without cuDNN, a Bidirectional asks each of its halves for this loop.
    # In a StatelessScope no variable changes: neither a state that is carried nor the seed of a dropout.
    with _attributes(layer, inner_loop=inner_loop, use_cudnn=False), keras.StatelessScope():
        try:
            output = model(x, training=False, **call)
        except Exception:
            if failures:
                raise failures[0] from None  # without what Keras adds on its way up
            raise
    if not runs:
        raise ValueError(f"{_describe(layer)} was not called: does the model hide it in a tf.function?")
    kept, mask = runs[0]
    output = keras.tree.map_structure(keras.ops.convert_to_numpy, output)
    return (LSTMReading if kind == "LSTM" else GRUReading)(**kept, output=output, mask=mask)


def _run(layer, kind: str, x, state, mask, weights, changes) -> dict[str, np.ndarray]:
    """What is on the tape after a run with `changes`: one run, or two if there is a swap."""
    import keras

    cell, (timesteps, units) = layer.cell, (x.shape[1], layer.cell.units)
    order = range(timesteps)[::-1] if layer.go_backwards else range(timesteps)
    functions = numpy_cells.activation(cell.recurrent_activation), numpy_cells.activation(cell.activation)
    limits = interventions.limits(cell, kind, state)

    def play(changes, history=None):
        tape = numpy_cells.Tape(kind, mask, units, x.dtype, array_changes := {})
        for change in changes:
            for name in _names(change):
                if isinstance(change, Clamp):
                    shape = tape.kept[name], mask, limits[name]
                    resolved = interventions.resolve_clamp(
                        name, change.value, change.steps, change.units, *shape
                    )
                else:
                    resolved = interventions.resolve_swap(change.step, change.partner, history[name], mask)
                array_changes.setdefault(name, []).append(resolved)
        # The steps are too small for a GPU. A gate that is firmly shut is 1 / (1 + inf), which is 0.
        with keras.device("cpu:0"), np.errstate(over="ignore"):
            if kind == "LSTM":
                numpy_cells.lstm(x, *state, weights, functions, order, tape)
            else:
                numpy_cells.gru(x, *state, weights, functions, order, tape, cell.reset_after)
        return tape.kept

    clamps = [change for change in changes if isinstance(change, Clamp)]
    kept = play(clamps)
    return kept if len(clamps) == len(changes) else play(changes, kept)


def _for_keras(layer, kept: dict, mask: np.ndarray) -> tuple:
    """Last output, outputs and last states, as `keras.layers.RNN` expects them from its loop."""
    import keras

    def tensor(array):
        return keras.ops.convert_to_tensor(array, dtype=layer.compute_dtype)

    forward = slice(None, None, -1) if layer.go_backwards else slice(None)
    outputs, read = kept["h"][:, forward], mask[:, forward]
    states = [tensor(kept[name][:, forward][:, -1]) for name in ("h", "c") if name in kept]
    if not mask.all():  # the output before the first word is 0, whatever the state is
        outputs = np.where(np.logical_or.accumulate(read, axis=1)[..., None], outputs, 0)
    last = outputs[:, -1]
    if layer.zero_output_for_mask:
        last = np.where(read[:, -1:], last, 0)
        # Keras takes this mask in the input's order if it unrolls, also when it goes backwards.
        outputs = np.where((mask if layer.unroll else read)[..., None], outputs, 0)
    return tensor(last), tensor(outputs if layer.return_sequences else last[:, None]), states


def _arrays(layer, sequences, initial_state, mask, dtype) -> tuple:
    """x, states and mask of a call as NumPy arrays; without a mask, every word is read."""
    import keras

    if not hasattr(sequences, "numpy"):
        raise ValueError(
            f"{_describe(layer)} is called inside a graph, without numbers: pass arrays as x, and a model "
            f"that is not wrapped in a tf.function."
        )
    x, *state = (np.asarray(one).astype(dtype, copy=False) for one in (sequences, *initial_state))
    features = layer.cell.kernel.shape[0]
    if x.shape[2] != features:
        raise ValueError(f"x has {x.shape[2]} features at {_describe(layer)}: expected {features}.")
    if mask is None:
        return x, state, np.ones(x.shape[:2], bool)
    mask = keras.ops.convert_to_numpy(keras.tree.flatten(mask)[0])
    return x, state, mask.astype(bool).reshape(x.shape[:2])


def _find(model, layer) -> tuple:
    """The layer that is meant, and "LSTM" or "GRU"."""
    import keras

    if not isinstance(model, keras.layers.Layer):
        raise TypeError(f"model is {type(model).__name__}: expected a Keras model, or an LSTM or GRU layer.")
    everything = model._flatten_layers()  # also of nested models, and of wrappers such as Bidirectional
    readable = [one for one in everything if _kind(one)]
    names = ", ".join(map(_describe, readable)) or "none"
    if layer is None:
        found = readable or [model]
    else:
        found = [one for one in everything if one is layer or one.name == layer]
    if not found:
        raise ValueError(f"{layer!r} is no layer of {_describe(model)}. LSTM and GRU layers in it: {names}.")
    if len(found) > 1:
        meant = ", ".join(map(_describe, found))
        raise ValueError(
            f"Which layer is to be read? Pass one of these as layer=..., by name or itself: {meant}."
        )
    if not _kind(found[0]):
        raise ValueError(
            f"{_describe(found[0])} cannot be read, only LSTM and GRU layers. Those in it: {names}."
        )
    if not found[0].cell.built:
        raise ValueError(
            f"{_describe(found[0])} is not built, it has no weights: call the model on data first."
        )
    return found[0], _kind(found[0])


def _kind(layer) -> str | None:
    """Which sort it is; None for all others, subclasses included: they may compute something else."""
    import keras

    if type(layer) not in (keras.layers.LSTM, keras.layers.GRU, keras.layers.RNN):
        return None
    return {keras.layers.LSTMCell: "LSTM", keras.layers.GRUCell: "GRU"}.get(type(layer.cell))


def _describe(layer) -> str:
    return f"{type(layer).__name__} {layer.name!r}"


def _checked(changes: Iterable, kind: str) -> list:
    changes = [changes] if isinstance(changes, Clamp | Swap) else list(changes)
    for change in changes:
        if not isinstance(change, Clamp | Swap):
            raise TypeError(f"changes holds {change!r}: expected Clamp and Swap only.")
        can = [
            name
            for name in numpy_cells.NAMES[kind]
            if isinstance(change, Clamp) or name in numpy_cells.STATES
        ]
        wrong = [name for name in _names(change) if name not in can]
        if wrong:
            raise ValueError(f"A {kind} has no {wrong[0]!r} for a {type(change).__name__}, it has {can}.")
    return changes


def _names(change) -> list:
    return [change.name] if isinstance(change, Clamp) or isinstance(change.name, str) else list(change.name)


@contextlib.contextmanager
def _attributes(layer, **values):
    """Set attributes of the layer for a while, past the bookkeeping of Keras."""
    own = vars(layer)
    before = {name: own[name] for name in values if name in own}
    own.update(values)
    try:
        yield
    finally:
        for name in values:
            del own[name]
        own.update(before)
