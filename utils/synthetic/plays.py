"""A play without a plot: speeches in verse of ten syllables, from a seeded program.

    CORINNE:
    Ricard, the silent moon betrays thy king;
    And yet our lamp obeys the bitter sea.

Some of its order is near, in the letters of a word; some is farther off: a line has ten syllables, a
scene has two or three speakers, and who is addressed is the one who spoke last.
"""

import random

from utils.arguments import whole_number
from utils.synthetic.notation import read_lists

__all__ = ["WORDS", "play"]

WORDS = read_lists("words/plays.txt")["verse"]
# What a line can be, in feet of two syllables: "thing" has one, "kind of thing" and "place" have two.
LINES = (
    ("kind of thing", "deed", "kind of thing"),
    ("kind of thing", "deed", "place"),
    ("thing", "deed", "thing", "place"),
    ("begin", "thing", "deed", "kind of thing"),
    ("begin", "thing", "deed", "place"),
    ("place", "thing", "deed", "thing"),
)
ADDRESSED = (("thing", "deed", "kind of thing"), ("thing", "deed", "place"))  # after a name: four feet


def play(lines: int = 5000, seed: int = 2026) -> str:
    """Write scenes, speech after speech.

    A scene has two or three speakers; nobody answers themselves. In half of the speeches, those that open a
    scene excepted, the first line addresses whoever spoke last.

    Args:
        lines: how many lines of verse, at least 1.
        seed: for the random numbers, at least 0.

    Returns:
        The text: for each speech the name in capitals and a colon, one to five lines, and an empty line.

    Raises:
        ValueError: if an argument is not as described.
    """
    whole_number("lines", lines, 1)
    rng = random.Random(whole_number("seed", seed, 0))  # the same text from every version of NumPy
    speeches: list[str] = []
    while lines > 0:
        present, last = rng.sample(WORDS["speakers"], rng.choice((2, 2, 3))), ""
        for _ in range(rng.randint(6, 20)):
            speaker = rng.choice([name for name in present if name != last])
            length = min(rng.randint(1, 5), lines)
            if length == 0:
                break
            addressed = last if rng.random() < 0.5 else ""
            speeches.append(f"{speaker.upper()}:\n{_speech(length, addressed, rng)}\n")
            lines, last = lines - length, speaker
    return "\n".join(speeches)


def _speech(length: int, addressed: str, rng: random.Random) -> str:
    """Write some lines, the first to somebody if a name is given; the last ends with a full stop or so."""
    ends = [rng.choice((",", ",", ";", ":")) for _ in range(length - 1)] + [rng.choice("...?!")]
    found = []
    for end in ends:
        words = " ".join(_words(part, rng) for part in rng.choice(ADDRESSED if addressed else LINES))
        line = f"{addressed}, {words}" if addressed else words
        found.append(line[0].upper() + line[1:] + end)
        addressed = ""
    return "\n".join(found)


def _words(part: str, rng: random.Random) -> str:
    """Choose the words of a part of a line."""
    if part in ("deed", "begin"):
        return rng.choice(WORDS[f"{part}s"])
    owner, thing = rng.choice(WORDS["owners"]), rng.choice(WORDS["things"])
    if part == "kind of thing":
        return f"{owner} {rng.choice(WORDS['kinds'])} {thing}"
    return f"{rng.choice(WORDS['places'])} {owner} {thing}" if part == "place" else f"{owner} {thing}"
