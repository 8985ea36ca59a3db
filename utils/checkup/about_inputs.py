"""Numbers that are missing, ids that do not exist, unknown words, inputs out of scale, rows of one step."""

from collections.abc import Iterator

import numpy as np

from utils.checkup.case import Case, Embedded, describe
from utils.checkup.registry import finding

LARGE = 10  # a feature whose numbers are typically larger than this fills the gates
SMALL = 1e-3  # ... or so small that it is hardly seen
APART = 100  # features whose scales are so many times apart
UNKNOWN = 0.15  # share of the words that one low id may have before it is taken for "unknown"
UNKNOWN_IDS = (1, 2, 3)  # where libraries put it: 1 in TextVectorization, 2 in Keras' IMDB reviews
VOCABULARY = 100  # in smaller ones a frequent id may be a letter


@finding("numbers that are missing", "One nan reaches every weight in the first step of training.")
def not_finite(case: Case) -> Iterator[tuple]:
    """Nan and infinity in x, y or the weights."""
    given = {"x": case.x, "y": case.y, "x_val": case.x_val, "y_val": case.y_val}
    for name, parts in given.items():
        bad = sum(int((~np.isfinite(part)).sum()) for part in parts or [] if part.dtype.kind == "f")
        if bad:
            cure = f"Fill or leave out: np.isnan({name}).sum() should be 0."
            yield "alarm", f"{name} holds {bad:,} numbers that are nan or infinite.", bad, cure
    bad = [weight.path for weight in case.model.weights if not _finite(weight)]
    if bad:
        yield (
            "alarm",
            f"{len(bad)} arrays of weights hold nan or infinity, the first is {bad[0]!r}.",
            len(bad),
            "Training has run away: build the model anew, scale the inputs, set clipnorm=1.0, take a "
            "lower rate.",
        )


def _finite(weight) -> bool:
    values = np.asarray(weight)
    return values.dtype.kind != "f" or bool(np.isfinite(values).all())


@finding(
    "ids out of range",
    "An Embedding has input_dim rows: on a CPU a larger id stops with an error, on a GPU it reads zeros "
    "without a word, and a negative id counts from the end.",
)
def ids_out_of_range(case: Case) -> Iterator[tuple]:
    """Ids that the Embedding has no row for."""
    for one in case.embedded:
        ids = _all_ids(case, one)
        bad = ids[(ids < 0) | (ids >= one.layer.input_dim)]
        if bad.size:
            yield (
                "alarm",
                f"{describe(one.layer)} knows the ids 0 to {one.layer.input_dim - 1}, and {bad.size:,} "
                f"ids lie outside, from {bad.min()} to {bad.max()}.",
                bad.size,
                f"Set input_dim={max(int(ids.max()) + 1, one.layer.input_dim)}, or replace rare words by "
                "the id for unknown ones.",
            )


def _all_ids(case: Case, one: Embedded) -> np.ndarray:
    """The ids of all rows where x holds them as they are, else those of the rows that were read."""
    part = case.part_of(one)
    return one.ids.ravel() if part is None else part[np.isfinite(part)].astype(np.int64)


@finding(
    "unknown words",
    "Words that share one id cannot be told apart; what they say is lost before the first layer.",
)
def unknown_ids(case: Case) -> Iterator[tuple]:
    """A low id that makes up much of all words."""
    for one in case.embedded:
        if one.layer.input_dim < VOCABULARY:
            continue
        ids = _all_ids(case, one)
        words = ids[ids != 0]
        shares = {id_: (words == id_).mean() if words.size else 0 for id_ in UNKNOWN_IDS}
        unknown = max(shares, key=shares.get)
        if shares[unknown] >= UNKNOWN:
            yield (
                "note",
                f"The id {unknown} makes up {shares[unknown]:.0%} of the words that {describe(one.layer)} "
                "reads. If it stands for unknown words, much is lost.",
                shares[unknown],
                "Take a larger vocabulary, or look which words are unknown: spelling, capital letters, a "
                "vocabulary made from other texts.",
            )


@finding(
    "inputs out of scale",
    "Gates are sigmoids: large inputs push them to 0 or 1, where they stop learning, and small ones are "
    "not seen beside large ones.",
)
def unscaled_inputs(case: Case) -> Iterator[tuple]:
    """What recurrent layers read straight from x, if it is far from a scale of 1."""
    for call in case.calls:
        if call.learned or call.x.ndim != 3:
            continue
        steps = call.x[call.words & np.isfinite(call.x).all(axis=-1)]
        if not len(steps):
            continue
        size = np.sqrt((steps.astype(np.float64) ** 2).mean(axis=0))
        largest, smallest = size.max(), size[size > 0].min() if (size > 0).any() else 0
        whole = (steps == np.round(steps)).all() and steps.shape[-1] == 1 and largest > LARGE
        cure = "Scale by the training rows, x = (x - mean) / std, or begin with keras.layers.Normalization."
        if whole:
            cure = "If these are ids of words, put an Embedding before it; if not, x = (x - mean) / std."
        if largest > LARGE:
            what = f"{call.name} reads numbers of a typical size of {largest:,.3g}."
            yield "alarm", what, largest, cure
        elif 0 < largest < SMALL:
            yield "note", f"{call.name} reads numbers of a typical size of {largest:.2g}.", largest, cure
        elif smallest and largest / smallest > APART and _spread(steps):
            what = (
                f"The features that {call.name} reads differ in scale {largest / smallest:,.0f} times, from "
                f"{smallest:.2g} to {largest:.2g}."
            )
            yield "note", what, largest / smallest, cure
        return  # one layer reads x first; a second one reads the same


def _spread(steps: np.ndarray) -> bool:
    """Tell numbers from marks: a feature that is mostly 0 is a mark, and its mean size is small."""
    return bool((np.mean(steps != 0, axis=0) > 0.5).all())


@finding(
    "sequences of one step",
    "With a single step there is nothing to remember: the layer is a plain layer with gates. Often an "
    "axis has been lost, (rows, 1, features) where (rows, timesteps, features) was meant.",
)
def one_step(case: Case) -> Iterator[tuple]:
    """Layers that read one step and begin without a state."""
    for call in case.calls:
        again = sum(other.layer is call.layer for other in case.calls) > 1
        if call.x.shape[1] == 1 and not call.layer.stateful and not call.given and not again:
            yield (
                "alarm",
                f"{call.name} reads sequences of 1 step with {call.x.shape[-1]} features.",
                1,
                "Shape the rows as (rows, timesteps, features): x[..., None] for a window of one feature.",
            )
