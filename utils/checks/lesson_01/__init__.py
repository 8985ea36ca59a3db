"""Checks of the exercises of lesson 01, Why order matters."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils.checks.asking import ask, number, numbers, several
from utils.checks.judging import Unsolved, Wrong, check, close, compare, within
from utils.checks.lesson_01.answering_boxes import BOXES, PROBES, watched_box
from utils.checks.predictions import predicted
from utils.synthetic import Sentences, pronoun, swapped

LAG, STRENGTH = 7, 0.9


def _best_guess(past: np.ndarray, ahead: int, lag: int, strength: float) -> np.ndarray:
    """Guess what comes `ahead` days after the last day of `past`, (rows, days) -> (rows,)."""
    laps = -(-ahead // lag)
    return strength**laps * past[:, ahead - laps * lag - 1]


@check
def further_ahead(best_guess):
    """Check the best guess for several days ahead.

    Args:
        best_guess: a function `best_guess(past, ahead, lag, strength)`, from (rows, days) and a number
            of days to (rows,).
    """
    past = np.random.default_rng(1).normal(size=(5, 30))
    look = "a drawing of the days, and at the day whose sales come back on the day you want"
    for ahead in (1, 3, 7, 8, 14, 15):
        days = "1 day" if ahead == 1 else f"{ahead} days"
        laps = -(-ahead // LAG)
        right = past[:, ahead - laps * LAG - 1]
        mistakes = {
            "you return the value of the right day as it is. Only a part of it comes back, strength": right,
            f"{days} ahead you take the value of today. It lies in no chain with the day you want": (
                STRENGTH**laps * past[:, -1]
            ),
            "you take the day before the right one. Today is past[:, -1], not past[:, 0 - ahead]": (
                STRENGTH**laps * past[:, ahead - laps * LAG - 2]
            ),
            "you count lag days from today. Count them from the day you want": STRENGTH * past[:, -LAG - 1],
        }
        if 1 < ahead <= LAG:
            mistakes["you take the same day however far ahead the day is that you want"] = (
                STRENGTH * past[:, -LAG]
            )
        if ahead > LAG:
            mistakes |= {
                f"{days} ahead your index is {ahead - LAG - 1}, not below 0. So it counts from the "
                "oldest day, and NumPy says nothing": STRENGTH * past[:, ahead - LAG - 1],
                f"{days} ahead the signal has gone round {laps} times, and each time it lost a part: "
                "strength counts once a round": STRENGTH * right,
            }
        got = numbers("best_guess(past, ahead)", ask(best_guess, past, ahead), shape=(5,))
        words = f"{days} ahead, the guess rests on the wrong day or the wrong strength"
        compare(got, STRENGTH**laps * right, mistakes, look, words)
    for ahead in (2, 6, 11):
        got = numbers("best_guess(past, ahead, 5, 0.6)", ask(best_guess, past, ahead, 5, 0.6), shape=(5,))
        mistakes = {
            "you use 7 where `lag` is given, and 0.9 where `strength` is": _best_guess(past, ahead, 7, 0.9),
            "you use 7 where `lag` is given": _best_guess(past, ahead, 7, 0.6),
            "you use 0.9 where `strength` is given": _best_guess(past, ahead, 5, 0.9),
        }
        words = f"with lag=5 and strength=0.6 your guess {ahead} days ahead is another than the best"
        compare(got, _best_guess(past, ahead, 5, 0.6), mistakes, "where 7 and 0.9 stand in your lines", words)
    said = predicted("7 days ahead"), predicted("8 days ahead")
    error = 1 - STRENGTH**2, 1 - STRENGTH**4
    return f"You said {said[0]:g} and {said[1]:g}; the best guess leaves {error[0]:.2f} and {error[1]:.2f}."


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
        "A": "in A each right answer is followed by any answer. Nothing that can be told apart has been kept",
        "B": "in B each right answer has one answer of its own. Rename the answers, and nearly all are right",
        "C": "in C one answer is given to everything. Whatever you call it, it is right once in eight",
        "D": "in D two languages share each answer. Whichever of the two you name, you are right for one",
    }
    for name, table in _answer_tables().items():
        if name in "AC" and said[name] < 0.02:
            raise Wrong(f"in {name} naming one language always is still right once in eight", f"table {name}")
        if not within(said[name], table.max(axis=0).mean(), 0.1):
            raise Wrong(reasons[name], f"table {name}, column by column")
    return "One score: B needs a new answer layer, D has kept half, A and C need a new memory."
