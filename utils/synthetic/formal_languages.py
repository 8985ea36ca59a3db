"""Formal languages, symbol by symbol: counting, parity, a grammar between two brackets.

Each function is a seeded generator, pure NumPy, and returns a `Strings`. At each step it is known which
symbols may come next, so a network can be judged exactly: its most probable symbol must be one of them.
"""

from dataclasses import dataclass

import numpy as np

from utils.arguments import random_generator, whole_number

__all__ = ["Strings", "counting", "embedded_reber", "parity"]

# Reber (1967): for each state, the symbols that may come, each with the state that follows.
REBER = {
    0: {"B": 1},
    1: {"T": 2, "P": 3},
    2: {"S": 2, "X": 4},
    3: {"T": 3, "V": 5},
    4: {"X": 3, "S": 6},
    5: {"P": 4, "V": 6},
    6: {"E": 7},
    7: {},
}


@dataclass(frozen=True)
class Strings:
    """Strings that a network reads, with the right answer at each step.

    Args:
        symbols: the symbol of each id; ``symbols[0]`` is the padding.
        x: (rows, timesteps) int32 ids, padded on the right.
        y: (rows, timesteps) int32 ids, the right answer when x has been read up to here; 0 at padding.
        legal: (rows, timesteps, symbols) bool, all answers that are allowed there; none at padding.
    """

    symbols: tuple[str, ...]
    x: np.ndarray
    y: np.ndarray
    legal: np.ndarray

    def right(self, probability: np.ndarray) -> np.ndarray:
        """Tell which strings are answered correctly: at each step the most probable symbol is legal.

        Args:
            probability: (rows, timesteps, symbols), of each symbol at each step.

        Returns:
            (rows,) bool.

        Raises:
            ValueError: if ``probability`` has another shape, or holds NaN.
        """
        probability = np.asarray(probability)
        if probability.shape != self.legal.shape or np.isnan(probability).any():
            raise ValueError(
                f"probability has shape {probability.shape}: expected {self.legal.shape}, without NaN."
            )
        answer = probability.argmax(axis=-1)[..., None]
        return (np.take_along_axis(self.legal, answer, axis=-1)[..., 0] | (self.y == 0)).all(axis=1)


def parity(rows: int, timesteps: int, seed: int = 0) -> Strings:
    """Read bits; the answer at each step is whether the number of ones so far is even ("0") or odd ("1").

    Args:
        rows: how many strings, at least 1.
        timesteps: how many bits each has, at least 1.
        seed: for the random numbers, at least 0.

    Returns:
        The strings.

    Raises:
        ValueError: if an argument is not as described.
    """
    whole_number("rows", rows, 1)
    whole_number("timesteps", timesteps, 1)
    bits = random_generator(seed).integers(0, 2, (rows, timesteps))
    return _strings(("", "0", "1"), 1 + bits, 1 + bits.cumsum(axis=1) % 2)


def counting(rows: int, least: int, most: int, seed: int = 0) -> Strings:
    """Predict the next symbol of n times a, n times b, n times c and the end (Gers and Schmidhuber 2001).

    n is uniform from ``least`` to ``most``. While a is read, a and b may come; from the first b on, only one
    symbol may. Each string begins with "begin", so timesteps is 3 * most + 1.

    Args:
        rows: how many strings, at least 1.
        least: the smallest n, at least 1.
        most: the largest n, at least ``least``.
        seed: for the random numbers, at least 0.

    Returns:
        The strings.

    Raises:
        ValueError: if an argument is not as described.
    """
    whole_number("rows", rows, 1)
    whole_number("least", least, 1)
    whole_number("most", most, least, "not below `least`")
    n = random_generator(seed).integers(least, most + 1, (rows, 1))
    t = np.arange(3 * most + 1)
    y = 2 + t // n  # 2, 3, 4, 5: a, b, c, end
    y[t > 3 * n] = 0
    x = np.hstack([np.ones_like(n), y[:, :-1]]) * (y > 0)
    strings = _strings(("", "begin", "a", "b", "c", "end"), x, y)
    strings.legal[x == 2, 2:4] = True
    return strings


def embedded_reber(rows: int, least: int, most: int, seed: int = 0) -> Strings:
    """Predict the next symbol of a string of Reber's grammar (1967) between two brackets that must agree.

    The strings are B T ... T E or B P ... P E (Hochreiter and Schmidhuber 1997). All lengths of the string
    between the brackets have the same probability, and so have all strings of one length. The second symbol
    must be remembered for one step more than this string has. All continuations of the grammar are legal,
    also where a string has to come to its end.

    Args:
        rows: how many strings, at least 1.
        least: the smallest number of symbols between the brackets, at least 5 (the shortest string of the
            grammar).
        most: the largest number, at least ``least``.
        seed: for the random numbers, at least 0.

    Returns:
        The strings.

    Raises:
        ValueError: if an argument is not as described.
    """
    whole_number("rows", rows, 1)
    whole_number("least", least, 5, "the shortest string has five symbols")
    whole_number("most", most, least, "not below `least`")
    rng, ways = random_generator(seed), _ways(most)
    symbols = ("", *"BEPSTVX")
    x, y = np.zeros((2, rows, most + 3), np.int32)
    legal = np.zeros((rows, most + 3, len(symbols)), bool)
    bracket = rng.integers(0, 2, rows)
    for row, length in enumerate(rng.integers(least, most + 1, rows)):
        outer = "TP"[bracket[row]]
        inner, legal_inside = _walk(length, ways, rng)
        string = ["B", outer, *inner, outer, "E"]
        for t, choices in enumerate([{"T", "P"}, {"B"}, *legal_inside, {outer}, {"E"}]):
            x[row, t], y[row, t] = (symbols.index(symbol) for symbol in string[t : t + 2])
            legal[row, t, [symbols.index(symbol) for symbol in choices]] = True
    return Strings(symbols, x, y, legal)


def _ways(most: int) -> dict[tuple[int, int], int]:
    """Count the ways from a state to the end of the grammar: (state, number of steps) -> number of ways."""
    ways = {(state, 0): int(not REBER[state]) for state in REBER}
    for steps in range(1, most + 1):
        for state, arrows in REBER.items():
            ways[state, steps] = sum(ways[following, steps - 1] for following in arrows.values())
    return ways


def _walk(length: int, ways: dict, rng: np.random.Generator) -> tuple[list[str], list[set[str]]]:
    """Draw a string of this length: its symbols, and after each but the last the symbols that may follow."""
    state, string, legal = 0, [], []
    for steps_left in range(length, 0, -1):
        arrows = REBER[state]
        ways_on = [ways[following, steps_left - 1] for following in arrows.values()]  # of one or two arrows
        symbol = list(arrows)[int(rng.random() * sum(ways_on) >= ways_on[0])]
        string.append(symbol)
        state = arrows[symbol]
        legal.append(set(REBER[state]))
    return string, legal[:-1]


def _strings(symbols: tuple[str, ...], x: np.ndarray, y: np.ndarray) -> Strings:
    """Make strings in which only y is legal."""
    legal = (np.arange(len(symbols)) == y[..., None]) & (y > 0)[..., None]
    return Strings(symbols, x.astype(np.int32), y.astype(np.int32), legal)
