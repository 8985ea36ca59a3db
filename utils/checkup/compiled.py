"""What a model was compiled with, read without touching it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from utils.checkup.case import Answer, Case

__all__ = ["CATEGORICAL", "CompiledLoss", "as_prediction", "compiled_loss", "compiled_metrics"]

CATEGORICAL = ("categorical_crossentropy", "sparse_categorical_crossentropy")


@dataclass(eq=False)
class CompiledLoss:
    """The loss of one output.

    Args:
        name: the name of its function, such as "binary_crossentropy"; "" for a loss of someone's own.
        from_logits: whether it expects scores, not probabilities.
        ignored: the label that it leaves out (`ignore_class`), or None.
        measure: (y, prediction, sample_weight) -> one number, as Keras computes it, with its masks.
    """

    name: str
    from_logits: bool
    ignored: int | None
    measure: Any


def _part(given, case: Case, k: int):
    """What of a loss or of metrics belongs to output k."""
    if isinstance(given, dict):
        return given.get(case.answers[k].name)
    if isinstance(given, list | tuple) and len(given) == len(case.answers) > 1:
        return given[k]
    if isinstance(given, list | tuple) and len(given) == 1:
        return given[0]
    return given


def compiled_loss(case: Case, k: int) -> CompiledLoss | None:
    """Return the loss of output k, None if there is none or the model computes its own."""
    import keras

    model = case.model
    if not getattr(model, "compiled", False) or type(model).compute_loss is not keras.Model.compute_loss:
        return None
    loss = _part(getattr(model, "loss", None), case, k)
    if loss is None or isinstance(loss, list | tuple | dict):
        return None
    if loss in ("crossentropy", "ce"):
        loss = _crossentropy(case, k)
    loss = keras.losses.get(loss)
    function = getattr(loss, "fn", loss)
    options = getattr(loss, "_fn_kwargs", None) or getattr(function, "keywords", None) or {}
    function = getattr(function, "func", function)
    ours = getattr(function, "__module__", "").startswith("keras.")
    name = getattr(function, "__name__", "") if ours else ""
    if not isinstance(loss, keras.losses.Loss):
        loss = keras.losses.MeanSquaredError.__base__(loss, name="checkup")  # as Keras wraps functions
    return CompiledLoss(name, bool(options.get("from_logits")), options.get("ignore_class"), loss)


def _crossentropy(case: Case, k: int) -> str:
    value, labels = case.answers[k].value, case.labels
    if value.shape[-1] == 1:
        return "binary_crossentropy"
    sparse = labels is None or labels[k].ndim < value.ndim or labels[k].shape[-1] == 1
    return "sparse_categorical_crossentropy" if sparse else "categorical_crossentropy"


def compiled_metrics(case: Case, k: int) -> list[tuple[str, Any]]:
    """Return fresh copies of the metrics of output k, each with its name; those that cannot be copied not."""
    import keras

    compiled = getattr(case.model, "_compile_metrics", None)
    given = _part(getattr(compiled, "_user_metrics", None), case, k)
    found = []
    for metric in keras.tree.flatten(given) if given is not None else []:
        try:
            copy = _copy(metric, case, k)
        except Exception:  # a metric of someone's own need not be made for copies
            continue
        name = metric if isinstance(metric, str) else getattr(metric, "name", None) or metric.__name__
        found.append((name, copy))
    return found


def _copy(metric, case: Case, k: int):
    import keras

    if metric in ("accuracy", "acc"):
        value, labels = case.answers[k].value, case.labels
        if value.shape[-1] == 1:
            return keras.metrics.BinaryAccuracy()
        sparse = labels is None or labels[k].ndim < value.ndim or labels[k].shape[-1] == 1
        return keras.metrics.SparseCategoricalAccuracy() if sparse else keras.metrics.CategoricalAccuracy()
    metric = keras.metrics.get(metric)
    if isinstance(metric, keras.metrics.Metric):
        return type(metric).from_config(metric.get_config())
    return keras.metrics.MeanMetricWrapper(metric)


def as_prediction(answer: Answer, value: np.ndarray):
    """Return values as a tensor with the mask that Keras would give to the loss with it."""
    import tensorflow as tf

    tensor = tf.constant(value)
    if answer.mask is not None:
        tensor._keras_mask = tf.constant(answer.mask)
    return tensor
