"""Two groups of texts, and p of the difference between them: by shuffles, and exactly by all divisions."""

import warnings
from collections.abc import Callable
from itertools import combinations

import numpy as np

from utils.checks.asking import ask, number
from utils.checks.judging import Wrong, within

NEAR = 0.07  # of p: eight standard deviations of 1999 shuffles, and two and a half if `flips` is ignored


def p_values(p_value: object, trials: int, shift: float) -> np.ndarray:
    """Ask a learner's function for p in several comparisons of 8 and 10 texts, each with a level of its own.

    Args:
        p_value: the learner's function `p_value(values, text, group)`.
        trials: the number of comparisons.
        shift: how much higher the second group lies.

    Returns:
        (trials,) p.

    Raises:
        Unsolved: if the function returns nothing.
        Wrong: if it cannot be called, or returns no number from 0 to 1.
    """
    rng, found = np.random.default_rng(54), []
    for _ in range(trials):
        group = rng.permutation(np.repeat([0, 1], [8, 10]))
        text = np.repeat(np.arange(18), rng.integers(20, 40, size=18))
        values = rng.normal(size=18)[text] + shift * group[text] + 0.5 * rng.normal(size=len(text))
        found.append(number("p_value(values, text, group)", ask(p_value, values, text, group), 0, 1))
    return np.array(found)


def texts_of_12_words(seed: int, ones: int, level: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Make texts of 12 words, each word near the level of its text.

    Args:
        seed: of the random numbers.
        ones: how many texts have label 1; they get the first levels.
        level: (texts,), in an order that is shuffled.

    Returns:
        values (words,), text (words,) and group (texts,), as `p_value` takes them.
    """
    rng, text = np.random.default_rng(seed), np.repeat(np.arange(len(level)), 12)
    place = rng.permutation(len(level))
    return level[place][text] + rng.normal(size=len(text)), text, (place < ones).astype(int)


def exact_p(values: np.ndarray, text: np.ndarray, group: np.ndarray) -> float:
    """Compute the exact p: the share of all ways to divide the texts that give a difference as large.

    Args:
        values: (words,).
        text: (words,), the text of each word.
        group: (texts,), 0 or 1.

    Returns:
        The share.
    """
    level = np.bincount(text, values) / np.bincount(text)
    divided = [list(ones) for ones in combinations(range(len(group)), group.sum())]
    sizes = [abs(level[ones].mean() - np.delete(level, ones).mean()) for ones in divided]
    return float(np.mean(np.array(sizes) >= sizes[divided.index(list(np.flatnonzero(group)))] - 1e-12))


def compare_with_exact_p(p_value: Callable) -> None:
    """Compare a learner's p with the exact p of eight texts.

    Args:
        p_value: the learner's function `p_value(values, text, group, flips)`.

    Raises:
        Unsolved: if the function returns nothing.
        Wrong: if its p is not near the exact one.
    """
    uneven = texts_of_12_words(12, 2, np.array([9.0, -1.5, 0, 0, 0, 0, 0, 0]))
    even = texts_of_12_words(12, 4, np.array([2.0, 1.0, 0.6, 0, 1.0, 0.3, -0.5, -0.6]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # labels that are drawn independently may leave a group empty
        few, p = (ask(p_value, *given, 1999, name="p_value") for given in (uneven, even))
    few, p = (number("p_value(values, text, group)", answer, 0, 1) for answer in (few, p))
    look = "what is shuffled, and what a shuffled label belongs to"
    words = (
        "8 texts, {}: {:.0%} of the ways to divide the texts give as large a difference, and your p is {:.2f}"
    )
    if few < 0.19:  # 0.25 is exact, for both sides; one side doubled gives more
        if 0.03 < few < 0.16:  # labels drawn from `group` give 0.11, coins 0.06
            raise Wrong(
                "the number of texts with label 1 changes from shuffle to shuffle: a shuffle keeps it."
            )
        raise Wrong(words.format("2 against 6", exact_p(*uneven), few), look)
    exact, (values, text, group) = exact_p(*even), even
    if within(p, exact, NEAR):
        return
    if within(p, 2 * exact, NEAR):
        raise Wrong("you count both sides, and double p as well", look)
    if within(p, exact_p(values[::12], text[::12], group), NEAR):
        raise Wrong("your p is that of one word of each text. Use all words", look)
    raise Wrong(words.format("4 against 4", exact, p), look)
