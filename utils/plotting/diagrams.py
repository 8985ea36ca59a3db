"""Diagrams of recurrent networks: the loop, its way back, the cells, rows of one length, the walk to answers.

Each is nine inches wide, has its message as a title, and is shown with ``plotting.show(fig, alt=...)``. For a
drawing of your own there are the same shapes: ``operation``, ``gate_box``, ``state_box``, ``box``, ``arrow``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.arguments import by_position, one_of, whole_number
from utils.plotting.cell import lstm_cell
from utils.plotting.fonts import replace_missing
from utils.plotting.gru import gru_cell
from utils.plotting.padding import padded_and_cut
from utils.plotting.shapes import (
    GREY,
    INK,
    LARGE,
    LINE_HEIGHT,
    NORMAL,
    PALE,
    SMALL,
    THIN,
    WIDTH,
    Point,
    arrow,
    box,
    broken,
    canvas,
    family_look,
    gate_box,
    operation,
    shade,
    shortened,
    state_box,
    width_of,
    write,
)
from utils.plotting.style import FAMILIES
from utils.plotting.window import window_of_series

__all__ = [
    "arrow",
    "box",
    "folded_and_unrolled",
    "gate_box",
    "gru_cell",
    "lstm_cell",
    "operation",
    "padded_and_cut",
    "state_box",
    "text_to_answer",
    "unrolled_loop",
    "way_back",
    "window_of_series",
]

RNN = family_look("SimpleRNN")
NEUTRAL = {"fill": "#F1F1F1", "edge": "#555555"}
MONOSPACED = {"family": ["monospace", "sans-serif"]}
BACK = FAMILIES["linear"]["color"]  # of the way back

# All lengths are in inches.
BOX = 0.72  # the height of a box, and the most that a box of the loop is wide
SHARE = 0.45  # of the way from box to box that a box takes, at most
SPACING = 1.9  # from box to box, at most
SIDE = 0.3  # free at the left and right of a row
STUB = 0.8  # at the right, for the state that leaves a row
REACH = 0.55  # an arrow into a box or out of it
GAP = 0.1  # between an arrow and its label
LINE = NORMAL * LINE_HEIGHT  # a line of text
UNDER_TOKENS = REACH + 1.4 * LINE  # from a box to the end of the token below it
STATE = 0.46  # the square of a state
LANE = 0.17  # the two directions of the way back, above and below the middle of a box
BELOW_LANES = BOX / 2 + LINE * 0.7  # the numbers of the way back
BAR = 0.5  # the height of the shared weights
NAMES = 0.95  # free at the left, for "forward" and "way back"
WIDEST_STAGE = 2.2  # the box of a stage of the walk, at most
BETWEEN = 0.32  # from box to box of the walk
INNER = 0.06  # between the edge of a box of the walk and its name

MOST_TOKENS, MOST_FOLDED, MOST_BACK = 24, 6, 8
PER_ROW, PER_ROW_WITH_STATES, PER_ROW_OF_LONG_WORDS = 8, 6, 4


# The loop


def unrolled_loop(
    tokens: Sequence[str],
    outputs: Sequence[str | None] | None = None,
    values: Sequence[float] | None = None,
    title: str = "",
    family: str = "SimpleRNN",
) -> Figure:
    """Draw a recurrent network step by step: the same box for each token, its state handed on.

    More than eight tokens (six with ``values``) are broken into rows, like text. Words that are too long are
    shortened. Characters that no font has are drawn as boxes, and one printed line says so.

    Args:
        tokens: (timesteps,), what is read, 1 to 24.
        outputs: one answer, drawn above the last box, or (timesteps,) answers, one above each box; None in
            the place of an answer leaves it out. By default there is none.
        values: (timesteps,), the running opinion after each token, 0 to 1: colours the states from orange
            over white to purple. By default no states are drawn.
        title: the message of the figure.
        family: whose colour the boxes have, a name in ``plotting.FAMILIES``.

    Returns:
        The figure.

    Raises:
        ValueError: if there is no token or too many, if the lengths do not fit, if a value is not from
            0 to 1, or if there is no such family.
    """
    tokens = _items("tokens", tokens, MOST_TOKENS)
    answers = _answers(outputs, len(tokens))
    values = _opinion(values, len(tokens))
    look = family_look(one_of("family", family, FAMILIES))
    title, *words = replace_missing([title, *tokens, *(answer or "" for answer in answers)])
    reach = REACH if values is None else REACH + STATE
    rows = _broken_into_rows(len(tokens), _tokens_per_row(words, values))
    leaves_a_row = len(rows) > 1 or answers[-1] is None
    xs, width = _columns(max(map(len, rows)), right=STUB if leaves_a_row else SIDE)
    above = [reach + 2 * LINE if any(answers[t] is not None for t in row) else 1.5 * LINE for row in rows]
    foot = 1.6 * LINE if len(tokens) > 1 else 0
    places, height = _places(rows, xs, above, [UNDER_TOKENS] * len(rows), foot)
    fig, axis = canvas(height, title)
    chain = _Chain(axis, places, width, _spacing(xs), look)
    room = chain.spacing - GAP
    size = _largest_size(words, room)
    words = [shortened(word, room, size, parse_math=False) for word in words]
    for t, (token, word, answer) in enumerate(zip(words, words[len(tokens) :], answers, strict=False)):
        chain.step(t, token, size)
        if answer is not None:
            chain.answer(t, word, size, reach)
        chain.hand_on(t, values and values[t], answer is not None)
    if len(tokens) > 1:
        _same_weights(axis, [places[t][0] for t in rows[-1]], width, look["edge"])
    return fig


def folded_and_unrolled(timesteps: int = 4, title: str = "") -> Figure:
    """Draw a recurrent network twice: as one box with a loop, and as a chain of the same box.

    Args:
        timesteps: how long the chain is, 2 to 6.
        title: the message of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: if ``timesteps`` is no whole number from 2 to 6.
    """
    timesteps = _at_most("timesteps", whole_number("timesteps", timesteps, 2), MOST_FOLDED)
    loop, equals = 1.15, 2.35  # where the loop and the sign stand
    rise = 0.5  # of the loop above its box
    y = 2.2 * LINE + REACH + BOX / 2 + LINE
    fig, axis = canvas(y + BOX / 2 + rise + 1.6 * LINE, title)
    xs, width = _columns(timesteps, right=STUB, left=equals + 0.25)

    box(axis, (loop, y), BOX, BOX, **RNN)
    _input(axis, (loop, y), "t")
    out, top = BOX / 2 + 0.35, y + BOX / 2 + rise
    corners = [(loop + out, y), (loop + out, top), (loop - out, top), (loop - out, y)]
    arrow(axis, (loop + BOX / 2, y), (loop - BOX / 2, y), via=corners, width=1.5 * THIN)
    write(axis, (loop, top + LINE * 0.6), "$h_t$", LARGE)
    write(axis, (equals, y), "=", 2 * LARGE)

    chain = _Chain(axis, [(x, y) for x in xs], width, _spacing(xs), RNN)
    for t in range(timesteps):
        chain.step(t)
        chain.hand_on(t)
    _same_weights(axis, xs, width, RNN["edge"])
    return fig


@dataclass(frozen=True)
class _Chain:
    """The boxes of a loop, one for each step, on an axis.

    Args:
        axis: the matplotlib axis to draw on.
        places: the middle of each box.
        width: of each box.
        spacing: from box to box.
        look: the colours of a box.
    """

    axis: Axes
    places: list[Point]
    width: float
    spacing: float
    look: dict

    def step(self, t: int, token: str = "", size: float = NORMAL) -> None:
        """Draw a box with its input."""
        box(self.axis, self.places[t], self.width, BOX, **self.look)
        _input(self.axis, self.places[t], t + 1, token, size)

    def answer(self, t: int, word: str, size: float, reach: float) -> None:
        """Draw an answer above a box."""
        x, top = self.places[t][0], self.places[t][1] + BOX / 2
        arrow(self.axis, (x, top), (x, top + reach))
        write(self.axis, (x, top + reach + LINE * 0.6), word, size, weight="bold", parse_math=False)

    def hand_on(self, t: int, value: float | None = None, answered: bool = False) -> None:
        """Draw the state that leaves a box: to the next box, up to the last answer, or out to the right."""
        x, y = self.places[t]
        right, alignment = x + self.width / 2, "center"
        if answered and t + 1 == len(self.places):
            spot, alignment = (x, y + BOX / 2 + GAP + STATE / 2), "left"
            label = (x + (GAP if value is None else STATE / 2 + GAP / 2), spot[1])
        else:
            length = self.link(t)
            spot = (right + GAP + STATE / 2, y)
            label = (right + length / 2, y + LINE * 0.75)
            if value is not None:
                label = (spot[0], y + STATE / 2 + LINE * 0.6)
        if value is not None:
            state_box(self.axis, spot, 2 * value - 1, STATE, written=value)
        write(self.axis, label, f"$h_{{{t + 1}}}$", NORMAL, ha=alignment)

    def link(self, t: int) -> float:
        """Draw the arrow to the next box, or out to the right; returns how far it goes to the right."""
        x, y = self.places[t][0] + self.width / 2, self.places[t][1]
        if t + 1 == len(self.places):
            end = min(x + STUB, WIDTH - GAP)
            arrow(self.axis, (x, y), (end, y))
            return end - x
        next_x, next_y = self.places[t + 1]
        end, via, edge = (next_x - self.width / 2, next_y), [], min(x + STUB, WIDTH - SIDE / 2)
        if next_y != y:  # down into the next row
            between = y - BOX / 2 - UNDER_TOKENS - SIDE / 2
            back = next_x - self.spacing / 2 - GAP / 2
            via = [(edge, y), (edge, between), (back, between), (back, next_y)]
        arrow(self.axis, (x, y), end, via=via)
        return (edge if via else end[0]) - x


def _input(
    axis: Axes, place: Point, step: int | str, token: str = "", size: float = NORMAL, colour=INK
) -> None:
    """Draw an input: its arrow into the box from below, its symbol, and the token, if there is one."""
    x, top = place[0], place[1] - BOX / 2
    end = top - REACH
    arrow(axis, (x, end), (x, top), colour=colour)
    symbol = f"$x_{{{step}}}$"
    if token:
        write(axis, (x + GAP, top - REACH * 0.6), symbol, NORMAL, colour, ha="left")
        write(axis, (x, end - LINE * 0.7), token, size, colour, parse_math=False)
    else:
        write(axis, (x, end - LINE * 0.6), symbol, LARGE, colour)


def _same_weights(axis: Axes, xs: Sequence[float], width: float, colour: str) -> None:
    """Draw a bracket below the boxes of a row that says what they share."""
    left, right, y = xs[0] - width / 2, xs[-1] + width / 2, LINE * 1.3
    axis.plot(
        [left, left, right, right],
        [y + GAP, y, y, y + GAP],
        color=colour,
        lw=THIN,
        solid_joinstyle="round",
    )
    words = "the same box with the same weights at every step"
    middle = (left + right) / 2
    write(axis, (middle, y - LINE * 0.7), words, SMALL, shade(colour))


# The way back


def way_back(
    timesteps: int = 4,
    gradients: Sequence[float] | None = None,
    cut: int | None = None,
    title: str = "",
    shares: Sequence[str] | None = None,
) -> Figure:
    """Draw the way back through time: from the loss after the last step to every step and the shared weights.

    What runs forward is grey. What the chain rule carries back is blue.

    Args:
        timesteps: the number of steps, 2 to 8.
        gradients: (timesteps,), the size of the gradient that arrives at each state, not negative: written
            below the arrow that brings it, and drawn as its thickness. The arrows up to the weights have one
            thickness: what a step brings to them is another number.
        cut: where the way back is cut: after this many steps, counted from the first; nothing arrives at
            them. By default nowhere.
        title: the message of the figure.
        shares: (timesteps,), the weight to which each step brings a share, written beside its arrow.

    Returns:
        The figure.

    Raises:
        ValueError: if ``timesteps`` is no whole number from 2 to 8, if there is not one gradient or share for
            each step, if a gradient is negative or not finite, or if ``cut`` is no link between two steps.
    """
    timesteps = _at_most("timesteps", whole_number("timesteps", timesteps, 2), MOST_BACK)
    sizes = _sizes(gradients, timesteps)
    if cut is not None:
        cut = _at_most("cut", whole_number("cut", cut, 1), timesteps - 1, "the steps before it get nothing")
    if shares is not None and len(shares) != timesteps:
        raise ValueError(f"shares has {len(shares)} names: expected {timesteps}, one for each step.")
    y = 1.4 * LINE + REACH + BOX / 2
    weights_y = y + BOX / 2 + 1.6 * REACH
    fig, axis = canvas(weights_y + BAR + GAP, title)
    xs, width = _columns(timesteps + 1, right=GAP, left=NAMES)
    _shared_weights(axis, (xs[0] - width / 2, xs[-2] + width / 2), weights_y)
    _names_of_lanes(axis, (xs[0] - width / 2 - GAP, y), gradients is not None)
    box(axis, (xs[-1], y), width, BOX, edge=INK)
    write(axis, (xs[-1], y), "loss", SMALL)
    for t, (thickness, written) in enumerate(sizes):
        x, right, after = xs[t], xs[t] + width / 2, xs[t + 1] - width / 2
        gap = (right + after) / 2
        box(axis, (x, y), width, BOX, **RNN)
        _input(axis, (x, y), t + 1, colour=GREY)
        arrow(axis, (right, y + LANE), (after, y + LANE), colour=GREY)
        write(axis, (gap, y + LANE + LINE * 0.75), f"$h_{{{t + 1}}}$", NORMAL, GREY)

        reached = cut is None or t >= cut
        look = {"colour": BACK, "width": thickness} if reached else {"colour": PALE, "dashed": True}
        arrow(axis, (after, y - LANE), (right, y - LANE), **look)
        arrow(axis, (x, y + BOX / 2), (x, weights_y), **look | {"width": 1.5 * THIN})
        if reached and shares is not None:
            write(axis, (x + 2.5 * GAP, y + BOX / 2 + 0.7 * REACH), shares[t], NORMAL, BACK, ha="left")
        if reached:
            write(axis, (gap, y - BELOW_LANES), written, SMALL, BACK)
        elif t + 1 == cut:
            _scissors(axis, (gap, y - LANE))
            write(axis, (gap, y - BELOW_LANES), "cut", NORMAL, weight="bold")
    return fig


def _shared_weights(axis: Axes, ends: tuple[float, float], bottom: float) -> None:
    """Draw the bar of the weights above all steps."""
    middle, width = (sum(ends) / 2, bottom + BAR / 2), ends[1] - ends[0]
    box(axis, middle, width, BAR, **RNN)
    words, short = "the shared weights: what all steps bring is added up", "the shared weights"
    words = words if width_of(words, NORMAL) < width - 2 * GAP else short
    write(axis, middle, words, NORMAL, shade(RNN["edge"], 0.6))


def _names_of_lanes(axis: Axes, spot: Point, with_numbers: bool) -> None:
    """Write what runs forward, what runs back, and what the numbers are, left of a point."""
    x, y = spot
    write(axis, (x, y + LANE), "forward", SMALL, GREY, ha="right")
    write(axis, (x, y - LANE), "way back", SMALL, BACK, ha="right", weight="bold")
    if with_numbers:
        write(axis, (x, y - BELOW_LANES), "gradient", SMALL, BACK, ha="right")


def _sizes(gradients: Sequence[float] | None, timesteps: int) -> list[tuple[float, str]]:
    """The thickness in pt and the number of each arrow."""
    thinnest, thickest = 1.0, 8.0
    if gradients is None:
        return [(1.5 * THIN, "")] * timesteps
    gradients = _numbers("gradients", gradients, timesteps)
    if strange := [value for value in gradients if not 0 <= value < np.inf]:
        raise ValueError(
            f"gradients holds {strange[0]:g}: expected sizes of at least 0; pass a norm, for instance."
        )
    top = max(gradients) or 1
    return [(thinnest + (thickest - thinnest) * value / top, _short_number(value)) for value in gradients]


def _short_number(value: float) -> str:
    """Write a number of any size with few characters."""
    if value == 0 or 0.01 <= value < 1000:
        return f"{value:.2g}" if value < 100 else f"{value:.0f}"
    return f"$10^{{{round(float(np.log10(value)))}}}$"


def _scissors(axis: Axes, spot: Point) -> None:
    """Draw two strokes across an arrow."""
    lean, high = 0.05, 0.16
    for x in (spot[0] - lean, spot[0] + lean):
        axis.plot([x - lean, x + lean], [spot[1] - high, spot[1] + high], color=INK, lw=1.5 * THIN, zorder=6)


# The walk


def text_to_answer(stages: Sequence[tuple[str, str, str]], title: str = "") -> Figure:
    """Draw the walk from a text to an answer: a row of boxes, below each its shape and an example.

    Args:
        stages: at least one (name, shape, example), for instance
            ``("TextVectorization", "(1, 40)", "[12, 7, 0, ...]")``: a box, and what leaves it. A row that is
            full goes on in the next.
        title: the message of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: if there is no stage, or if one is not three strings.
    """
    stages = _items("stages", stages, MOST_TOKENS)
    for k, stage in enumerate(stages):
        if isinstance(stage, str) or len(stage) != 3 or not all(isinstance(part, str) for part in stage):
            raise ValueError(f"stages[{k}] is {stage!r}: expected three strings, (name, shape, example).")
    title, *parts = replace_missing([title, *(part for stage in stages for part in stage)])
    rows = _broken_into_rows(len(stages), _stages_per_row(parts[::3]))
    most = max(map(len, rows))
    spacing = min((WIDTH - 2 * SIDE + BETWEEN) / most, WIDEST_STAGE + BETWEEN)
    room = spacing - BETWEEN
    size = _largest_size(_words_of(parts[::3]), room - 2 * INNER)
    columns = [_stage_lines(*parts[k : k + 3], room, size) for k in range(0, len(parts), 3)]
    tall = max(len(name) for name, _, _ in columns) * size * LINE_HEIGHT + 2 * GAP
    below = [
        (0.4 + max(len(column[1] + column[2]) for column in columns[row.start : row.stop])) for row in rows
    ]
    below = [lines * SMALL * LINE_HEIGHT for lines in below]
    xs = [(WIDTH - (most - 1) * spacing) / 2 + k * spacing for k in range(most)]
    places, height = _places(rows, xs, [GAP] * len(rows), below, 0, tall)
    fig, axis = canvas(height, title)
    for place, after, column in zip(places, [*places[1:], None], columns, strict=True):
        _stage(axis, place, (room, tall), column, size)
        if after is not None:
            _walk_on(axis, place, after, (room, tall))
    return fig


def _stage(axis: Axes, place: Point, extent: Point, lines: Sequence[list[str]], size: float) -> None:
    """Draw a stage: the box with its name; below it the shape, then the example."""
    name, shape, example = lines
    family = next((family for family in ("LSTM", "GRU", "RNN") if family in "".join(name)), None)
    look = family_look({"RNN": "SimpleRNN"}.get(family, family)) if family else NEUTRAL
    box(axis, place, *extent, **look)
    write(axis, place, "\n".join(name), size, parse_math=False, weight="bold", linespacing=1.1)
    line = SMALL * LINE_HEIGHT
    x, y = place[0], place[1] - extent[1] / 2 - 0.8 * line
    for words, look in ((shape, MONOSPACED | {"colour": GREY}), (example, {})):
        for part in words:
            write(axis, (x, y), part, SMALL, parse_math=False, **look)
            y -= line


def _walk_on(axis: Axes, place: Point, after: Point, extent: Point) -> None:
    """Draw the arrow from a stage to the next, which may stand in the next row."""
    (x, y), half, turn = place, extent[0] / 2, BETWEEN / 2
    via = []
    if after[1] != y:
        between, edge, back = (
            after[1] + extent[1] / 2 + GAP + SIDE / 2,
            x + half + turn,
            after[0] - half - turn,
        )
        via = [(edge, y), (edge, between), (back, between), (back, after[1])]
    arrow(axis, (x + half, y), (after[0] - half, after[1]), via=via)


def _stage_lines(name: str, shape: str, example: str, room: float, size: float) -> list[list[str]]:
    """The lines in which name, shape and example fit below each other."""
    inner = room - 2 * INNER
    if width_of(name, size, weight="bold", parse_math=False) > inner:
        name = " ".join(_words_of([name]))
    return [
        _wrapped(name, inner, size, weight="bold"),
        _wrapped(shape, room, SMALL, **MONOSPACED),
        _wrapped(example, room, SMALL),
    ]


def _words_of(names: Sequence[str]) -> list[str]:
    """The words of names of layers: TextVectorization has two."""
    return [word for name in names for word in re.sub("(?<=[a-z])(?=[A-Z])", " ", name).split()]


def _stages_per_row(names: Sequence[str]) -> int:
    """How many stages stand in a row: fewer if a word of a name is long."""
    widths = [width_of(word, SMALL, weight="bold", parse_math=False) for word in _words_of(names)]
    widest = max(widths, default=0) + 2 * INNER + BETWEEN
    return int(np.clip((WIDTH - 2 * SIDE + BETWEEN) / widest, 2, 6))


def _wrapped(words: str, room: float, size: float, most: int = 4, **look) -> list[str]:
    """Break words into at most ``most`` lines that fit; what is left out ends with an ellipsis."""
    lines = [
        shortened(line, room, size, parse_math=False, **look)
        for line in broken(words, room, size, parse_math=False, **look)
    ]
    if len(lines) > most:
        lines[most - 1 :] = [shortened(lines[most - 1] + " …", room, size, parse_math=False, **look)]
    return [line for line in lines if line]


# Places


def _tokens_per_row(words: Sequence[str], values: Sequence[float] | None) -> int:
    """How many tokens stand in a row: fewer if they are long."""
    most = PER_ROW if values is None else PER_ROW_WITH_STATES
    widest = max(width_of(word, SMALL, parse_math=False) for word in words) + GAP
    return int(np.clip((WIDTH - SIDE - STUB) / widest, PER_ROW_OF_LONG_WORDS, most))


def _broken_into_rows(n: int, per_row: int) -> list[range]:
    """Break n things into rows that are as equal as can be."""
    rows = -(-n // per_row)
    length = -(-n // rows)
    return [range(start, min(start + length, n)) for start in range(0, n, length)]


def _columns(n: int, right: float, left: float = SIDE) -> tuple[list[float], float]:
    """Spread n boxes over the figure: where their middles are, and how wide they are."""
    room = WIDTH - left - right
    spacing = min(room / n, SPACING)
    start = left + (room - n * spacing) / 2 + spacing / 2
    return [start + k * spacing for k in range(n)], min(BOX, SHARE * spacing)


def _spacing(xs: Sequence[float]) -> float:
    """How far apart the columns are."""
    return xs[1] - xs[0] if len(xs) > 1 else WIDTH - 2 * SIDE


def _places(
    rows: Sequence[range],
    xs: Sequence[float],
    above: Sequence[float],
    below: Sequence[float],
    foot: float,
    box=BOX,
) -> tuple[list[Point], float]:
    """The middle of each box, row by row from the top, and the height of it all."""
    height = sum(above) + sum(below) + len(rows) * box + (len(rows) - 1) * SIDE + foot
    places, y = [], height
    for row, over, under in zip(rows, above, below, strict=True):
        places += [(x, y - over - box / 2) for x, _ in zip(xs, row, strict=False)]
        y -= over + box + under + SIDE
    return places, height


def _largest_size(words: Sequence[str], room: float) -> float:
    """The largest size, from ``SMALL`` to ``LARGE``, at which each word fits into a width."""
    widest = max(width_of(word, SMALL, weight="bold", parse_math=False) for word in words)
    # A little less than fits: the widths of letters differ between versions of Matplotlib.
    return float(np.clip(0.97 * SMALL * room / max(widest, GAP), SMALL, LARGE))


# What the caller passes


def _items(name: str, things: object, most: int) -> list:
    """A collection as a list of at least one thing."""
    things = by_position(name, things)
    if not things:
        raise ValueError(f"{name} is empty: give at least one.")
    if len(things) > most:
        raise ValueError(f"{name} has {len(things)} entries: expected at most {most}; draw a part of them.")
    return things


def _answers(outputs: object, timesteps: int) -> list[str | None]:
    """One answer or None for each step."""
    if outputs is None:
        return [None] * timesteps
    answers = by_position("outputs", outputs)
    if len(answers) not in (1, timesteps):
        raise ValueError(
            f"outputs has {len(answers)} entries: expected 1 or {timesteps}, an answer at the end or one for "
            "each token."
        )
    return [None] * (timesteps - len(answers)) + answers


def _numbers(name: str, values: object, timesteps: int) -> list[float]:
    """One number for each step."""
    values = np.asarray(by_position(name, values), float)
    if values.shape != (timesteps,):
        raise ValueError(
            f"{name} has {len(values)} entries: expected {timesteps} numbers, one for each step."
        )
    return values.tolist()


def _opinion(values: object, timesteps: int) -> list[float] | None:
    """None, or one number from 0 to 1 for each step."""
    if values is None:
        return None
    values = _numbers("values", values, timesteps)
    if strange := [value for value in values if not 0 <= value <= 1]:
        raise ValueError(f"values holds {strange[0]:g}: expected 0 to 1, the opinion after each token.")
    return values


def _at_most(name: str, value: int, most: int, why: str = "more cannot be read from the last row") -> int:
    """A whole number that is small enough to be drawn."""
    if value > most:
        raise ValueError(f"{name} is {value}: expected at most {most} ({why}).")
    return value
