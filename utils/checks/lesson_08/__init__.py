"""Checks of the exercises of lesson 08, Opinions in film reviews."""

import functools
from collections import Counter
from functools import partial
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils.checks.asking import ask, number, numbers, scalar, several
from utils.checks.judging import Unsolved, Wrong, check, close, compare, within
from utils.checks.lesson_08.short_reviews import PLACES, short_reviews
from utils.checks.predictions import predicted
from utils.plotting import FAMILIES


def _log_ratios(present: np.ndarray, y: np.ndarray, alpha: float = 1) -> np.ndarray:
    """Compute the log-ratio of each word, (words,), from present (rows, words) and labels y (rows,)."""
    p, q = (alpha + present[y == side].sum(axis=0) for side in (1, 0))
    return np.log(p / p.sum()) - np.log(q / q.sum())


def _sums_by_fold(present, y, fold, count=_log_ratios, own=False) -> np.ndarray:
    """Sum for each row, (rows,), what `count` finds for its words on the other folds, or on its own fold."""
    sums = np.zeros(len(y))
    for k in np.unique(fold):
        here = fold == k
        rows = here if own else ~here
        sums[here] = present[here] @ count(present[rows], y[rows])
    return sums


def _unscaled(present, y):
    """Compute log-ratios with a mistake: the counts are not divided by their sums."""
    p, q = (1 + present[y == side].sum(axis=0) for side in (1, 0))
    return np.log(p) - np.log(q)


def _by_reviews(present, y):
    """Compute log-ratios with a mistake: the counts are divided by the numbers of reviews."""
    p, q = (1 + present[y == side].sum(axis=0) for side in (1, 0))
    return np.log(p / (y == 1).sum()) - np.log(q / (y == 0).sum())


@check
def told(told):
    """Check sums of log-ratios that are counted out of fold.

    Args:
        told: a function `told(present, y, fold)`, from (rows, words), (rows,) and (rows,) to (rows,).
    """
    rng = np.random.default_rng(81)
    present = (rng.random((60, 25)) < rng.uniform(0.2, 0.6, 25)).astype(int)
    y, fold = (rng.random(60) < 0.3).astype(int), rng.choice([2, 3, 7], p=[0.5, 0.3, 0.2], size=60)
    right = _sums_by_fold(present, y, fold)
    mistakes = {
        "you count all reviews, so each is told its own label. That is the leak itself": (
            present @ _log_ratios(present, y)
        ),
        "you count the fold itself. Count the reviews outside of it": _sums_by_fold(
            present, y, fold, own=True
        ),
        "you leave out the one review only. All reviews of its fold must go": (
            _sums_by_fold(present, y, np.arange(60))
        ),
        "p and q are not divided by their sums. There are more negative reviews, and every word looks "
        "negative": _sums_by_fold(present, y, fold, _unscaled),
        "you divide by the number of reviews. Divide p by the sum of p over all words, and q likewise": (
            _sums_by_fold(present, y, fold, _by_reviews)
        ),
        "you count without the one more, and a word that one side never uses asks for the logarithm of "
        "zero": _sums_by_fold(present, y, fold, partial(_log_ratios, alpha=0)),
        "the sign is turned round: positive words should be above 0": -right,
        "you take the mean over the words, and a long review counts no more than a short one": (
            right / present.sum(axis=1)
        ),
        "the sums are right, but stand in the order of the folds: write them to the rows of the fold": (
            np.concatenate([right[fold == k] for k in np.unique(fold)])
        ),
        "return the sums, not the answer": right > 0,
    }
    got = numbers("told(present, y, fold)", ask(told, present, y, fold), shape=(60,))
    words = "the sums are not those of log-ratios counted on the other folds"
    compare(got, right, mistakes, "which rows you count, and the two sums in the equation", words)
    said = predicted("each review once"), predicted("each review twice")
    return f"You said {said[0]:g} and {said[1]:g} for labels by coin. Run the next cell and see."


FOUND = 0.9  # of the complaints that are to be found
GOOD_ENOUGH = 0.85  # right answers on reviews of new restaurants, whose stars are all right


@functools.cache
def _parts() -> dict[str, tuple[list[str], np.ndarray]]:
    """The reviews of the exercise, by part."""
    return {part: short_reviews(rows, part) for part, rows in REVIEWS.items()}


REVIEWS = {"train": 1500, "validation": 400, "new": 400}  # rows of each part


