"""The LSTM cell: its belt on top, four small layers below, and the way of every number between them."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.arguments import is_real, one_of
from utils.plotting.shapes import (
    DISC,
    INK,
    LARGE,
    NORMAL,
    PALE,
    PLAIN,
    SMALL,
    THICK,
    THIN,
    Point,
    arrow,
    box,
    canvas,
    gate_box,
    gate_colour,
    number,
    operation,
    state_box,
    state_colour,
    tint,
    write,
)
from utils.plotting.style import FAMILIES

PARTS = ("f", "i", "c_tilde", "o", "c")
ANY = -np.inf
RANGES = {"f": 0, "i": 0, "c_tilde": -1, "o": 0, "c_before": ANY, "c": ANY, "h": -1}  # name -> the least
SYMBOLS = {"f": "$f_t$", "i": "$i_t$", "c_tilde": r"$\tilde{c}_t$", "o": "$o_t$"}
NAMES = {"f": "forget", "i": "input", "c_tilde": "candidate", "o": "output"}
BELT = FAMILIES["LSTM"]["color"]
BODY = tint(BELT, 0.93)
GATE_FILL, CANDIDATE_FILL = tint(gate_colour(0.9), 0.55), tint(state_colour(0.6), 0.45)
DIM_TEXT = "#858585"

# Places, in inches.
HEIGHT = 5.3
LEFT, RIGHT, BOTTOM, TOP = 1.25, 7.75, 0.8, 4.6  # the walls of the cell
COLUMN = {"f": 1.95, "i": 3.2, "c_tilde": 4.5, "o": 5.86}
BELT_Y, BUS_Y, BOX_Y = 4.0, 1.08, 1.8
BOX_WIDTH, BOX_HEIGHT = 1.1, 0.68
MEET_Y = 3.0  # where the input gate meets the candidate
OUT_X, UP_X = 7.1, 7.5  # the way out of the belt, and up
SQUASH_Y, SHOW_Y = 3.45, 2.45  # tanh and times o_t on the way out
X_X = 1.4  # where x_t comes in
STATE = 0.7  # the square of a state
ABOVE, BELOW, CLOSE = 0.55, 0.5, 0.32  # from the middle of a state to its symbol, its name, without a square
LEFT_END, RIGHT_END = 0.62, 8.38  # the middle of the states outside
GAP = 0.1
BADGE = 0.16  # the radius of a part's number
BESIDE = {name: (COLUMN[name] - 0.36, BOX_Y + BOX_HEIGHT / 2 + BADGE + 0.06) for name in ("f", "i", "o")}
BESIDE["tanh"] = OUT_X - 0.36 - BADGE, SQUASH_Y


def lstm_cell(
    values: Mapping[str, float] | None = None,
    highlight: str | None = None,
    title: str = "",
    numbered: Sequence[str] = (),
) -> Figure:
    """Draw one step of an LSTM.

    On top runs the cell state: times the forget gate, plus the candidate times the input gate. Below stand
    the four small layers that read the input and the last hidden state. At the right the cell state leaves
    through tanh and the output gate as the hidden state.

    Args:
        values: the numbers of one unit, all of ``f``, ``i``, ``o`` (0 to 1), ``c_tilde``, ``h`` (-1 to 1),
            ``c_before``, ``c``: written where they flow, with the products and the tanh between them. They
            colour the gates (dark closed, yellow open) and the states (orange negative, purple positive).
        highlight: the part to be drawn strongly, all the rest in grey: ``"f"``, ``"i"``, ``"c_tilde"``,
            ``"o"`` or ``"c"`` (the cell state and what changes it).
        title: the message of the figure.
        numbered: the parts that get a number, from 1, in this order: of ``"f"``, ``"i"``, ``"o"``, and
            ``"tanh"`` on the way out.

    Returns:
        The figure.

    Raises:
        ValueError: if ``highlight`` or one of ``numbered`` is no part, if a value is missing, unknown, or out
            of its range, or if there are both ``values`` and ``numbered``, which would cover each other.
    """
    values = _checked(values)
    if highlight is not None:
        one_of("highlight", highlight, PARTS)
    if values and numbered:
        raise ValueError("values and numbered: expected one of the two, for they would cover each other.")
    for name in numbered:
        one_of("numbered", name, tuple(BESIDE))
    fig, axis = canvas(HEIGHT, title)
    drawing = _Drawing(axis, values, highlight)
    drawing.walls()
    drawing.belt()
    drawing.bus()
    for name in COLUMN:
        drawing.layer(name)
    drawing.writing()
    drawing.way_out()
    for k, name in enumerate(numbered, start=1):
        operation(axis, BESIDE[name], str(k), radius=BADGE, ink=PLAIN).set_facecolor(INK)
    return fig


def _checked(values: Mapping[str, float] | None) -> dict[str, float] | None:
    """All numbers, each in its range, or None."""
    if values is None:
        return None
    if strange := [name for name in values if name not in RANGES]:
        raise ValueError(f"values has {strange[0]!r}: expected {', '.join(RANGES)}.")
    if lacking := [name for name in RANGES if name not in values]:
        raise ValueError(f"values lacks {', '.join(lacking)}: give all of {', '.join(RANGES)}.")
    for name, least in RANGES.items():
        value, most = values[name], np.inf if least == ANY else 1
        if not is_real(value) or not np.isfinite(value):
            raise ValueError(f"values[{name!r}] is {value!r}: expected one finite number, that of one unit.")
        if not least <= value <= most:
            raise ValueError(f"values[{name!r}] is {value:g}: expected {least} to {most}.")
    return {name: float(value) for name, value in values.items()}


class _Drawing:
    """One drawing of the cell: knows the numbers, and what is strong.

    Args:
        axis: the matplotlib axis to draw on, in inches.
        values: the numbers, or None.
        highlight: the part that is strong; None if everything is.
    """

    def __init__(self, axis: Axes, values: dict[str, float] | None, highlight: str | None):
        self.axis, self.values, self.highlight = axis, values, highlight

    def strong(self, parts: tuple[str, ...]) -> bool:
        return self.highlight is None or self.highlight in parts

    def arrow(self, parts: tuple[str, ...], start: Point, end: Point, colour=INK, **look) -> None:
        strong = self.strong(parts)
        arrow(self.axis, start, end, colour=colour if strong else PALE, zorder=3 if strong else 2, **look)

    def write(self, parts: tuple[str, ...], xy: Point, words: str, size: float = LARGE, **look) -> None:
        write(self.axis, xy, words, size, INK if self.strong(parts) else DIM_TEXT, **look)

    def operation(self, parts: tuple[str, ...], xy: Point, symbol: str, gate: str | None = None) -> None:
        strong = self.strong(parts)
        value = self.values[gate] if self.values and gate and strong else None
        ink = None if strong else DIM_TEXT
        operation(self.axis, xy, symbol, value, edge=INK if strong else PALE, ink=ink)

    def between(self, parts: tuple[str, ...], xy: Point, value: float, **look) -> None:
        """Write a number that follows from the others."""
        self.write(parts, xy, number(value), SMALL, **look)

    def state(self, parts: tuple[str, ...], xy: Point, symbol: str, name: str | None, words: str) -> None:
        """Draw what comes in or goes out: its symbol, what it is, and its number, if there is one."""
        x, y = xy
        if self.values and name:
            if self.strong(parts):
                state_box(self.axis, xy, self.values[name], STATE)
            else:
                self.write(parts, xy, number(self.values[name]), SMALL)
            self.write(parts, (x, y + ABOVE), symbol)
            self.write(parts, (x, y - BELOW), words, SMALL)
        else:
            self.write(parts, xy, symbol)
            self.write(parts, (x, y - CLOSE), words, SMALL)

    def walls(self) -> None:
        middle = (LEFT + RIGHT) / 2, (BOTTOM + TOP) / 2
        body = box(self.axis, middle, RIGHT - LEFT, TOP - BOTTOM, BODY, tint(BELT, 0.6))
        body.set(zorder=1)

    def belt(self) -> None:
        """The cell state, from left to right through times and plus."""
        times, plus, turn = ((x, BELT_Y) for x in (COLUMN["f"], COLUMN["c_tilde"], OUT_X))
        start, end = (LEFT_END + STATE / 2 + GAP / 2, BELT_Y), (RIGHT_END - STATE / 2 - GAP / 2, BELT_Y)
        look = {"colour": BELT, "width": THICK}
        self.arrow(("f", "c"), start, times, head=False, **look)
        self.arrow(("f", "c"), times, plus, head=False, **look)
        self.arrow(("o", "c"), plus, turn, head=False, **look)
        self.arrow(("c",), turn, end, **look)
        self.operation(("f", "c"), times, "×", "f")
        self.operation(("i", "c_tilde", "c"), plus, "+")
        self.state(("f", "c"), (LEFT_END, BELT_Y), "$c_{t-1}$", "c_before", "cell state")
        self.state(("c",), (RIGHT_END, BELT_Y), "$c_t$", "c", "cell state")
        if self.values:
            kept = self.values["f"] * self.values["c_before"]
            self.between(("f", "c"), ((times[0] + plus[0]) / 2, BELT_Y + 0.22), kept)

    def bus(self) -> None:
        """Input and last hidden state, joined: they go into each of the four layers."""
        every = tuple(COLUMN)
        self.state(every, (LEFT_END, BUS_Y), "$h_{t-1}$", None, "hidden state")
        self.write(every, (X_X, 0.28), "$x_t$")
        self.arrow(every, (X_X, 0.5), (X_X + 0.3, BUS_Y), via=[(X_X, BUS_Y)], head=False)
        for name, x in COLUMN.items():
            start = LEFT_END + STATE / 2 + GAP / 2, BUS_Y
            self.arrow((name,), start, (x, BOX_Y - BOX_HEIGHT / 2), via=[(x, BUS_Y)])

    def layer(self, name: str) -> None:
        """One of the four small layers, what comes out of it, and where that goes."""
        x, strong = COLUMN[name], self.strong((name,))
        candidate = name == "c_tilde"
        fill = CANDIDATE_FILL if candidate else GATE_FILL
        if self.values:
            fill = (state_colour if candidate else gate_colour)(self.values[name])
        gate_box(
            self.axis,
            (x, BOX_Y),
            "tanh" if candidate else r"$\sigma$",
            NAMES[name],
            fill if strong else PLAIN,
            INK if strong else PALE,
            BOX_WIDTH,
            BOX_HEIGHT,
            ink=None if strong else DIM_TEXT,
        )
        end, via = {
            "f": ((x, BELT_Y - DISC), []),
            "i": ((COLUMN["c_tilde"] - DISC, MEET_Y), [(x, MEET_Y)]),
            "c_tilde": ((x, MEET_Y - DISC), []),
            "o": ((OUT_X - DISC, SHOW_Y), [(x, SHOW_Y)]),
        }[name]
        parts = (name,) if name == "o" else (name, "c")
        self.arrow(parts, (x, BOX_Y + BOX_HEIGHT / 2), end, via=via)
        symbol, size = SYMBOLS[name], LARGE
        if self.values:
            symbol, size = f"{symbol} = {number(self.values[name])}", NORMAL
        self.write(parts, (x + GAP, SHOW_Y + 0.18 if name == "o" else SHOW_Y), symbol, size, ha="left")

    def writing(self) -> None:
        """The candidate, times the input gate, goes up to the belt."""
        parts, x = ("i", "c_tilde", "c"), COLUMN["c_tilde"]
        self.operation(parts, (x, MEET_Y), "×", "i")
        self.arrow(parts, (x, MEET_Y + DISC), (x, BELT_Y - DISC))
        if self.values:
            written = self.values["i"] * self.values["c_tilde"]
            self.between(parts, (x + GAP, (MEET_Y + BELT_Y) / 2), written, ha="left")

    def way_out(self) -> None:
        """The cell state, through tanh and times the output gate, leaves to the right and up."""
        parts = ("o",)
        pill_height = 0.36
        self.arrow(parts, (OUT_X, BELT_Y), (OUT_X, SQUASH_Y + pill_height / 2))
        self.arrow(parts, (OUT_X, SQUASH_Y - pill_height / 2), (OUT_X, SHOW_Y + DISC))
        end = RIGHT_END - STATE / 2 - GAP / 2, BUS_Y
        self.arrow(parts, (OUT_X, SHOW_Y - DISC), end, via=[(OUT_X, BUS_Y)])
        # Where the way up crosses the belt, a gap in the belt shows that they do not meet.
        arrow(
            self.axis,
            (UP_X, BELT_Y - DISC),
            (UP_X, BELT_Y + DISC),
            colour=BODY,
            width=3 * THIN,
            head=False,
            zorder=3.5,
        )
        up = (UP_X, TOP + 0.38)
        arrow(self.axis, (UP_X, BUS_Y), up, colour=INK if self.strong(parts) else PALE, zorder=3.6)
        box(
            self.axis,
            (OUT_X, SQUASH_Y),
            0.64,
            pill_height,
            PLAIN,
            INK if self.strong(parts) else PALE,
            pill_height / 2,
        )
        self.write(parts, (OUT_X, SQUASH_Y), "tanh", NORMAL)
        self.operation(parts, (OUT_X, SHOW_Y), "×", "o")
        self.write(parts, (UP_X, TOP + 0.54), "$h_t$")
        self.state(parts, (RIGHT_END, BUS_Y), "$h_t$", "h", "hidden state")
        if self.values:
            squashed = float(np.tanh(self.values["c"]))
            self.between(parts, (OUT_X - GAP, (SQUASH_Y + SHOW_Y) / 2 + GAP), squashed, ha="right")
