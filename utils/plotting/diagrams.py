"""Diagrams of recurrent networks: the loop, its way back, the LSTM cell, the walk from a text to an answer.

Each is nine inches wide, has its message as a title, and is shown with ``plotting.show(fig, alt=...)``. For a
drawing of your own there are the same shapes: ``operation``, ``gate_box``, ``state_box``, ``box``, ``arrow``.
"""

import re
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.arguments import by_position, whole_number
from utils.plotting.cell import lstm_cell
from utils.plotting.fonts import replace_missing
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

__all__ = [
    "arrow",
    "box",
    "folded_and_unrolled",
    "gate_box",
    "lstm_cell",
    "operation",
    "state_box",
    "text_to_answer",
    "unrolled_loop",
    "way_back",
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
STATE = 0.46  # the square of a state
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

    Returns:
        The figure.

    Raises:
        ValueError: if there is no token or too many, if the lengths do not fit, or if a value is not from
            0 to 1.
    """
    tokens = _items("tokens", tokens, MOST_TOKENS)
    answers = _answers(outputs, len(tokens))
    values = _opinion(values, len(tokens))
    title, *words = replace_missing([title, *tokens, *(answer or "" for answer in answers)])
    tokens, answers = (
        words[: len(tokens)],
        [
            None if answer is None else word
            for answer, word in zip(answers, words[len(tokens) :], strict=True)
        ],
    )
    reach = REACH + (STATE if values is not None else 0)
    rows = _broken_into_rows(len(tokens), _tokens_per_row(words, values))
    has_stub = len(rows) > 1 or answers[-1] is None
    xs, width = _columns(max(map(len, rows)), right=STUB if has_stub else SIDE)
    below = REACH + 1.4 * LINE
    above = [reach + 2 * LINE if any(answers[t] is not None for t in row) else 1.5 * LINE for row in rows]
    foot = 1.6 * LINE if len(tokens) > 1 else 0
    places, height = _places(rows, xs, above, [below] * len(rows), foot)
    fig, axis = canvas(height, title)
    room = _spacing(xs) - GAP
    size = _largest_size(words, room)
    for t, place in enumerate(places):
        box(axis, place, width, BOX, **RNN)
        _input(axis, place, t + 1, shortened(tokens[t], room, size, parse_math=False), size)
        if answers[t] is not None:
            end = place[0], place[1] + BOX / 2 + reach
            arrow(axis, (place[0], place[1] + BOX / 2), end)
            answer = shortened(answers[t], room, size, parse_math=False)
            write(axis, (end[0], end[1] + LINE * 0.6), answer, size, weight="bold", parse_math=False)
    for t, (place, after) in enumerate(zip(places, [*places[1:], None], strict=True)):
        _hand_on(axis, place, after, width, _spacing(xs), t + 1, values and values[t], answers[t] is not None)
    if len(tokens) > 1:
        _same_weights(axis, [places[t][0] for t in rows[-1]], width)
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

    places = [(x, y) for x in xs]
    for t, (place, after) in enumerate(zip(places, [*places[1:], None], strict=True)):
        box(axis, place, width, BOX, **RNN)
        _input(axis, place, t + 1)
        _hand_on(axis, place, after, width, _spacing(xs), t + 1)
    _same_weights(axis, xs, width)
    return fig


def _hand_on(axis, place, after, width, spacing, step, value=None, answered=False) -> None:
    """Draw the state that leaves a box: to the next box, up to the last answer, or out to the right."""
    x, y = place
    right = x + width / 2
    if after is None and answered:
        spot = (x, y + BOX / 2 + GAP + STATE / 2)
        label = (x + (GAP if value is None else STATE / 2 + GAP / 2), spot[1])
        alignment = "left"
    else:
        _link(axis, (right, y), after, width, spacing)
        spot = (right + GAP + STATE / 2, y)
        in_row = after is not None and after[1] == y
        middle = (right + after[0] - width / 2) / 2 if in_row else right + STUB / 2 - GAP
        label = (middle, y + LINE * 0.75) if value is None else (spot[0], y + STATE / 2 + LINE * 0.6)
        alignment = "center"
    if value is not None:
        state_box(axis, spot, 2 * value - 1, STATE, written=value)
    write(axis, label, f"$h_{{{step}}}$", NORMAL, ha=alignment)


def _link(axis: Axes, start: Point, after: Point | None, width: float, spacing: float) -> None:
    """Draw the arrow from the right of a box to the next box, which may stand in the next row."""
    (x, y), turn = start, SIDE / 2
    if after is None:
        arrow(axis, start, (min(x + STUB, WIDTH - GAP), y))
    elif after[1] == y:
        arrow(axis, start, (after[0] - width / 2, y))
    else:
        end = after[0] - width / 2, after[1]
        between = y - BOX / 2 - REACH - 1.4 * LINE - turn
        edge = min(x + STUB, WIDTH - turn)
        back = after[0] - spacing / 2 - GAP / 2
        arrow(axis, start, end, via=[(edge, y), (edge, between), (back, between), (back, end[1])])


def _input(axis: Axes, place: Point, step: int | str, token: str = "", size: float = NORMAL) -> None:
    """Draw an input: its arrow into the box from below, its symbol, and the token, if there is one."""
    x, top = place[0], place[1] - BOX / 2
    arrow(axis, (x, top - REACH), (x, top))
    symbol = f"$x_{{{step}}}$" if isinstance(step, int) else f"$x_{step}$"
    if token:
        write(axis, (x + GAP, top - REACH * 0.6), symbol, NORMAL, ha="left")
        write(axis, (x, top - REACH - LINE * 0.7), token, size, parse_math=False)
    else:
        write(axis, (x, top - REACH - LINE * 0.6), symbol, LARGE)


def _same_weights(axis: Axes, xs: Sequence[float], width: float) -> None:
    """Draw a bracket below the boxes of a row that says what they share."""
    left, right, y = xs[0] - width / 2, xs[-1] + width / 2, LINE * 1.3
    axis.plot(
        [left, left, right, right],
        [y + GAP, y, y, y + GAP],
        color=RNN["edge"],
        lw=THIN,
        solid_joinstyle="round",
    )
    words = "the same box with the same weights at every step"
    middle = (left + right) / 2
    write(axis, (middle, y - LINE * 0.7), words, SMALL, shade(RNN["edge"]))


# The way back


def way_back(
    timesteps: int = 4, gradients: Sequence[float] | None = None, cut: int | None = None, title: str = ""
) -> Figure:
    """Draw the way back through time: from the loss after the last step to every step and the shared weights.

    What runs forward is grey. What the chain rule carries back is blue.

    Args:
        timesteps: the number of steps, 2 to 8.
        gradients: (timesteps,), the size of the gradient that arrives at each state, not negative: written
            below the arrow that brings it, and drawn as its thickness.
        cut: where the way back is cut: after this many steps, counted from the first; nothing arrives at
            them. By default nowhere.
        title: the message of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: if ``timesteps`` is no whole number from 2 to 8, if there is not one gradient for each
            step, if one is negative or not finite, or if ``cut`` is no link between two steps.
    """
    timesteps = _at_most("timesteps", whole_number("timesteps", timesteps, 2), MOST_BACK)
    sizes = _sizes(gradients, timesteps)
    if cut is not None:
        cut = _at_most("cut", whole_number("cut", cut, 1), timesteps - 1, "the steps before it get nothing")
    names = 0.95  # free at the left, for "forward" and "way back"
    lane = 0.17  # of the two directions, above and below the middle
    bar = 0.5  # the height of the weights
    y = 1.4 * LINE + REACH + BOX / 2
    weights_y = y + BOX / 2 + 1.6 * REACH + bar / 2
    fig, axis = canvas(weights_y + bar / 2 + GAP, title)
    xs, width = _columns(timesteps + 1, right=GAP, left=names)
    loss = xs.pop()

    before = xs[0] - width / 2 - GAP
    write(axis, (before, y + lane), "forward", SMALL, GREY, ha="right")
    write(axis, (before, y - lane), "way back", SMALL, BACK, ha="right", weight="bold")
    below = y - BOX / 2 - LINE * 0.7
    if gradients is not None:
        write(axis, (before, below), "gradient", SMALL, BACK, ha="right")
    middle = (xs[0] + xs[-1]) / 2
    box(axis, (middle, weights_y), xs[-1] - xs[0] + width, bar, **RNN)
    words = "the shared weights: what all steps bring is added up"
    short = "the shared weights"
    fits = width_of(words, NORMAL) < xs[-1] - xs[0] + width - 2 * GAP
    write(axis, (middle, weights_y), words if fits else short, NORMAL, shade(RNN["edge"], 0.6))
    box(axis, (loss, y), width, BOX, edge=INK)
    write(axis, (loss, y), "loss", SMALL)
    for t, x in enumerate(xs):
        reached = cut is None or t >= cut
        box(axis, (x, y), width, BOX, **RNN)
        arrow(axis, (x, y - BOX / 2 - REACH), (x, y - BOX / 2), colour=GREY)
        write(axis, (x, y - BOX / 2 - REACH - LINE * 0.6), f"$x_{{{t + 1}}}$", NORMAL, GREY)
        after = ([*xs, loss][t + 1]) - width / 2
        gap = (x + width / 2 + after) / 2
        arrow(axis, (x + width / 2, y + lane), (after, y + lane), colour=GREY)
        write(axis, (gap, y + lane + LINE * 0.75), f"$h_{{{t + 1}}}$", NORMAL, GREY)
        look = {"colour": BACK, "width": sizes[t][0]} if reached else {"colour": PALE, "dashed": True}
        arrow(axis, (after, y - lane), (x + width / 2, y - lane), **look)
        arrow(axis, (x, y + BOX / 2), (x, weights_y - bar / 2), **look)
        if cut == t + 1:
            _scissors(axis, (gap, y - lane))
            write(axis, (gap, below), "cut", NORMAL, INK, weight="bold")
        elif reached and gradients is not None:
            write(axis, (gap, below), sizes[t][1], SMALL, BACK)
    return fig


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
    return float(np.clip(SMALL * room / max(widest, GAP), SMALL, LARGE))


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
