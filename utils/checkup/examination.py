"""Examine a model: check what is passed, let the model read a batch, ask every finding."""

from collections.abc import Sequence

import numpy as np

from utils import session
from utils.checkup import (  # noqa: F401  each puts its findings on the list
    about_answers,
    about_inputs,
    about_memory,
    about_padding,
    about_speed,
    about_splits,
)
from utils.checkup.case import Case, describe
from utils.checkup.looking import look, recurrent_layers
from utils.checkup.registry import FINDINGS, Unseen
from utils.checkup.report import Report

__all__ = ["examine"]

ROWS = 64  # so many rows are read by the model; counts of rows and ids are made over all
NUMBERS = 4_000_000  # fewer rows are read if they hold more numbers than this
WORK = 5e9  # ... or if the recurrent layers would multiply more often than this


def examine(model, x, y=None, x_val=None, y_val=None, shuffled=None, *, sample_weight=None) -> Report:
    """Look for what is wrong with a recurrent model, before or after training; in seconds.

    The model reads up to 64 rows, spread over x, in inference, and one gradient goes back through it. The
    model stays as it was: weights, carried states, what it was compiled with, seeds. Give it all training
    rows if you have them; what is counted is counted over all.

    Args:
        model: a built Keras model with a `SimpleRNN`, `LSTM`, `GRU` or another `RNN` in it.
        x: rows, as for `model.predict`: an array, or a list or dict with one array for each input.
        y: their labels, as for `model.fit`.
        x_val: rows of the validation set.
        y_val: their labels.
        shuffled: whether `fit` shuffles the rows (its default is True). It matters where a state is carried.
        sample_weight: as for `fit`, where you use it: padding with weight 0 is not counted by the loss.

    Returns:
        A `Report`.

    Raises:
        TypeError: if ``model`` is no Keras model, or x is a dataset or a generator.
        ValueError: if the model has no recurrent layer or is not built, or if x, y or the rest do not fit it.
        RuntimeError: if Keras runs on another backend than TensorFlow.
    """
    _check_model(model)
    case = _case(model, x, y, x_val, y_val, shuffled, sample_weight)
    look(case)
    if not case.calls:
        hidden = ", ".join(case.hidden) or "none was called"
        raise ValueError(
            f"No recurrent layer of {describe(model)} can be seen ({hidden}): the model runs them in a "
            "tf.function or a loop of its own. Examine a model that calls the layer itself."
        )
    findings, unseen = [], {}
    for name, find in FINDINGS.items():
        try:
            findings += find(case)
        except Unseen as reason:
            unseen[name] = str(reason)
        except Exception as error:  # one question that fails must not silence the others
            unseen[name] = f"this question failed, {type(error).__name__}: {str(error).splitlines()[:1]}"
    for layer in case.hidden:
        unseen[layer] = "the model runs it in a tf.function, a loop or a map of its own"
    kinds = ", ".join(describe(layer) for layer in recurrent_layers(model))
    looked_at = f"{describe(model)} with {kinds}; {len(case.chosen)} of {case.rows:,} rows read"
    return Report(findings, looked_at, unseen)


def _check_model(model) -> None:
    import keras

    if keras.backend.backend() != "tensorflow":
        session.load_tensorflow()  # says what to do
    if not isinstance(model, keras.layers.Layer):
        raise TypeError(f"model is {type(model).__name__}: expected a Keras model. Pass the model itself.")
    layers = recurrent_layers(model)
    if not layers:
        names = ", ".join(sorted({type(layer).__name__ for layer in model._flatten_layers()})[:8])
        raise ValueError(
            f"{describe(model)} has no recurrent layer: expected a SimpleRNN, LSTM, GRU or RNN among its "
            f"layers, which are {names}. A cell that is called in a loop of your own cannot be examined: "
            "wrap it in keras.layers.RNN."
        )
    unbuilt = [layer for layer in (model, *layers) if not layer.built]
    if unbuilt:
        raise ValueError(
            f"{describe(unbuilt[0])} is not built, it has no weights: expected a built model. Call "
            "model(x[:1]) once, or begin the model with keras.Input."
        )