@check
def complaints(complaint_finder):
    """Check a network with a threshold.

    Args:
        complaint_finder: a function `complaint_finder(train, y_train, validation, y_validation)`, from lists
            of texts and their labels to a trained Keras model that takes texts, and a threshold.
    """
    parts = _parts()
    (validation, labels), (new, truth) = parts["validation"], parts["new"]
    answer = ask(complaint_finder, *parts["train"], validation, labels)
    model, threshold = several("complaint_finder", answer, "the trained model", "the threshold")
    if not callable(getattr(model, "predict", None)):
        raise Wrong("the first thing that `complaint_finder` returns should be a Keras model")
    said = _answers(model, validation)
    _vocabulary_is_honest(model)
    spread = float(np.std(said))
    if spread < 0.02:
        raise Wrong(
            "your network gives every review the same answer: what it read is lost on the way to the end",
            "the zeros behind a short text, and mask_zero in the embedding",
        )
    right = float(np.mean((_answers(model, new) > 0.5) == truth))
    if right < 1 - GOOD_ENOUGH:
        raise Wrong("good and bad are exchanged: the model should give the probability of 1, content")
    if right < GOOD_ENOUGH:
        look = "the zeros behind a short text, mask_zero, the step size and the number of passes"
        raise Wrong(f"it is right on {right:.0%} of new reviews; {GOOD_ENOUGH:.0%} are wanted", look)
    cut = number("the threshold", scalar(threshold), 0, 1)
    complaint = np.sort(said[labels == 0])
    wanted = int(np.ceil(FOUND * len(complaint)))
    found = int(np.sum(complaint <= cut))
    if abs(cut - 0.5) < 1e-6:
        raise Wrong(
            f"with one half you find {found / len(complaint):.0%} of the complaints, and {FOUND:.0%} are "
            "wanted. A threshold is a choice: make it on the validation part",
            "the answers to the complaints of the validation part, sorted",
        )
    _threshold_is_of(cut, said, labels, model, wanted)
    others = said[labels == 1]
    return f"You find {found / len(complaint):.0%}, and alarm at {np.mean(others <= cut):.0%} of the others."


def _answers(model, texts: list[str]) -> np.ndarray:
    """What a model says of texts, (rows,); Wrong if it does not take texts or gives something else."""
    import tensorflow as tf

    try:
        said = np.asarray(model.predict(tf.constant(texts), verbose=0))
    except Exception as error:
        raise Wrong(
            f"your model does not take texts: {str(error).splitlines()[0]:.80}",
            "TextVectorization has to be its first layer",
        ) from None
    if said.ndim == 3:
        raise Wrong(
            f"your network answers at every step, {said.shape}: one answer a review is wanted",
            "return_sequences, which the last recurrent layer does not need",
        )
    said = numbers("the answers of your network", said, (len(texts), 1))[:, 0]
    if said.min() < 0 or said.max() > 1:
        raise Wrong("the answers are no probabilities from 0 to 1", "the activation of the last layer")
    return said


def _vocabulary_is_honest(model) -> None:
    """Wrong if the list of words holds one that only the validation part has."""
    lists = [layer for layer in model.layers if hasattr(layer, "get_vocabulary")]
    if not lists:
        raise Wrong("your model has no TextVectorization among its layers, so it cannot be saved with it")
    known = {str(word).lower() for word in lists[0].get_vocabulary()}
    only = sorted(place.lower() for place in PLACES["validation"] if place.lower() in known)
    if only:
        raise Wrong(
            f'your list of words knows "{only[0]}", a restaurant of the validation part. Nobody tells you '
            "tomorrow's words today",
            "adapt: on the training texts alone",
        )


def _threshold_is_of(cut: float, said: np.ndarray, labels: np.ndarray, model, wanted: int) -> None:
    """Wrong unless the threshold finds just as many complaints of the validation part as are wanted."""
    complaint = np.sort(said[labels == 0])
    found = int(np.sum(complaint <= cut))
    if wanted <= found <= wanted + 1:
        return
    train, y_train = _parts()["train"]
    of_training = np.sort(_answers(model, train)[y_train == 0])
    place = of_training[int(np.ceil(FOUND * len(of_training))) - 1]
    content = np.sort(said[labels == 1])
    likely = {
        "that is the threshold for the training part. It has learnt those reviews, so they flatter": place,
        "that is the place that nine in ten of the *content* reviews stay below": content[
            int(np.ceil(FOUND * len(content))) - 1
        ],
        "that finds one in ten: the complaints are those with a *small* answer, so nine in ten of them have "
        "to lie below the threshold": complaint[int((1 - FOUND) * len(complaint))],
        "it is counted from the other end: 1 minus the threshold": 1 - complaint[wanted - 1],
    }
    for words, value in likely.items():
        if abs(cut - value) < 0.004:
            raise Wrong(words, "the answers to the complaints of the validation part, sorted")
    share = found / len(complaint)
    if found < wanted:
        raise Wrong(f"it finds {share:.0%} of the complaints of the validation part; {FOUND:.0%} are wanted")
    raise Wrong(f"it finds {share:.0%} of the complaints; {FOUND:.0%} would do, with fewer false alarms")


