"""A book of tunes in ABC notation, from a seeded program: dances whose bars add up.

    X:1
    T:The Misty Harbour
    M:6/8
    L:1/8
    K:G Major
    G2A Bcd|e2d BAG|...

A letter is a note, a number after it its length in eighths; capitals are the lower octave. ``|`` ends a bar
and ``:|`` a part, which is played twice.
"""

import random

from utils.arguments import whole_number
from utils.synthetic.notation import read_lists

__all__ = ["DANCES", "KEYS", "book"]

WORDS = read_lists("words/tunes.txt")["titles"]
SCALE = "DEFGABcdefgab"
# For each metre: how many groups a bar has, and how a group can be filled, in eighths; longer ones are rarer.
DANCES = {
    "4/4": (2, ((1, 1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1), (2, 1, 1), (1, 1, 2), (2, 2), (3, 1))),
    "6/8": (2, ((1, 1, 1), (1, 1, 1), (1, 1, 1), (2, 1), (2, 1), (3,))),
    "9/8": (3, ((1, 1, 1), (1, 1, 1), (1, 1, 1), (2, 1), (2, 1), (3,))),
    "3/4": (3, ((2,), (2,), (1, 1), (1, 1))),
}
KEYS = {"D Major": "D", "G Major": "G", "A Dorian": "A", "E Minor": "E"}  # key: the note on which a tune ends
BARS = 8  # in a part
Bar = list[list[tuple[int, int]]]  # for each group the notes: (place in SCALE, eighths)


def book(tunes: int = 300, seed: int = 2026) -> str:
    """Write tunes, an empty line after each.

    A tune has two parts of eight bars. Bars 5 and 6 of a part repeat bars 1 and 2. Each part ends with the
    first note of the key, in a group of its own; no note is longer than a group.

    Args:
        tunes: how many, at least 1.
        seed: for the random numbers, at least 0.

    Returns:
        The text.

    Raises:
        ValueError: if an argument is not as described.
    """
    whole_number("tunes", tunes, 1)
    rng = random.Random(whole_number("seed", seed, 0))  # the same text from every version of NumPy
    return "\n".join(_tune(number, rng) for number in range(1, tunes + 1))


def _tune(number: int, rng: random.Random) -> str:
    """Write one tune, its head and its two parts."""
    metre, key = rng.choice(list(DANCES)), rng.choice(list(KEYS))
    title = f"The {rng.choice(WORDS['kinds'])} {rng.choice(WORDS['things'])}"
    head = [f"X:{number}", f"T:{title}", f"M:{metre}", "L:1/8", f"K:{key}"]
    tonic = SCALE.index(KEYS[key])
    parts = [_part(*DANCES[metre], tonic, place, rng) for place in (tonic, tonic + 4)]
    return "\n".join([*head, *parts]) + "\n"


def _part(groups: int, fillings: tuple, tonic: int, place: int, rng: random.Random) -> str:
    """Write the eight bars of a part, in two lines; the melody goes on from `place`, mostly step by step."""
    bars: list[Bar] = []
    for number in range(BARS):
        if number in (4, 5):
            bars.append(bars[number - 4])
            place = bars[-1][-1][-1][0]
            continue
        bar: Bar = []
        for _ in range(groups):
            group = []
            for eighths in rng.choice(fillings):
                step = rng.choice((-2, -1, -1, 0, 1, 1, 2))
                place += step if 0 <= place + step < len(SCALE) else -step
                group.append((place, eighths))
            bar.append(group)
        bars.append(bar)
    bars[-1][-1] = [(tonic, sum(fillings[0]))]
    lines = ["|".join(map(_write, bars[first : first + BARS // 2])) for first in (0, BARS // 2)]
    return f"{lines[0]}|\n{lines[1]}:|"


def _write(bar: Bar) -> str:
    """Write a bar: the notes of a group side by side, spaces between groups."""
    groups = ("".join(SCALE[place] + (str(n) if n > 1 else "") for place, n in group) for group in bar)
    return " ".join(groups)