def _case(model, x, y, x_val, y_val, shuffled, sample_weight) -> Case:
    import tensorflow as tf

    parts = _arrays("x", x)
    rows = len(parts[0])
    labels = None if y is None else _arrays("y", _in_order(model, "y", y), rows, "x")
    val = None if x_val is None else _arrays("x_val", x_val)
    if val is not None and [part.shape[1:] for part in val] != [part.shape[1:] for part in parts]:
        shapes = [", ".join(str(part.shape) for part in given) for given in (val, parts)]
        raise ValueError(
            f"x_val has the shape {shapes[0]} and x {shapes[1]}: expected rows of the same kind."
        )
    if y_val is not None and val is None:
        raise ValueError("y_val has no x_val beside it: pass x_val=..., too.")
    inputs = len(getattr(model, "inputs", None) or parts)
    if len(parts) != inputs:
        raise ValueError(f"x has {len(parts)} parts: expected one for each input of the model, {inputs}.")
    for name, given in (("y", labels), ("y_val", y_val)):
        if given is not None and any(np.asarray(part).dtype.kind in "US" for part in given):
            raise ValueError(f"{name} holds texts: expected numbers. Turn the labels into numbers first.")
    val_labels = None
    if y_val is not None:
        val_labels = _arrays("y_val", _in_order(model, "y_val", y_val), len(val[0]), "x_val")
    weight = None if sample_weight is None else _arrays("sample_weight", sample_weight, rows, "x")[0]
    if shuffled not in (None, True, False):
        raise ValueError(f"shuffled is {shuffled!r}: expected True, False, or None if you do not know.")

    chosen = _chosen(model, parts)
    tensors = [tf.constant(_for_keras(part[chosen])) for part in parts]
    if isinstance(x, dict):
        batch = dict(zip(_keys(x), tensors, strict=True))
    else:
        batch = tensors if len(tensors) > 1 else tensors[0]
    return Case(model, parts, labels, val, val_labels, weight, shuffled, chosen, batch)


def _in_order(model, name: str, labels):
    """Put a dict of labels into the order of the model's outputs."""
    if not isinstance(labels, dict):
        return labels
    names = list(getattr(model, "output_names", labels))
    if missing := [one for one in names if one not in labels]:
        raise ValueError(
            f"{name} lacks {missing[0]!r}: expected labels for each output of the model, {names}."
        )
    return [labels[one] for one in names]


def _keys(given: dict) -> list:
    """The keys of a dict in the order in which Keras flattens it."""
    import keras

    return keras.tree.flatten({key: key for key in given})


def _for_keras(part: np.ndarray) -> np.ndarray:
    import keras

    return part.astype(keras.config.floatx()) if part.dtype.kind == "f" else part


def _arrays(name: str, given, rows: int | None = None, beside: str = "") -> list[np.ndarray]:
    """Return what was passed as a list of arrays with equally many rows."""
    if hasattr(given, "element_spec") or (hasattr(given, "__next__") and hasattr(given, "__iter__")):
        raise TypeError(
            f"{name} is a {type(given).__name__}: expected arrays. Take one batch out of it, "
            "x, y = next(iter(dataset)), and pass that."
        )
    several = isinstance(given, dict) or (
        isinstance(given, list | tuple) and len(given) > 0 and all(np.ndim(part) > 0 for part in given)
        and all(hasattr(part, "shape") for part in given)
    )  # fmt: skip
    if several:
        parts = [given[key] for key in _keys(given)] if isinstance(given, dict) else list(given)
    else:
        parts = [given]
    arrays = []
    for part in parts:
        part = part.to_numpy() if hasattr(part, "to_numpy") else part
        try:
            array = np.asarray(part)
        except ValueError:
            array = np.empty(0, object)
        if array.dtype == object and array.size and isinstance(array.flat[0], str | bytes):
            array = array.astype(str)
        if array.dtype.kind not in "biufUS" or array.ndim == 0 or array.size == 0:
            raise ValueError(
                f"{name} is {type(given).__name__} with {array.dtype} of shape {array.shape}: expected an "
                "array of numbers or texts with at least one row. Rows of different lengths need padding "
                "first: utils.preprocessing.pad."
            )
        arrays.append(array)
    lengths = {len(array) for array in arrays} | ({rows} if rows is not None else set())
    if len(lengths) > 1:
        counted = " and ".join(str(len(array)) for array in arrays)
        than = f", but {beside} has {rows}" if rows is not None else ""
        raise ValueError(f"{name} has {counted} rows{than}: expected equally many.")
    return arrays


def _chosen(model, parts: Sequence[np.ndarray]) -> np.ndarray:
    """Choose the rows that the model reads: the first ones where it carries states, else spread over all."""
    rows, size = len(parts[0]), sum(part[0].size for part in parts)
    fixed = _batch_size(model)
    if fixed is not None:
        if rows < fixed:
            raise ValueError(
                f"x has {rows} rows, but {describe(model)} was built for batches of {fixed}: expected at "
                f"least {fixed} rows. Pass more, or build the model for this batch size."
            )
        return np.arange(fixed)
    steps = max((part.shape[1] for part in parts if part.ndim > 1), default=1)
    weights = sum(layer.count_params() for layer in recurrent_layers(model))
    wanted = max(4, min(ROWS, NUMBERS // max(size, 1), int(WORK / (steps * weights))))
    return np.unique(np.linspace(0, rows - 1, min(rows, wanted)).astype(int))


def _batch_size(model) -> int | None:
    """Return the number of rows that the model carries states for, None if it carries none."""
    import keras

    for layer in recurrent_layers(model):
        if layer.stateful and layer.states is not None:
            return int(keras.tree.flatten(layer.states)[0].shape[0])
    return None
