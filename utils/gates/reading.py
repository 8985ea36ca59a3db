"""Look inside a trained Keras LSTM or GRU, and see what it would answer if a gate had acted differently.

    reading = read(model, x)
    reading.f                                               # (batch_size, timesteps, units)
    read(model, x, changes=[Clamp("f", 1.0)]).output        # the answer if nothing had been forgotten

The equations are in `numpy_cells`.
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
    """What an LSTM did. Each quantity is (batch_size, timesteps, units) float32, in the input's order.

    Args:
        i: the input gate; NaN at a masked step, as are f, c_tilde and o.
        f: the forget gate.
        c_tilde: the candidate.
        o: the output gate.
        c: the cell after the step; at a masked step its earlier value.
        h: the state after the step; at a masked step its earlier value.
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
    """What a GRU did. Each quantity is (batch_size, timesteps, units) float32, in the input's order.

    Args:
        z: the update gate, 1 keeps h; NaN at a masked step, as are r and h_tilde.
        r: the reset gate.
        h_tilde: the candidate.
        h: the state after the step; at a masked step its earlier value.
        output: what the whole model answers, NumPy arrays in the model's own structure.
        mask: (batch_size, timesteps) bool, True where a word was read.
    """

    z: np.ndarray
    r: np.ndarray
    h_tilde: np.ndarray
    h: np.ndarray
    output: Any
    mask: np.ndarray


def read(model, x, layer=None, changes: Iterable = (), **call) -> LSTMReading | GRUReading:
    """Let a model answer x, record what its LSTM or GRU does on the way, and apply changes to it.

    The rest of the model runs as usual, in inference, in one call for all rows: cut large inputs yourself.
    The model stays as it was, including the state of a stateful layer and the random seeds. Everything is
    computed in float32, or in float64 if the layer computes in float64.

    Args:
        model: a Keras model, or an LSTM or GRU layer.
        x: as for `model(x)`.
        layer: which LSTM or GRU, if there are several: its name, or the layer itself. In a `Bidirectional` it
            is the `forward_layer` or the `backward_layer`; their names begin with "forward_" and
            "backward_".
        changes: each a `Clamp` or a `Swap`; where two of them meet, the later one wins.
        **call: passed on to the model's call, such as mask=... or initial_state=...

    Returns:
        An `LSTMReading` or a `GRUReading`.

    Raises:
        TypeError: if ``model`` is no Keras layer, or ``changes`` holds anything but `Clamp` and `Swap`.
        ValueError: for a layer that is missing, ambiguous, of another kind, not built, called twice, or
            hidden in a tf.function; for x that does not fit it; for a change whose name, steps, units,
            partner or value do not fit.
    """
    import keras

    layer, kind = _find(model, layer)
    changes = _check_changes(changes, kind)
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

    # Keras handles inputs, masks, states and the rest of the model; only the loop over time is ours.
    # Without cuDNN, a Bidirectional uses this loop in each of its halves.
    # In a StatelessScope no variable changes, neither the state of a stateful layer nor a dropout's seed.
    with _attributes(layer, inner_loop=inner_loop, use_cudnn=False), keras.StatelessScope():
        try:
            output = model(x, training=False, **call)
        except Exception:
            if failures:
                raise failures[0] from None  # without the words that Keras adds to it
            raise
    if not runs:
        raise ValueError(f"{_describe(layer)} was not called: does the model hide it in a tf.function?")
    kept, mask = runs[0]
    output = keras.tree.map_structure(keras.ops.convert_to_numpy, output)
    return (LSTMReading if kind == "LSTM" else GRUReading)(**kept, output=output, mask=mask)


