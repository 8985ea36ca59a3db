"""Padding that is read, masks that end, rows without words, words that a mask hides."""

from collections.abc import Iterator

import numpy as np

from utils.checkup.case import Call, Case, describe
from utils.checkup.padding import find_padding
from utils.checkup.registry import finding

WEAK = 0.1  # the words of a row act on the answer this much less than its padding
MIXED = 0.05  # share of the answer's gradient that lies on padding, from which on it is worth a word
MANY = 0.2  # share of padded steps that cost time
ROWS_WITH_WORDS = 0.01  # share of ids between words that a mask hides


@finding(
    "padding is read",
    "After each step of padding a recurrent layer has forgotten more of the words, and one gradient must "
    "find its way back through all of it: at worst nothing is learnt, and no message says so.",
)
def padding_read(case: Case) -> Iterator[tuple]:
    """Padded steps that a layer reads, and how strongly they act on the answer."""
    for block in case.blocks:
        measured = [one for one in map(_measure, block) if one is not None]
        if not measured:
            continue
        blocked = len(measured) == len(block) and all(one["ratio"] < WEAK for one in measured)
        worst = min(measured, key=lambda one: one["ratio"])
        call = worst["call"]
        if worst["share"] < MIXED and worst["steps"] < MANY:
            continue
        side = "behind" if worst["behind"] >= worst["before"] else "in front of"
        length = worst["behind"] if side == "behind" else worst["before"]
        where = call.wrapper if len(measured) == len(block) > 1 else None
        name = describe(where) if where is not None else call.name
        lost = f" Its mask ended at {call.stop}." if call.stop else ""
        what = (
            f"{name} reads {worst['steps']:.0%} padding, {side} the words: {length:.0f} steps in the middle "
            f"one of the padded rows; {worst['share']:.0%} of the answer's gradient lies on padding.{lost}"
        )
        cure = (
            "Set mask_zero=True in the Embedding (or put keras.layers.Masking before the layer, or pass "
            "mask=); or pad at the other side, or less."
        )
        if call.mask is not None and not call.mask.all():  # it skips some steps, but not these
            cure = "The mask skips less than the padding: mask_zero skips the id 0 only. Pad with 0."
        elif call.stop:
            cure = f"Pass mask= to the layer by hand, past {call.stop}, which hands on none."
        if blocked:
            yield "alarm", what, length, cure
        elif worst["ratio"] < WEAK:
            half = "That half is nearly blind, the other one is not." if len(block) > 1 else ""
            yield "note", f"{what} {half}".strip(), length, cure
        else:
            why = "The padding costs time, and what it leaves in the state is mixed with the words."
            if worst["share"] < MIXED:
                why = "The padding costs time; the answer hardly depends on it."
            yield "note", what, length, cure, why


def _measure(call: Call) -> dict | None:
    """How a layer's padding acts on the answer, against its words."""
    read = call.read_padding
    rows = read.any(axis=1) & call.words.any(axis=1)
    if not rows.any():
        return None
    before = np.where(read, np.arange(read.shape[1]) < call.padding.first[:, None], False).sum(axis=1)
    behind = read.sum(axis=1) - before
    found = {
        "call": call,
        "steps": read.mean(),
        "before": np.median(before[rows]),
        "behind": np.median(behind[rows]),
        "ratio": 1.0,
        "share": 0.0,
    }
    if call.gradient is not None:
        gradient = np.where(np.isfinite(call.gradient), call.gradient, 0)[rows]
        words, padding = gradient * call.words[rows], gradient * read[rows]
        acting = gradient.sum(axis=1) > 0
        if acting.any():
            words, padding = words[acting], padding[acting]
            ratios = words.max(axis=1) / np.maximum(padding.max(axis=1), 1e-30)
            found["ratio"] = np.median(ratios)
            found["share"] = np.mean(padding.sum(axis=1) / (words.sum(axis=1) + padding.sum(axis=1)))
    return found


@finding(
    "a mask ends",
    "What comes after that layer cannot tell words from padding.",
)
def mask_ends(case: Case) -> Iterator[tuple]:
    """Layers that have a mask before them and drop it."""
    for name in dict.fromkeys(case.dropped):
        lost = [call for call in case.calls if call.stop == name and call.read_padding.any()]
        what = f"The mask ends at {name}."
        if lost:
            what = f"The mask ends at {name}; {lost[0].name} behind it reads padding."
        yield "note", what, len(lost), f"Pass mask= by hand to the layers behind {name} that can use one."
    silent = [
        call for call in case.calls
        if call.mask is None and not call.stop and call.read_padding.any() and call.maskable
    ]  # fmt: skip
    for call in silent[:1]:
        dropped = "an operation that is no layer, such as + or a slice, has dropped it without a warning."
        if call.given:
            dropped = "Keras hands none to a layer that is called with initial_state=."
        yield (
            "note",
            f"The model makes a mask, but {call.name} gets none: {dropped}",
            len(silent),
            "Pass mask= to the layer by hand"
            + ("." if call.given else ", or use a layer (Add, Concatenate) for the operation."),
        )


@finding(
    "rows that are all padding",
    "Such a row has no words, so its label teaches noise; and the fused kernel of a GPU stops with an "
    "error at a row whose mask is empty.",
)
def empty_rows(case: Case) -> Iterator[tuple]:
    """Rows without any word."""
    count = 0
    ids = [case.part_of(one) for one in case.embedded]
    for part in [part for part in case.x if part.ndim == 3] + [part for part in ids if part is not None]:
        padding = find_padding(part)
        if padding is not None:
            count = max(count, int((padding.words == 0).sum()))
    if count:
        of = case.rows
    else:
        empty = [call.mask for call in case.calls if call.mask is not None]
        count, of = max((int((~mask.any(axis=1)).sum()) for mask in empty), default=0), len(case.chosen)
    if count:
        yield (
            "alarm",
            f"{count} of {of:,} rows hold nothing but padding.",
            count,
            "Leave these rows out, or find out why their texts are empty (all words unknown? a title only?).",
        )


@finding(
    "a mask hides words",
    "A masked step is skipped: the layer behaves as if the word were not there.",
)
def hidden_words(case: Case) -> Iterator[tuple]:
    """Ids 0 between words, which mask_zero skips."""
    for one in case.embedded:
        if not one.layer.mask_zero:
            continue
        zero = one.ids == 0
        words = (~zero).any(axis=1)
        first = np.argmax(~zero, axis=1)[:, None]
        last = zero.shape[1] - 1 - np.argmax(~zero[:, ::-1], axis=1)[:, None]
        steps = np.arange(zero.shape[1])
        between = words[:, None] & (steps >= first) & (steps <= last)
        hidden = (zero & between).sum()
        if hidden:
            share = hidden / between.sum()
            yield (
                "alarm" if share > ROWS_WITH_WORDS else "note",
                f"{describe(one.layer)} has mask_zero=True, and {share:.1%} of the ids between the first and "
                "the last word of a row are 0.",
                share,
                "Let ids of words begin at 1 (x + 1, and input_dim + 1), so that 0 is padding only.",
            )
