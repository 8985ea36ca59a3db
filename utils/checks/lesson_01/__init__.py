"""Checks of the exercises of lesson 01, Why order matters."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils.checks.asking import ask, number, numbers, several
from utils.checks.judging import Unsolved, Wrong, check, close, within
from utils.checks.lesson_01.answering_boxes import BOXES, PROBES, watched_box
from utils.checks.lesson_01.mixed import LANGUAGES, VOCABULARY, mixed_sentences, zeros_in_front
from utils.checks.predictions import predicted
from utils.synthetic import Sentences, pronoun, swapped

__all__ = [
    "LANGUAGES",
    "VOCABULARY",
    "cheat",
    "draw_tables",
    "mixed_sentences",
    "own_reader",
    "reach",
    "same_score",
    "too_good",
]

KERAS_SAYS = {  # a part of Keras' message: what it means here, and where to look
    "expected ndim=3, found ndim=2": (
        "a recurrent layer wants rows, timesteps and features, and gets two axes. Either no Embedding stands "
        "before it, or a recurrent layer before it returns its last state only: return_sequences=True hands "
        "all of them on",
        "the layer before the one that complains",
    ),
    "expected ndim=3, found ndim=4": (
        "each id has an axis of its own. Embedding takes ids (rows, timesteps) as they are, and adds the "
        "axis of features itself",
        "the shape of x, and of the Input if you wrote one",
    ),
    "incompatible with the layer": (
        "the model was made for another shape than that of x, which is (rows, timesteps)",
        "the shape in the Input: it names the timesteps, never the rows, and no third axis",
    ),
    "must have rank": (
        "the model gives an answer for each word, the sentence has one. The last recurrent layer should "
        "return its last state only: leave return_sequences out there",
        "the output shape of the last recurrent layer",
    ),
    "is not in [0": (
        "the Embedding has no row for some id. Ids go from 0 to len(vocabulary) - 1, so it needs "
        "len(vocabulary) rows",
        "the first argument of Embedding",
    ),
}


def _check_windows(windows_of, timesteps: int) -> None:
    """Raise `Wrong` unless each window of the series 0 to 19 has the next day as target and none is lost."""
    whole = 20 - timesteps
    answer = several("windows_of", ask(windows_of, np.arange(20.0), timesteps), "x", "y")
    x, y = (np.asarray(part, float) for part in answer)
    if x.ndim != 2 or x.shape[1] != timesteps or y.shape != (len(x),):
        look = "how many windows there are whose next day is known"
        if x.ndim != 2 or x.shape[1] != timesteps:
            look = f"one row of x: it should be {timesteps} days"
        elif y.ndim != 1:
            look = "y: one number for each window, on one axis"
        raise Wrong(
            f"x has the shape {x.shape} and y {y.shape}: windows of {timesteps} days and one value for "
            "each, please.",
            look,
        )
    if (np.diff(x) < 0).all():
        raise Wrong("the days within a window run backwards.", "x[0] for the series 0, 1, 2, 3 ...")
    distance = y - x[:, -1]
    if len(x) == whole + 1 and not distance.any():
        raise Wrong(
            "the model errs less than chance allows. No model can, so it has been told the answer.",
            "one window and its target, printed side by side for the series 0, 1, 2, 3 ...",
        )
    if len(set(distance)) != 1:
        raise Wrong("the distance from window to target is not the same in all rows.", "how x and y are cut")
    if -timesteps < distance[0] <= 0:
        raise Wrong(
            "each window still holds its own target: x and y have moved together.",
            "x[0] and y[0] for the series 0, 1, 2, 3 ...",
        )
    if distance[0] != 1:
        raise Wrong(
            f"the target comes {distance[0]:g} days after the window. It should be the next day.",
            "x[0] and y[0] for the series 0, 1, 2, 3 ...",
        )
    if len(x) != whole:
        raise Wrong(
            f"of {whole} windows whose next day is known you keep {len(x)}.", "the first and the last window"
        )


@check
def too_good(windows_of):
    """Check windows and their targets; in the exercise each window holds its own target.

    Args:
        windows_of: a function `windows_of(series, timesteps)`, from (T,) to x (n, timesteps) and y (n,).
    """
    _check_windows(windows_of, 8)
    try:
        _check_windows(windows_of, 5)
    except Wrong:
        raise Wrong(
            "windows of 8 days are right, windows of 5 are not: you use 8 where `timesteps` is given",
            "the numbers in your lines",
        ) from None
    return "No window holds its target, and none is lost."


@check
def reach(reach):
    """Check a probe that finds how far back a box looks.

    Args:
        reach: a function `reach(box, x, words)` that returns the farthest place, counted from the end, that
            can change an answer; 0 for none.
    """
    x, words = np.random.default_rng(2).integers(0, 20, size=(400, 30)), 20
    found, strange = [], []
    for box, _ in BOXES.values():
        got = ask(reach, watched_box(box, words, strange), x, words, name="reach")
        if strange:
            raise Wrong(f"you show the box {strange[0]}", "the line that puts in another word")
        found.append(int(number("reach(box, x, words)", got, 0, 30)))
    if not any(found):
        raise Wrong(
            "whatever the box, you find 0. One changed answer is enough, in any row",
            "which two arrays of answers you compare, and whether you ask for any or for all",
        )
    look, last = "the loop over the places, from 1 to the number of words", list(BOXES)[-1]
    if found[0] and found[1] == 1 and not found[-1]:
        raise Wrong(
            f"a box that {last} has the reach 6, you find 0: one row or one word changed is not enough, and "
            "one changed answer is",
            "how many rows you change, and how many answers have to differ",
        )
    reason = PROBES.get(tuple(found), "")
    for got, (what, (_, right)) in zip(found, BOXES.items(), strict=True):
        if got != right:
            because = f": {reason}" if reason else ""
            raise Wrong(f"a box that {what} has the reach {right}, you find {got}{because}", look)
    return "Your probe works on any network that answers, without a look inside."


@check
def cheat(cheat):
    """Check a way to answer without looking at the subject.

    Args:
        cheat: a function `cheat(sentences)` that returns the answers (rows,) from the trap alone, without
            the fields y, trap and cue_at.
    """
    test = pronoun(400, 20, seed=8, part="test")
    others = {"y": 1 - test.y, "trap": 1 - test.trap, "cue_at": test.cue_at // 2}

    def answers(sentences: Sentences) -> np.ndarray:
        return numbers("cheat(sentences)", ask(cheat, sentences), shape=(len(test.y),))

    given = answers(test)
    if not close(answers(test), given):
        raise Wrong(
            "your cheat gives other answers to the same sentences when it is asked again.",
            "where chance is in it",
        )
    for name, other in others.items():
        if not close(answers(replace(test, **{name: other})), given):
            raise Wrong(
                f"your cheat reads sentences.{name}. A network is shown x and nothing else.", "sentences.x"
            )
    if not np.isin(given, (0, 1)).all():
        raise Wrong("the answers should be 0 for his and 1 for her.", "sentences.answers")
    right, flips = np.mean(given == test.y), np.mean(answers(swapped(test)) != given)
    if flips > 0.5:
        raise Wrong(
            "your cheat follows the subject: swap the subject, and the answer flips. That is honest reading.",
            "the noun that comes last",
        )
    if right < 0.1:
        raise Wrong(
            "you answer with the gender of the last noun itself, and that is never right. The trap misleads "
            "by a rule",
            "what the trap tells about the subject",
        )
    if len(set(given)) == 1:
        raise Wrong(
            "you give the same answer to every sentence",
            "the word that you take for the last noun: is it one? A distance of d from the end is the column "
            "-1 - d. And `sentences.x` holds ids, `sentences.cues` words: no id is equal to a word",
        )
    if right < 1:
        raise Wrong(
            f"the cheat is right in {right:.0%} of the sentences; all are possible. It guesses, or looks at "
            "another word than the last noun",
            "the place of the last word of sentences.x that is in sentences.cues",
        )
    said = predicted("right answers after the swap")
    return f"All right without the subject, and after the swap none. You said {said:.0%}."


def _answer_tables() -> dict[str, np.ndarray]:
    """Make four tables (right answer, given answer) of shares, all with an accuracy of 1/8."""
    noise = np.random.default_rng(56).multinomial(200, np.full(8, 1 / 8), size=8) / 200
    tables = {"A": noise}
    for name, says in {"B": [0, 5, 6, 7, 1, 2, 3, 4], "C": [4] * 8, "D": [3, 3, 6, 6, 0, 0, 7, 7]}.items():
        tables[name] = np.full((8, 8), 0.01)
        tables[name][np.arange(8), says] = 0.93
    return tables


def draw_tables() -> Figure:
    """Draw the four tables as heat-maps, without saying where they come from.

    Returns:
        The figure.
    """
    fig, axes = plt.subplots(2, 2, figsize=(9.5, 8.5), sharex=True, sharey=True)
    for axis, (name, table) in zip(axes.flat, _answer_tables().items(), strict=True):
        image = axis.imshow(table, vmin=0, vmax=1, cmap="viridis")
        axis.set_title(name)
        axis.set_xticks(range(8), range(8))
        axis.set_yticks(range(8), range(8))
    fig.supxlabel("the network's answer")
    fig.supylabel("right answer")
    fig.colorbar(image, ax=axes, label="share of the sentences", shrink=0.7)
    return fig


@check
def same_score(best):
    """Check what was read off the four tables.

    Args:
        best: {"A": number, ...}, the accuracy that each network reaches if its answers get new names.
    """
    if not isinstance(best, dict) or set(best) != set("ABCD"):
        raise Wrong('`best` should be a dictionary with the keys "A", "B", "C" and "D".')
    if any(value is None for value in best.values()):
        raise Unsolved("`best` still holds None.")
    said = {name: number(f'best["{name}"]', best[name], 0, 1) for name in "ABCD"}
    if all(0.05 < value < 0.2 for value in said.values()):
        raise Wrong(
            "you have read the diagonal: that is the score as it stands, one in eight for all four.",
            "a row of B. Its answers are wrong, but are they all over the place",
        )
    reasons = {
        "A": "in A each right answer is followed by any answer. Its answers tell nothing apart",
        "B": "in B each right answer has one answer of its own. Rename the answers, and nearly all are right",
        "C": "in C one answer is given to everything. Whatever you call it, it is right once in eight",
        "D": "in D two languages share each answer. Whichever of the two you name, you are right for one",
    }
    for name, table in _answer_tables().items():
        if name in "AC" and said[name] < 0.02:
            raise Wrong(f"in {name} naming one language always is still right once in eight", f"table {name}")
        if not within(said[name], table.max(axis=0).mean(), 0.1):
            raise Wrong(reasons[name], f"table {name}, column by column")
    return "One score: new names mend B, and half of D. Of A and C only their states could tell more."


def _trained(train_and_score, *data: np.ndarray):
    """Call the learner's function; raise `Wrong` in our words where Keras has a message of its own."""
    try:
        return ask(train_and_score, *data, name="train_and_score")
    except Wrong as stopped:
        for part, (words, look) in KERAS_SAYS.items():
            if part in stopped.words:
                raise Wrong(words, look) from None
        raise


