r"""Read a tune in ABC notation: its notes, bar by bar, with their lengths as exact fractions.

    tune = read_tune("X:1\nM:6/8\nL:1/8\nK:G Major\nG2A Bcd|e2d BAG|]")
    [bar.length for bar in tune.bars]        # [Fraction(3, 4), Fraction(3, 4)]

The part of ABC that folk tunes use (Walshaw's standard, version 2.1). Understood: notes with accidentals,
octaves and lengths, rests, chords, tuplets, broken rhythm, ties, slurs, grace notes, words and marks above
the notes, repeats and endings, and changes of metre, key and unit. Anything else is an error.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Bar", "Note", "Tune", "read_tune"]

SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
ACCIDENTALS = {"^^": 2, "^": 1, "=": 0, "_": -1, "__": -2, "": 0}
SHARPS = "FCGDAEB"  # in the order in which keys get them; flats come from the other end
MODES = {"lyd": 1, "maj": 0, "ion": 0, "": 0, "mix": -1, "dor": -2, "min": -3, "m": -3, "aeo": -3, "phr": -4}
MODES["loc"] = -5  # sharps more than the major key of the same note
TUPLETS = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}  # so many notes in the time of so many; others: see `_tuplet`
METRES = {"C": Fraction(1), "C|": Fraction(1)}
LENGTH = r"(?:\d+(?:/+\d*)?|/+\d*)?"
PITCH = r"(?:\^\^?|__?|=)?[A-Ga-g][,']*"
TOKEN = re.compile(
    rf"""
    (?P<field>\[?(?:[KLM]:\ *(?:C\|?(?=[\]\s]|$)|\d+/\d+)|K:\ *[A-G][#b]?\ *[A-Za-z]*)\]?)
  | (?P<chord>\[(?:{PITCH}{LENGTH})+\]{LENGTH})
  | (?P<line>:*\|+[\]|:]*(?:[1-9](?![0-9/]))? | ::+ | \[\|)
  | (?P<ending>\[[1-9](?:[,-][1-9])*)
  | (?P<tuplet>\([2-9](?::\d?){{0,2}})
  | (?P<note>{PITCH}{LENGTH})
  | (?P<rest>[zx]{LENGTH})
  | (?P<broken><{{1,3}}|>{{1,3}})
  | (?P<silent>"[^"\n]*" | \{{[^}}\n]*\}} | ![a-z]+! | %[^\n]* | [-().~!\\\s])
    """,
    re.VERBOSE,
)
PART_ENDS = ("::", ":|", "|:", "||", "|]", "[|")


@dataclass(frozen=True)
class Note:
    """A note, a chord or a rest.

    Args:
        pitches: its pitches as MIDI numbers, 60 for middle C; none for a rest.
        length: in whole notes, an eighth is 1/8.
        in_key: whether all its pitches belong to the key.
    """

    pitches: tuple[int, ...]
    length: Fraction
    in_key: bool = True


@dataclass(frozen=True)
class Bar:
    """A bar.

    Args:
        notes: its notes and rests.
        metre: what the metre asks for, in whole notes: 3/4 for 6/8.
        is_inner: whether it is neither first nor last of its part. A part may begin with a pick-up, and end
            with a bar that is shorter by as much; an inner bar has no such excuse. Parts end at repeats, at
            double bar lines, and before the endings of a repeat.
    """

    notes: tuple[Note, ...]
    metre: Fraction
    is_inner: bool

    @property
    def length(self) -> Fraction:
        """The lengths of its notes, added up."""
        return sum((note.length for note in self.notes), Fraction(0))

    @property
    def adds_up(self) -> bool:
        """Whether its notes are together as long as the metre asks for."""
        return self.length == self.metre


@dataclass(frozen=True)
class Tune:
    """A tune as it is written, repeats not played out.

    Args:
        bars: at least one.
        title: empty if it has none.
        metre: as it is written at the beginning, such as "6/8".
        key: as it is written at the beginning, such as "A Dorian".
        tonic: the note of the key's name, 0 for C, 1 for C sharp, ... 11 for B.
    """

    bars: tuple[Bar, ...]
    title: str
    metre: str
    key: str
    tonic: int

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes, chords and rests."""
        return tuple(note for bar in self.bars for note in bar.notes)


def read_tune(text: str) -> Tune:
    """Read a tune.

    Args:
        text: the tune in ABC: lines such as ``M:6/8``, the last of them the key, then the notes.

    Returns:
        The tune.

    Raises:
        ValueError: if a line for metre, unit or key is missing or cannot be read; if there is a sign that is
            not understood; if there is no bar line, or no note.
    """
    head, tune = _head(text)
    reader = _Reader(head)
    place = 0
    while place < len(tune):
        found = TOKEN.match(tune, place)
        if not found:
            line = tune.count("\n", 0, place) + 1
            raise ValueError(f"line {line} of the notes: {tune[place : place + 12]!r} is not understood.")
        getattr(reader, f"read_{found.lastgroup}")(found[0])
        place = found.end()
    bars = reader.finish()
    return Tune(bars, head.get("T", ""), head["M"], head["K"], _tonic(head["K"]))


def _head(text: str) -> tuple[dict[str, str], str]:
    """The fields before the notes, and the notes."""
    if not isinstance(text, str):
        raise ValueError(f"text is {text!r:.60}: expected a tune in ABC, a string.")
    head: dict[str, str] = {}
    lines = text.strip("\n").split("\n")
    for number, line in enumerate(lines, start=1):
        if not re.match("[A-Za-z]:", line):
            raise ValueError(f"{line!r:.40} stands before the key: expected lines such as K:G Major.")
        head.setdefault(line[0], line[2:].strip())
        if line[0] == "K":
            if missing := {"M", "L"} - set(head):
                raise ValueError(f"no line {min(missing)}: stands before the key, and it is needed.")
            return head, "\n".join(lines[number:])
    raise ValueError("there is no key, a line such as K:G Major, and so no notes.")


class _Reader:
    """What has been read of a tune so far: `read_note` and its like each take one token."""

    def __init__(self, head: dict[str, str]) -> None:
        self.metre, self.unit = _metre(head["M"]), _metre(head["L"])
        self.key = _accidentals(head["K"])
        self.bars: list[tuple[list[Note], Fraction]] = []
        self.parts: list[int] = [0]  # numbers of the bars with which parts begin
        self.notes: list[Note] = []
        self.changed: dict[str, int] = {}  # accidentals, which hold to the end of the bar
        self.waiting = Fraction(1)  # what broken rhythm does to the next note
        self.tuplet = (Fraction(1), 0)  # what a tuplet does to so many notes
        self.lines = 0

    def finish(self) -> tuple[Bar, ...]:
        if self.lines == 0:
            raise ValueError("the notes have no bar line.")
        self._end_bar(ends_part=True)
        if self.waiting != 1 or self.tuplet[1]:
            raise ValueError("the tune ends in the middle of a broken rhythm or a tuplet.")
        if not self.bars:
            raise ValueError("there are bar lines, but no notes.")
        edges = {number for first in self.parts for number in (first - 1, first)}
        return tuple(
            Bar(tuple(notes), metre, number not in edges) for number, (notes, metre) in enumerate(self.bars)
        )

    def read_field(self, token: str) -> None:
        name, value = token.strip("[]").split(":", 1)
        if name == "K":
            self.key = _accidentals(value.strip())
        elif name == "M":
            self.metre = _metre(value.strip())
        else:
            self.unit = _metre(value.strip())

    def read_line(self, token: str) -> None:
        self.lines += 1
        self._end_bar(token[-1].isdigit() or any(end in token for end in PART_ENDS))

    def read_ending(self, token: str) -> None:
        self._end_bar(ends_part=True)

    def _end_bar(self, ends_part: bool) -> None:
        if self.notes:
            self.bars.append((self.notes, self.metre))
            self.notes, self.changed = [], {}
        if ends_part and self.parts[-1] != len(self.bars):
            self.parts.append(len(self.bars))

    def read_tuplet(self, token: str) -> None:
        if self.tuplet[1]:
            raise ValueError(f"{token} begins inside another tuplet.")
        count, *more = token[1:].split(":")
        notes = int(count)
        compound = self.metre.numerator % 3 == 0
        in_time_of, over = (int(part) if part else None for part in (*more, "", "")[:2])
        in_time_of = in_time_of or TUPLETS.get(notes, 3 if compound else 2)
        self.tuplet = Fraction(in_time_of, notes), over or notes

    def read_broken(self, token: str) -> None:
        if not self.notes or self.waiting != 1:
            raise ValueError(f"{token} stands where no note is before it.")
        short = Fraction(1, 2 ** len(token))
        before, self.waiting = (2 - short, short) if token[0] == ">" else (short, 2 - short)
        last = self.notes[-1]
        self.notes[-1] = Note(last.pitches, last.length * before, last.in_key)

    def read_silent(self, token: str) -> None:
        pass

    def read_rest(self, token: str) -> None:
        self._add((), token[1:])

    def read_note(self, token: str) -> None:
        pitch, length = re.fullmatch(f"({PITCH})({LENGTH})", token).groups()
        self._add((self._pitch(pitch),), length)

    def read_chord(self, token: str) -> None:
        inside, length = token[1:].split("]")
        notes = re.findall(f"({PITCH})({LENGTH})", inside)
        self._add(tuple(self._pitch(pitch) for pitch, _ in notes), notes[0][1], length)

    def _pitch(self, token: str) -> int:
        accidental, letter, octave = re.fullmatch(r"([\^_=]*)([A-Ga-g])([,']*)", token).groups()
        height = 60 + SEMITONES[letter.upper()] + 12 * letter.islower()
        height += 12 * (octave.count("'") - octave.count(","))
        name = letter + octave
        if accidental:
            self.changed[name] = ACCIDENTALS[accidental]
        return height + self.changed.get(name, self.key[letter.upper()])

    def _add(self, pitches: tuple[int, ...], *lengths: str) -> None:
        length = self.unit * self.waiting
        for written in lengths:
            length *= _times(written)
        self.waiting = Fraction(1)
        factor, left = self.tuplet
        if left:
            length, self.tuplet = length * factor, (factor, left - 1)
        scale = {(SEMITONES[letter] + change) % 12 for letter, change in self.key.items()}
        self.notes.append(Note(pitches, length, all(pitch % 12 in scale for pitch in pitches)))


def _times(token: str) -> Fraction:
    """The length of a note in units: "3", "/", "3/2", "//" are 3, 1/2, 3/2, 1/4."""
    above, slashes, below = re.fullmatch(r"(\d*)(/*)(\d*)", token).groups()
    below = int(below) if below else 2 ** len(slashes)
    if below == 0 or above == "0":
        raise ValueError(f"a note has the length {token}.")
    return Fraction(int(above or 1), below)


def _metre(written: str) -> Fraction:
    """The length of a bar, or of a unit, in whole notes."""
    if written in METRES:
        return METRES[written]
    numbers = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", written)
    if not numbers:
        raise ValueError(f"{written!r:.20} is no metre: expected one such as 6/8, C or C|.")
    return Fraction(int(numbers[1]), int(numbers[2]))


def _key(written: str) -> tuple[str, str, int]:
    """Letter, accidental and mode of a key; the mode as a number of sharps more than major."""
    parts = re.fullmatch("([A-G])([#b]?) *([A-Za-z]*)", written)
    mode = parts[3].lower() if parts else "none"
    mode = mode if mode == "m" else mode[:3]
    if mode not in MODES:
        raise ValueError(f"{written!r:.20} is no key: expected one such as G Major or F# Minor.")
    return parts[1], parts[2], MODES[mode]


def _accidentals(written: str) -> dict[str, int]:
    """What a key does to each of the seven letters: 1 for a sharp, -1 for a flat."""
    letter, accidental, mode = _key(written)
    count = SHARPS.index(letter) - 1 + 7 * {"#": 1, "b": -1, "": 0}[accidental] + mode
    changes = dict.fromkeys(SEMITONES, 0)
    for k in range(abs(count)):
        changes[SHARPS[k % 7] if count > 0 else SHARPS[-1 - k % 7]] += 1 if count > 0 else -1
    return changes


def _tonic(written: str) -> int:
    letter, accidental, _ = _key(written)
    return (SEMITONES[letter] + {"#": 1, "b": -1, "": 0}[accidental]) % 12
