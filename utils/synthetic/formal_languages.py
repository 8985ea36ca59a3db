"""Formal languages, symbol after symbol: counting, parity, a grammar with a bracket around it.

Each function is a seeded generator, pure NumPy, and returns a `Strings`. What may come next is known at each
step, so a network is judged without a doubt: its most probable symbol must be one of those that may.
"""

from dataclasses import dataclass

import numpy as np

from utils.arguments import random_generator, whole_number

__all__ = ["Strings", "counting", "embedded_reber", "parity"]

# Reber (1967): from each state, the symbols that may come, and the state that follows.
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
    """Strings that a network reads, and at each step what it should say.

    symbols: the names of the ids; `symbols[0]` is the padding.
    x: (rows, timesteps) int32 ids, padded on the right.
    y: (rows, timesteps) int32 ids, what is to be said when x has been read up to here; 0 at padding.
    legal: (rows, timesteps, symbols) bool, all that may be said there; nothing at padding.
    """

    symbols: tuple[str, ...]
    x: np.ndarray
    y: np.ndarray
    legal: np.ndarray

    def right(self, probability: np.ndarray) -> np.ndarray:
        """Whether the most probable symbol is legal at each step of a string, (rows,) bool.

        probability: (rows, timesteps, symbols). Raises ValueError for another shape, or NaN.
        """
        probability = np.asarray(probability)
        if probability.shape != self.legal.shape or np.isnan(probability).any():
            raise ValueError(
                f"probability has shape {probability.shape}: expected {self.legal.shape}, without NaN."
            )
        said = probability.argmax(axis=-1)[..., None]
        return (np.take_along_axis(self.legal, said, axis=-1)[..., 0] | (self.y == 0)).all(axis=1)


def parity(rows: int, timesteps: int, seed: int = 0) -> Strings:
    """Read bits, say at each step whether the number of ones so far is even ("0") or odd ("1").

    Raises ValueError for rows < 1, timesteps < 1, or what is not a whole number.
    """
    whole_number("rows", rows, 1)
    whole_number("timesteps", timesteps, 1)
    bits = random_generator(seed).integers(0, 2, (rows, timesteps))
    return _strings(("", "0", "1"), 1 + bits, 1 + bits.cumsum(axis=1) % 2)


def counting(rows: int, least: int, most: int, seed: int = 0) -> Strings:
    """n times a, n times b, n times c, then the end; predict the next symbol (Gers and Schmidhuber 2001).

    n is drawn evenly from `least` to `most`. While a is read, a and b may come; from the first b on all is
    decided. Each string begins with "begin", so timesteps is 3 * most + 1.

    Raises ValueError for rows < 1, least < 1, most < least, or what is not a whole number.
    """
    whole_number("rows", rows, 1)
    whole_number("least", least, 1)
    whole_number("most", most, least, "not below `least`")
    n = random_generator(seed).integers(least, most + 1, (rows, 1))
    t = np.arange(3 * most + 1)
    y = 2 + t // n  # 2, 3, 4, 5: a, b, c, end
    y[t > 3 * n] = 0
    x = np.hstack([np.ones_like(n), y[:, :-1]]) * (y > 0)
    made = _strings(("", "begin", "a", "b", "c", "end"), x, y)
    made.legal[x == 2, 2:4] = True
    return made


def embedded_reber(rows: int, least: int, most: int, seed: int = 0) -> Strings:
    """A string of Reber's grammar (1967) between two brackets that must agree: B T ... T E or B P ... P E.

    Predict the next symbol (Hochreiter and Schmidhuber 1997). The string between the brackets has `least` to
    `most` symbols, each length equally often, and of each length every string equally often. So the second
    symbol must be known for that many steps and one more. All continuations of the grammar are legal, also
    where a string has to come to its end.

    Raises ValueError for rows < 1, least < 5 (the shortest string has five symbols), most < least, or what
    is not a whole number.
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
        inner, may = _walk(length, ways, rng)
        string = ["B", outer, *inner, outer, "E"]
        for t, choices in enumerate([{"T", "P"}, {"B"}, *may, {outer}, {"E"}]):
            x[row, t], y[row, t] = (symbols.index(symbol) for symbol in string[t : t + 2])
            legal[row, t, [symbols.index(symbol) for symbol in choices]] = True
    return Strings(symbols, x, y, legal)


def _ways(most: int) -> dict[tuple[int, int], int]:
    """(state, steps): in how many ways the grammar comes from the state to its end in so many steps."""
    ways = {(state, 0): int(not REBER[state]) for state in REBER}
    for steps in range(1, most + 1):
        for state, arrows in REBER.items():
            ways[state, steps] = sum(ways[following, steps - 1] for following in arrows.values())
    return ways


def _walk(length: int, ways: dict, rng: np.random.Generator) -> tuple[list[str], list[set[str]]]:
    """The symbols of one string of this length, and after each but the last all that may follow."""
    state, string, may = 0, [], []
    for left in range(length, 0, -1):
        arrows = REBER[state]
        choices = [ways[following, left - 1] for following in arrows.values()]  # one or two
        symbol = list(arrows)[int(rng.random() * sum(choices) >= choices[0])]
        string.append(symbol)
        state = arrows[symbol]
        may.append(set(REBER[state]))
    return string, may[:-1]


def _strings(symbols: tuple[str, ...], x: np.ndarray, y: np.ndarray) -> Strings:
    """Strings in which only y is legal."""
    legal = (np.arange(len(symbols)) == y[..., None]) & (y > 0)[..., None]
    return Strings(symbols, x.astype(np.int32), y.astype(np.int32), legal)