POOL = "soup bread fish lamb rice beans plates chairs cooks guests table window garden salt pepper lemon"
POOL += " butter cheese wine water tea coffee bill tip waiter owner terrace candle music piano"


def _text_of_pattern(rng: np.random.Generator, lengths: tuple, pattern: str) -> tuple[list[str], list[str]]:
    """Make a text after a pattern: a small letter is a word, a capital letter is a piece of several words.

    Returns the words, and the words for a and b. `lengths` are the numbers of words of the pieces, in the
    order in which they first occur.
    """
    pool, lengths, words = list(rng.permutation(POOL.split())), iter(lengths), []
    pieces = {letter: [pool.pop()] for letter in "abcd"}
    for letter in pattern:
        if letter not in pieces:
            pieces[letter] = [pool.pop() for _ in range(next(lengths))]
        words += pieces[letter]
    return [str(word) for word in words], [str(pieces[letter][0]) for letter in "ab"]


@check
def twins(twin):
    """Check a search for another review with the same words and pairs of words.

    Args:
        twin: a function `twin(words)`, from a list of words to a list with the same words and pairs in
            another order.
    """
    rng = np.random.default_rng(83)
    twinless = {"PQ": (4, 3), "PaXbYbZaQ": (2, 2, 1, 2, 2), "PaXaYbZbQ": (1, 2, 2, 2, 1)}
    having = {"PaXbYaZbQ": (1, 1, 1, 1, 1), "aXbYaZb": (2, 1, 3), "PabYaZbQ": (1, 2, 2, 2)}
    having |= {"PcXcaYbUaZbQ": (1, 2, 1, 1, 3, 2), "PaXbaZbQ": (2, 3, 1, 2)}
    equal = {"PaXbYaXbcZdUcVdQ": (1, 1, 2, 1, 1, 2, 1), "PcZdUcVdYaXbQaXb": (1, 1, 1, 2, 1, 1, 2)}
    for pattern, lengths in (twinless | having | equal).items():
        words, (a, b) = _text_of_pattern(rng, lengths, pattern)
        text = " ".join(words)
        got = ask(twin, list(words), name="twin")
        if not isinstance(got, list) or not all(isinstance(word, str) for word in got):
            raise Wrong("`twin` should return a list of words.", "its last line")
        if Counter(got) != Counter(words):
            raise Wrong(
                f'for "{text}" you return "{" ".join(got)}": words are lost or too many.',
                "the five pieces that you put together: each word is in one of them",
            )
        if got == words[::-1]:
            raise Wrong("you turn the review round. A pair has a direction: 'was good' is not 'good was'.")
        lacking = Counter(pairwise(words)) - Counter(pairwise(got))
        if lacking:
            pair = " ".join(next(iter(lacking)))
            reason = ""
            if pattern in twinless:
                reason = f' "{a}" and "{b}" do not occur in turn here.' if a in words else ""
                reason += " This review has no twin, and should come back as it is."
            raise Wrong(
                f'"{text}" becomes "{" ".join(got)}", and the pair "{pair}" is lost at a seam.{reason}',
                "the words on both sides of each piece that you move",
            )
        if got == words and pattern not in twinless:
            reason = f' "{a}" and "{b}" occur in turn.'
            if pattern in equal:
                reason = f' Between "{a}" and "{b}" stands the same both times; look on for another pair.'
            if pattern == "PabYaZbQ":
                reason += " Nothing stands between them the first time: exchange that nothing, too."
            words = f'"{text}" has a twin, and comes back as it is.{reason}'
            raise Wrong(words, "how you find the four places")
    return "No weights on words and pairs can tell these twins apart."