def _run(layer, kind: str, x, state, mask, weights, changes) -> dict[str, np.ndarray]:
    """Run the cell with the changes, twice if there is a swap; each quantity by its name."""
    import keras

    cell, (timesteps, units) = layer.cell, (x.shape[1], layer.cell.units)
    order = range(timesteps)[::-1] if layer.go_backwards else range(timesteps)
    functions = numpy_cells.activation(cell.recurrent_activation), numpy_cells.activation(cell.activation)
    limits = interventions.limits(cell, kind, state)

    def run_with(changes, unswapped=None):  # unswapped: each quantity in the run without swaps
        tape = numpy_cells.Tape(kind, mask, units, x.dtype, array_changes := {})
        for change in changes:
            for name in _names(change):
                if isinstance(change, Clamp):
                    array_change = interventions.resolve_clamp(
                        name, change.value, change.steps, change.units, tape.kept[name], mask, limits[name]
                    )
                else:
                    array_change = interventions.resolve_swap(
                        change.step, change.partner, unswapped[name], mask
                    )
                array_changes.setdefault(name, []).append(array_change)
        # A step is too small to be fast on a GPU. A gate that is fully shut is 1 / (1 + inf), which is 0.
        with keras.device("cpu:0"), np.errstate(over="ignore"):
            if kind == "LSTM":
                numpy_cells.lstm(x, *state, weights, functions, order, tape)
            else:
                numpy_cells.gru(x, *state, weights, functions, order, tape, cell.reset_after)
        return tape.kept

    clamps = [change for change in changes if isinstance(change, Clamp)]
    kept = run_with(clamps)
    return kept if len(clamps) == len(changes) else run_with(changes, kept)


def _for_keras(layer, kept: dict, mask: np.ndarray) -> tuple:
    """Return last output, outputs and last states as `keras.layers.RNN` expects them from its loop."""
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
        # If it unrolls, Keras uses this mask in the input's order even when it goes backwards.
        outputs = np.where((mask if layer.unroll else read)[..., None], outputs, 0)
    return tensor(last), tensor(outputs if layer.return_sequences else last[:, None]), states


def _arrays(layer, sequences, initial_state, mask, dtype) -> tuple:
    """Turn x, states and mask of a call into NumPy arrays; without a mask, every word is read."""
    import keras

    if not hasattr(sequences, "numpy"):
        raise ValueError(
            f"{_describe(layer)} is called inside a graph, without numbers: pass arrays as x, and a model "
            f"that is not wrapped in a tf.function."
        )
    x, *state = (np.asarray(part).astype(dtype, copy=False) for part in (sequences, *initial_state))
    features = layer.cell.kernel.shape[0]
    if x.shape[2] != features:
        raise ValueError(f"x has {x.shape[2]} features at {_describe(layer)}: expected {features}.")
    if mask is None:
        return x, state, np.ones(x.shape[:2], bool)
    mask = keras.ops.convert_to_numpy(keras.tree.flatten(mask)[0])
    return x, state, mask.astype(bool).reshape(x.shape[:2])


def _find(model, layer) -> tuple:
    """Find the layer to read, and tell whether it is an "LSTM" or a "GRU"."""
    import keras

    if not isinstance(model, keras.layers.Layer):
        raise TypeError(f"model is {type(model).__name__}: expected a Keras model, or an LSTM or GRU layer.")
    everything = model._flatten_layers()  # also of nested models, and of wrappers such as Bidirectional
    readable = [candidate for candidate in everything if _kind(candidate)]
    names = ", ".join(map(_describe, readable)) or "none"
    if layer is None:
        found = readable or [model]
    else:
        found = [candidate for candidate in everything if candidate is layer or candidate.name == layer]
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
    """Return "LSTM", "GRU", or None for all others; a subclass may compute something else."""
    import keras

    if type(layer) not in (keras.layers.LSTM, keras.layers.GRU, keras.layers.RNN):
        return None
    return {keras.layers.LSTMCell: "LSTM", keras.layers.GRUCell: "GRU"}.get(type(layer.cell))


def _describe(layer) -> str:
    return f"{type(layer).__name__} {layer.name!r}"


def _check_changes(changes: Iterable, kind: str) -> list:
    changes = [changes] if isinstance(changes, Clamp | Swap) else list(changes)
    for change in changes:
        if not isinstance(change, Clamp | Swap):
            raise TypeError(f"changes holds {change!r}: expected Clamp and Swap only.")
        known = list(numpy_cells.NAMES[kind])
        if isinstance(change, Swap):
            known = [name for name in known if name in numpy_cells.STATES]
        wrong = [name for name in _names(change) if name not in known]
        if wrong:
            raise ValueError(f"A {kind} has no {wrong[0]!r} for a {type(change).__name__}, it has {known}.")
    return changes


def _names(change) -> list:
    """List the quantities that a change acts on."""
    return [change.name] if isinstance(change, Clamp) or isinstance(change.name, str) else list(change.name)


@contextlib.contextmanager
def _attributes(layer, **values):
    """Set attributes of the layer for a while, without the bookkeeping of Keras."""
    own = vars(layer)
    before = {name: own[name] for name in values if name in own}
    own.update(values)
    try:
        yield
    finally:
        for name in values:
            del own[name]
        own.update(before)