def _answers(model, x: np.ndarray) -> np.ndarray:
    """The probabilities of the languages, (rows, languages)."""
    probabilities = np.asarray(model.predict(x, verbose=0))
    if probabilities.ndim == 3:
        raise Wrong(*KERAS_SAYS["must have rank"])
    if probabilities.shape != (len(x), len(LANGUAGES)):
        raise Wrong(
            f"for {len(x)} sentences the model answers with the shape {probabilities.shape}; expected are "
            f"{len(LANGUAGES)} probabilities for each, one for each language",
            "the last layer",
        )
    return probabilities


@check
def own_reader(train_and_score):
    """Check a function that trains a recurrent network on padded sentences and scores it.

    Args:
        train_and_score: a function `train_and_score(x_train, y_train, x_test, y_test)`, ids (rows, timesteps)
            and languages (rows,), that returns a Keras model and its share of right answers on the test rows.
    """
    x_train, y_train = mixed_sentences(3000, seed=20)
    x_test, y_test = mixed_sentences(600, seed=21, part="test")
    # Nobody is right in more than one in eight of these: who says so has looked at other rows.
    shuffled = np.random.default_rng(22).permutation(y_test)
    result = _trained(train_and_score, x_train, y_train, x_test, shuffled)
    model, said = several("train_and_score", result, "the model", "its share of right answers")
    if not hasattr(model, "predict"):
        raise Wrong("the first thing that you return should be the Keras model.", "the line with return")
    probabilities = _answers(model, x_test)
    if not close(_answers(model, zeros_in_front(x_test)), probabilities, 1e-3):
        raise Wrong(
            "your network reads the padding: with the zeros in front instead of behind, it answers "
            "otherwise. With a mask it would skip them, wherever they are",
            "the argument mask_zero of Embedding",
        )
    chosen = probabilities.argmax(axis=1)
    right, honest = np.mean(chosen == y_test), np.mean(chosen == shuffled)
    if right < 0.9:
        raise Wrong(
            f"the network is right in {right:.0%} of new sentences; nine in ten are possible in 20 seconds",
            "the loss after each epoch: does it still fall? A larger step, such as Adam(0.01), is faster",
        )
    if isinstance(said, list | tuple):
        raise Wrong(
            "evaluate returns the loss and the metrics. Return the second of them.", "evaluate's line"
        )
    score = number("the share of right answers", said)
    if not within(score, honest, 0.02):
        if 0.8 < score <= 1:
            raise Wrong(
                "you evaluate on training rows. The check gave you a test set with shuffled answers, in "
                f"which nobody is right in more than one of eight, and you report {score:.2f}",
                "what evaluate is given",
            )
        raise Wrong(
            f"you report {score:.2f}, the model is right in {honest:.2f} of the test rows. Is it the loss?",
            'evaluate: it returns the loss first, and an accuracy only if compile has metrics=["accuracy"]',
        )
    return f"Right in {right:.0%} of new sentences, short and long, and scored on the right rows."
