"""Outputs, labels and losses that do not fit each other, labels of one class, losses that count padding."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from utils.checkup.case import Answer, Case
from utils.checkup.compiled import CATEGORICAL, as_prediction, compiled_loss, compiled_metrics
from utils.checkup.looking import repaired
from utils.checkup.registry import Unseen, finding

CLOSE = 1e-3
REACH = {"sigmoid": (0, 1), "softmax": (0, 1), "tanh": (-1, 1), "relu": (0, np.inf), "softplus": (0, np.inf)}
KNOWN = (
    *CATEGORICAL,
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "mean_squared_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
    "huber",
    "log_cosh",
    "kl_divergence",
    "poisson",
)  # losses whose labels have the shape of the output
DISTANCES = ("mean_squared_error", "mean_absolute_error", "huber", "log_cosh")
PADDED = 0.05  # with less padding than this, counting it hardly matters
ROWS = 8  # fewer labels may be of one class by chance


def _between_0_and_1(value: np.ndarray) -> bool:
    return bool(value.min() >= -1e-6 and value.max() <= 1 + 1e-6)


def _adds_to_1(value: np.ndarray) -> bool:
    return _between_0_and_1(value) and bool(np.abs(value.sum(axis=-1) - 1).max() < CLOSE)


@finding(
    "output and loss that do not fit",
    "The loss reads the numbers as something they are not; training goes on all the same, to a worse end.",
)
def loss_and_output(case: Case) -> Iterator[tuple]:
    """Scores where probabilities are expected, the other way round, or the wrong number of units."""
    activation = case.last_activation()
    for k, answer in enumerate(case.answers):
        loss, value = compiled_loss(case, k), answer.value
        if loss is None or value.ndim < 2 or value.dtype.kind != "f" or not np.isfinite(value).all():
            continue
        units, binary = value.shape[-1], loss.name in ("binary_crossentropy", "binary_focal_crossentropy")
        if loss.name not in CATEGORICAL and not binary:
            continue
        low, high, words = value.min(), value.max(), f"{answer.name!r} with {loss.name}"
        if units == 1 and (loss.name in CATEGORICAL or (value > 1 - 1e-6).all()):
            yield (
                "alarm",
                f"{words}: a softmax over 1 unit is always 1.",
                1,
                "Take Dense(1, activation='sigmoid') with binary_crossentropy, or a unit for each class.",
                "Nothing can be learnt: the answer is the same for every row.",
            )
        elif not loss.from_logits and not _between_0_and_1(value):
            yield (
                "alarm",
                f"{words}: the loss expects probabilities, and the numbers go from {low:.2g} to {high:.2g}.",
                np.abs(value).max(),
                f"Add activation='{'sigmoid' if binary else 'softmax'}' to the last layer, or pass the loss "
                "with from_logits=True.",
            )
        elif not loss.from_logits and loss.name in CATEGORICAL and not _adds_to_1(value):
            yield (
                "alarm",
                f"{words}: the {units} numbers of a row add up to {value.sum(axis=-1).mean():.2f}, not to 1.",
                value.sum(axis=-1).mean(),
                "Take activation='softmax'; sigmoid belongs to binary_crossentropy, with one unit or "
                "many labels.",
            )
        elif loss.from_logits and (
            _adds_to_1(value) if loss.name in CATEGORICAL else activation == "sigmoid"
        ):
            cured = repaired(case, k)
            why = (
                "Keras finds the scores below the last operation this time, and warns; run eagerly, or "
                "with one more layer behind it, it does not."
            )
            yield (
                "note" if cured else "alarm",
                f"{words} and from_logits=True: the loss expects scores and gets probabilities.",
                high,
                "Leave out from_logits=True, or the activation of the last layer.",
                *([why] if cured else []),
            )
        elif binary and units > 1 and activation == "softmax":
            yield (
                "note",
                f"{words}: {units} units of a softmax, each judged as if it were alone.",
                units,
                "For classes of which one is right take (sparse_)categorical_crossentropy.",
            )


@finding(
    "labels that do not fit",
    "Keras stretches shapes that differ until they fit, and reads numbers out of range as they are: the loss "
    "then means something else.",
)
def labels_do_not_fit(case: Case) -> Iterator[tuple]:
    """Labels of another shape or range than the loss expects of them."""
    for k, answer in enumerate(case.answers):
        loss = compiled_loss(case, k)
        if case.y is None or k >= len(case.y) or loss is None:
            continue
        y, value = case.y[k], answer.value
        if y.dtype.kind not in "biuf" or not np.isfinite(y).all():
            continue
        sparse = loss.name == "sparse_categorical_crossentropy"
        expected = value.shape[1:-1] if sparse else value.shape[1:]
        if loss.name in KNOWN and not _same_shape(y.shape[1:], expected):
            hint = "Give the labels the shape of the output."
            if answer.steps and y.ndim <= 2:
                hint = "Set return_sequences=False in the last recurrent layer if each row has one label."
            elif sparse and _same_shape(y.shape[1:], value.shape[1:]):
                hint = "These look like one-hot labels: take categorical_crossentropy, or y.argmax(-1)."
            elif loss.name == "categorical_crossentropy":
                hint = "For labels that are numbers of classes take sparse_categorical_crossentropy."
            yield (
                "alarm",
                f"The labels have the shape {y.shape}, and {answer.name!r} has {value.shape} for "
                f"{len(value)} rows: {loss.name} expects (rows{''.join(f', {n}' for n in expected)}).",
                y.ndim,
                hint,
            )
            continue
        real = y if loss.ignored is None else y[y != loss.ignored]
        if real.size == 0:
            continue
        if sparse and ((real < 0) | (real >= value.shape[-1]) | (real != np.round(real))).any():
            yield (
                "alarm",
                f"The labels go from {real.min():g} to {real.max():g}, and {answer.name!r} has "
                f"{value.shape[-1]} units: classes 0 to {value.shape[-1] - 1}.",
                real.max(),
                "Count classes from 0 (y - 1 if yours begin at 1), and give the last layer a unit for each.",
                "A label without a unit stops training on a CPU, and gives nan on a GPU.",
            )
        elif loss.name == "binary_crossentropy" and (real.min() < 0 or real.max() > 1):
            yield (
                "alarm",
                f"The labels go from {real.min():g} to {real.max():g}: binary_crossentropy expects 0 and 1.",
                real.max(),
                "Make them 0 and 1, for instance y == y.max().",
                "The loss falls below 0 without end, and the answers are no probabilities.",
            )
        low, high = REACH.get(case.last_activation(), (-np.inf, np.inf))
        beyond = ((real < low - CLOSE) | (real > high + CLOSE)).mean()
        if loss.name in DISTANCES and beyond > 0 and len(case.answers) == 1:
            yield (
                "alarm",
                f"{beyond:.0%} of the labels lie outside {low:g} to {high:g}, where "
                f"activation={case.last_activation()!r} keeps the output.",
                beyond,
                "Leave out the activation of the last layer, or scale the labels into its range.",
                "These labels are out of reach.",
            )


def _same_shape(given: tuple, expected: tuple) -> bool:
    """Whether shapes are the same but for an axis of length 1 at the end."""
    shapes = [tuple(shape[:-1]) if shape and shape[-1] == 1 else tuple(shape) for shape in (given, expected)]
    return shapes[0] == shapes[1] or tuple(given) == tuple(expected)


@finding(
    "labels of one class",
    "A model that always says this class is always right, and learns nothing else.",
)
def one_class(case: Case) -> Iterator[tuple]:
    """Labels that are all the same."""
    for name, labels in (("y", case.y), ("y_val", case.y_val)):
        for k, part in enumerate(labels or []):
            loss = compiled_loss(case, k) if k < len(case.answers) else None
            classes = part.argmax(axis=1) if _one_hot(part) else part
            if loss is not None and loss.ignored is not None:
                classes = classes[classes != loss.ignored]
            if len(part) >= ROWS and classes.size and (classes == classes.flat[0]).all():
                yield (
                    "alarm",
                    f"All {len(part):,} rows of {name} have the label {classes.flat[0]}.",
                    1,
                    "Shuffle the rows before you split them: files are often sorted by label.",
                )


def _one_hot(part: np.ndarray) -> bool:
    several = part.ndim == 2 and part.shape[1] > 1
    return several and bool(np.isin(part, (0, 1)).all() and (part.sum(axis=1) == 1).all())


@finding(
    "padding that is counted",
    "Padding is easy to predict: the loss then looks low and the accuracy high, and training works at it.",
)
def padding_counted(case: Case) -> Iterator[tuple]:
    """Losses and metrics that change when only the answers at padded steps do."""
    for k, answer in enumerate(case.answers):
        if not answer.steps or answer.padding is None or answer.value.dtype.kind != "f":
            continue
        padded, share = answer.padding.at, answer.padding.at.mean()
        if not padded.any() or padded.all():
            continue
        loss = compiled_loss(case, k)
        lost = " The model makes a mask, but it does not reach the loss." if case.masked else ""
        lost = lost if answer.mask is None else ""
        severity = "alarm" if share > PADDED else "note"
        cure = (
            "Let the mask reach the last layer, or pass sample_weight (0 at padding), or "
            "SparseCategoricalCrossentropy(ignore_class=0)."
        )
        if case.labels is None or k >= len(case.labels):
            if loss is not None and answer.mask is None:
                raise Unseen("pass y, so that the loss can be computed with and without padding")
            continue
        labels, weight = case.labels[k], case.sample_weight
        weight = None if weight is None else weight[case.chosen]
        weighed = None if loss is None else partial(loss.measure, sample_weight=weight)
        counted = 0.0 if loss is None else _counted(answer, padded, labels, weighed)
        if counted > 0:
            yield (
                "alarm" if counted > PADDED else "note",
                f"{counted:.0%} of the steps of {answer.name!r} that {loss.name or 'the loss'} counts are "
                f"padding.{lost}",
                counted,
                cure,
            )
        for name, metric in compiled_metrics(case, k):
            if _counts(answer, padded, labels, partial(_result, metric)):
                yield (
                    severity,
                    f"The metric {name!r} counts padding: {share:.0%} of the steps of {answer.name!r} are "
                    "padded.",
                    share,
                    "Let the mask reach the last layer (before Keras 3.12, no metric sees it), or list the "
                    "metric under weighted_metrics and pass sample_weight (0 at padding).",
                )


def _counted(answer: Answer, padded: np.ndarray, labels, measure) -> float:
    """Of the steps at which a loss listens to the answer, the share that is padded."""
    import tensorflow as tf

    try:
        with tf.GradientTape() as tape:
            prediction = as_prediction(answer, answer.value)
            tape.watch(prediction)
            loss = measure(labels, prediction)
        gradient = np.nan_to_num(np.asarray(tape.gradient(loss, prediction), np.float32))
    except Exception as error:  # labels of another shape, a loss that needs something else
        raise Unseen(f"the loss cannot be computed for y: {type(error).__name__}") from error
    heard = np.abs(gradient).reshape(*padded.shape, -1).max(axis=-1) > 0
    return float((heard & padded).sum() / max(heard.sum(), 1))


def _counts(answer: Answer, padded: np.ndarray, labels, measure) -> bool:
    """Whether a number changes with the answers at padded steps: if they are turned round, or all right."""
    value = answer.value
    if value.ndim > 2 and value.shape[-1] > 1:
        others = [value[..., ::-1]]
    else:
        others = [1 - value if _between_0_and_1(value) else value + 1]
    right = np.asarray(labels)
    if right.shape == value.shape[:-1] and right.dtype.kind in "iu":
        right = right[..., None] == np.arange(value.shape[-1])
    if right.shape == value.shape:  # among many classes, turned round is as wrong as before
        others.append(right)
    at = padded[..., None] if value.ndim > 2 else padded
    try:
        before, *after = (
            float(measure(labels, as_prediction(answer, np.where(at, other, value).astype(value.dtype))))
            for other in (value, *others)
        )
    except Exception as error:
        raise Unseen(f"a metric cannot be computed for y: {type(error).__name__}") from error
    return any(abs(before - number) > 1e-6 * max(1.0, abs(before)) for number in after)


def _result(metric, y, prediction):
    metric.reset_state()
    metric.update_state(y, prediction)
    return metric.result()
