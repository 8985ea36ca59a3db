"""Two groups of texts, and p of the difference between them: by shuffles, by all divisions (05)."""

import warnings
from collections.abc import Callable
from itertools import combinations

import numpy as np

from utils.checks.asking import ask, number
from utils.checks.judging import Wrong, within

NEAR = 0.07  # of p: eight standard deviations of 1999 shuffles, and two and a half if `flips` is ignored


def ps(p_value: object, trials: int, shift: float) -> np.ndarray:
    """p of comparisons of 8 and 10 texts with a level each; the second group lies higher by `shift`."""
    rng, found = np.random.default_rng(54), []
    for _ in range(trials):
        group = rng.permutation(np.repeat([0, 1], [8, 10]))
        text = np.repeat(np.arange(18), rng.integers(20, 40, size=18))
        values = rng.normal(size=18)[text] + shift * group[text] + 0.5 * rng.normal(size=len(text))
        found.append(number("p_value(values, text, group)", ask(p_value, values, text, group), 0, 1))
    return np.array(found)


def texts(seed: int, ones: int, level: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """values, text and group of texts of 12 words about `level`; the first `ones` have label 1."""
    rng, text = np.random.default_rng(seed), np.repeat(np.arange(len(level)), 12)
    place = rng.permutation(len(level))
    return level[place][text] + rng.normal(size=len(text)), text, (place < ones).astype(int)


def divisions(values: np.ndarray, text: np.ndarray, group: np.ndarray) -> float:
    """The exact p: the share of all ways to divide the texts with a difference as large."""
    level = np.bincount(text, values) / np.bincount(text)
    divided = [list(ones) for ones in combinations(range(len(group)), group.sum())]
    sizes = [abs(level[ones].mean() - np.delete(level, ones).mean()) for ones in divided]
    return float(np.mean(np.array(sizes) >= sizes[divided.index(list(np.flatnonzero(group)))] - 1e-12))


def beside_the_exact(p_value: Callable) -> None:
    """Raise `Wrong` if p is not near the share of all divisions of eight texts."""
    uneven = texts(12, 2, np.array([9.0, -1.5, 0, 0, 0, 0, 0, 0]))
    even = texts(12, 4, np.array([2.0, 1.0, 0.6, 0, 1.0, 0.3, -0.5, -0.6]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # labels drawn anew leave a group empty
        few, p = (ask(p_value, *texts, 1999, name="p_value") for texts in (uneven, even))
    few, p = (number("p_value(values, text, group)", one, 0, 1) for one in (few, p))
    look = "what is shuffled, and what a shuffled label belongs to"
    words = (
        "8 texts, {}: {:.0%} of the ways to divide the texts give as large a difference, and your p is {:.2f}"
    )
    if few < 0.19:  # 0.25 is exact, for both sides; one side doubled gives more
        if 0.03 < few < 0.16:  # labels drawn from `group` give 0.11, coins 0.06
            raise Wrong(
                "the number of texts with label 1 changes from shuffle to shuffle: a shuffle keeps it."
            )
        raise Wrong(words.format("2 against 6", divisions(*uneven), few), look)
    exact, (values, text, group) = divisions(*even), even
    if within(p, exact, NEAR):
        return
    if within(p, 2 * exact, NEAR):
        raise Wrong("you count both sides, and double p as well", look)
    if within(p, divisions(values[::12], text[::12], group), NEAR):
        raise Wrong("your p is that of one word of each text. Use all words", look)
    raise Wrong(words.format("4 against 4", exact, p), look)