@check
def company(summary):
    """Check the last, the mean and the largest state under a mask.

    Args:
        summary: a function `summary(h, mask)`, from states and mask of a batch to (batch_size, 3 * units).
    """
    rng = np.random.default_rng(84)
    lengths, units = rng.permutation([2, 5, 9, 14]), 6
    mask = (np.arange(14) < lengths[:, None]).astype(int)
    h = np.tanh(rng.normal(size=(4, 14, units)) - np.arange(units) / 2)  # units above 0, mixed, below 0
    h[mask == 0] = rng.uniform(-1, 1, h[mask == 0].shape)  # what a network may say at padding
    rows = [one[:length] for one, length in zip(h, lengths, strict=True)]
    right = np.stack([np.concatenate([r[-1], r.mean(axis=0), r.max(axis=0)]) for r in rows])
    got = numbers("summary(h, mask)", ask(summary, h, mask), shape=(4, 3 * units))
    last, mean, largest = (got[:, n * units : (n + 1) * units] for n in range(3))
    if close(largest[-2:], -np.ones((2, units))):
        raise Wrong(
            "the largest state of a whole review is now -1. If you use `~`: in whole numbers, `~` turns 1 "
            "into -2, not into 0. Compare, `mask == 0`",
            "which steps the mask picks",
        )
    right_last, right_mean, right_largest = np.split(right, 3, axis=1)
    if close(last, h[:, -1]):
        raise Wrong("the last state is now taken at the end of the padding.", "where the last word stands")
    compare(last, right_last, {}, "the first of the three", "the last state was right, and is wrong now")
    mistakes = {
        "the mean now divides by all steps, padding too": (h * mask[..., None]).mean(axis=1),
        "the mean now runs over the padding, too": h.mean(axis=1),
    }
    compare(mean, right_mean, mistakes, "the mean", "the mean was right, and is wrong now")
    zero = (h * mask[..., None]).max(axis=1)
    signless = np.abs(h * mask[..., None]).max(axis=1)
    mistakes = {
        "a review has one summary by itself and another one beside a longer review. What is said of it "
        "depends on its company": zero,
        "the largest state may now be one at a step of padding: the mask is not used": h.max(axis=1),
        "the sign is lost: of -0.9 and 0.2 the larger is 0.2": signless,
    }
    look = "a review whose states are all below 0, alone and with one step of padding, by hand"
    compare(largest, right_largest, mistakes, look, "the largest state is not that of the words alone")
    return "A review gets the same summary in any company."


CUTS = {"A": (0.35, 0), "B": (2.5, 0), "C": (1, -1.386), "D": (0.6, 0.508)}  # slope and shift of log-odds
SPREAD = {"A": (0, 2.2), "B": (0, 0.5), "C": (0.9, 1.5), "D": (-0.2, 1.4)}  # mean and deviation of log-odds


def four_models() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Make labels and predictions of four models.

    Returns:
        {name: (labels (rows,), P(positive) (rows,))}.
    """
    rng, models = np.random.default_rng(85), {}
    for name, (slope, shift) in CUTS.items():
        said = rng.normal(*SPREAD[name], 20000)
        y = (rng.random(20000) < 1 / (1 + np.exp(-slope * said - shift))).astype(int)
        models[name] = y, 1 / (1 + np.exp(-said))
    return models


def draw_models() -> Figure:
    """Draw for each model the true share of positives against its P(positive), in tenths of the reviews.

    Returns:
        The figure.
    """
    fig, axes = plt.subplots(2, 2, figsize=(9.5, 9), sharex=True, sharey=True)
    for axis, (name, (y, probability)) in zip(axes.flat, four_models().items(), strict=True):
        tenths = np.array_split(np.argsort(probability), 10)
        axis.plot([0, 1], [0, 1], color="black", lw=1)
        axis.plot([probability[t].mean() for t in tenths], [y[t].mean() for t in tenths], **FAMILIES["LSTM"])
        ticks = np.linspace(0, 1, 11)
        axis.set(title=name, xlim=(0, 1), ylim=(0, 1), xticks=ticks[::2], yticks=ticks[::2])
        axis.set_xticks(ticks, minor=True)
        axis.set_yticks(ticks, minor=True)
        axis.grid(which="both", alpha=0.4)
    fig.supxlabel("what the model says: P(positive)")
    fig.supylabel("what is true: share of positives")
    return fig


@check
def cut(cut):
    """Check where to cut the probabilities of four models.

    Args:
        cut: {"A": number, ...}, the P(positive) above which to call a review positive.
    """
    if not isinstance(cut, dict) or set(cut) != set("ABCD"):
        raise Wrong('`cut` should be a dictionary with the keys "A", "B", "C" and "D".')
    if any(value is None for value in cut.values()):
        raise Unsolved("`cut` still holds None.")
    said = {name: number(f'cut["{name}"]', cut[name], 0, 1) for name in "ABCD"}
    right = {name: 1 / (1 + np.exp(shift / slope)) for name, (slope, shift) in CUTS.items()}
    height = {name: 1 / (1 + np.exp(-shift)) for name, (_, shift) in CUTS.items()}  # at P = 0.5
    if all(abs(value - 0.5) < 0.02 for value in said.values()):
        raise Wrong(
            "0.5 for all is what everybody takes, and for two of these models it is wrong.",
            "C at 0.5 on the horizontal axis: how many of these reviews are positive",
        )
    for name, value in said.items():
        if within(value, right[name], 0.07):
            continue
        words = f"{value:g} is not the best place to cut {name}"
        if abs(value - height[name]) < 0.06:
            words = f"for {name} you read the height at 0.5, and the place is asked where the height is 0.5"
        elif name == "D" and abs(value - 0.78) < 0.06:
            words = "for D you cut where the curve meets the thin line. There it means what it says, no more"
        elif name in "AB":
            words += ": being too sure or too modest moves no review across the middle"
        raise Wrong(words, "the point on the curve at which half of the reviews are positive")
    return "The middle is where half of the reviews are positive, whatever the model says there."
