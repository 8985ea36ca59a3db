"""The shapes of a diagram: boxes, states, operations and arrows, on a canvas that is measured in inches."""

from collections.abc import Iterable, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path
from matplotlib.text import Text

from utils.plotting.style import FAMILIES, GATE, OPINION

WIDTH = 9.0  # inches, of every diagram
SMALL, NORMAL, LARGE = 12, 14, 17  # pt
LINE_HEIGHT = 1.35 / 72  # inches for each pt
INK, GREY, PALE = "#222222", "#8A8A8A", "#BDBDBD"
MARGIN = 0.12  # inches, around the title
THIN, THICK = 2.0, 6.0  # pt
ROUND = 0.08  # inches, the corners of boxes and arrows
HEAD = 7.0  # pt, the size of an arrowhead beside the width of its arrow
DISC = 0.19  # inches, the radius of an operation
PLAIN = "white"

Point = tuple[float, float]


# The canvas


def canvas(height: float, title: str = "") -> tuple[Figure, Axes]:
    """Make an empty figure whose axis has inches as its units.

    Args:
        height: of the drawing, in inches; the title stands above it.
        title: the message of the figure; a long one is broken into lines.

    Returns:
        The figure, ``WIDTH`` inches wide, and its axis, from (0, 0) to (``WIDTH``, ``height``).
    """
    fig = plt.figure(figsize=(WIDTH, height), layout="none")
    axis = fig.add_axes((0, 0, 1, 1))
    axis.axis("off")
    lines = broken(title, WIDTH - 4 * MARGIN, NORMAL)
    above = (len(lines) * NORMAL * LINE_HEIGHT + 2 * MARGIN) if title else 0
    fig.set_size_inches(WIDTH, height + above)
    axis.set_position((0, 0, 1, height / (height + above)))
    axis.set(xlim=(0, WIDTH), ylim=(0, height))
    if title:
        axis.set_title("\n".join(lines), loc="left", fontsize=NORMAL, x=MARGIN / WIDTH, pad=72 * MARGIN, y=1)
    return fig, axis


def width_of(words: str, size: float, **look) -> float:
    """Measure words in inches.

    Args:
        words: what is to be written.
        size: in pt.
        look: more of matplotlib's properties of a text.
    """
    paper = Figure()
    return paper.text(0, 0, words, fontsize=size, **look).get_window_extent().width / paper.dpi


def broken(words: str, width: float, size: float, **look) -> list[str]:
    """Break words into lines of at most a width; a single word that is wider keeps its line.

    Args:
        words: what is to be written.
        width: in inches.
        size: in pt.
        look: more of matplotlib's properties of a text.

    Returns:
        The lines.
    """
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size, **look) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def shortened(words: str, width: float, size: float, **look) -> str:
    """Cut words that are wider than a width, and end them with an ellipsis.

    Args:
        words: what is to be written.
        width: in inches.
        size: in pt.
        look: more of matplotlib's properties of a text.
    """
    if width_of(words, size, **look) <= width:
        return words
    fits, too_long = 0, len(words)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if width_of(words[:middle] + "…", size, **look) <= width:
            fits = middle
        else:
            too_long = middle
    return words[:fits] + "…"


# Colours and numbers


def tint(colour: str, white: float = 0.6) -> tuple[float, float, float]:
    """Mix a colour with a share of white."""
    return tuple((1 - white) * part + white for part in to_rgb(colour))


def shade(colour: str, black: float = 0.35) -> tuple[float, float, float]:
    """Mix a colour with a share of black, for words on white."""
    return tuple((1 - black) * part for part in to_rgb(colour))


def gate_colour(value: float) -> tuple[float, float, float]:
    """The colour of a gate: dark at 0, yellow at 1."""
    return plt.get_cmap(GATE)(float(value))[:3]


def state_colour(value: float) -> tuple[float, float, float]:
    """The colour of a state: orange at -1 and below, white at 0, purple at 1 and above."""
    return plt.get_cmap(OPINION)((float(value) + 1) / 2)[:3]


def ink_on(colour) -> str:
    """The colour of text that can be read on a colour."""
    brightness = np.dot(np.power(to_rgb(colour), 2.2), (0.21, 0.72, 0.07))  # about WCAG's relative luminance
    return "white" if brightness < 0.25 else INK


def number(value: float) -> str:
    """Write a number with two decimals, a large one with none."""
    written = f"{value:.2f}" if abs(value) < 100 else f"{value:.0f}"
    return written.replace("-0.00", "0.00").replace("-", "−")


# Shapes


def write(axis: Axes, xy: Point, words: str, size: float = NORMAL, colour=INK, **look) -> Text:
    """Write words around a point.

    Args:
        axis: the matplotlib axis to draw on.
        xy: the point; ``ha`` and ``va`` in ``look`` say where the words lie, by default around it.
        words: with ``$...$`` for symbols, unless ``parse_math=False`` is in ``look``.
        size: in pt.
        colour: of the words.
        look: more of matplotlib's properties of a text.

    Returns:
        matplotlib's text.
    """
    return axis.text(
        *xy, words, **{"fontsize": size, "color": colour, "ha": "center", "va": "center", "zorder": 6} | look
    )


def box(
    axis: Axes, xy: Point, width: float, height: float, fill=PLAIN, edge=INK, rounding: float = ROUND
) -> FancyBboxPatch:
    """Draw a box with round corners around a point.

    Args:
        axis: the matplotlib axis to draw on.
        xy: the middle of the box.
        width: in the units of the axis.
        height: in the units of the axis.
        fill: the colour inside.
        edge: the colour of the line around it.
        rounding: the radius of its corners, in the units of the axis.

    Returns:
        matplotlib's patch.
    """
    corner = xy[0] - width / 2, xy[1] - height / 2
    style = f"round,pad=0,rounding_size={min(rounding, width / 2, height / 2)}"
    return axis.add_patch(
        FancyBboxPatch(corner, width, height, boxstyle=style, fc=fill, ec=edge, lw=THIN, zorder=4)
    )


def operation(
    axis: Axes,
    xy: Point,
    symbol: str,
    value: float | None = None,
    radius: float = DISC,
    edge=INK,
    ink: str | None = None,
) -> Circle:
    """Draw a disc for what is done to each number on its own: times a gate, plus.

    Args:
        axis: the matplotlib axis to draw on.
        xy: the middle of the disc.
        symbol: what is written in it, for instance ``"×"``, ``"+"``, or smaller the number of the gate.
        value: the gate by which it multiplies, from 0 to 1: gives the disc its colour, from dark (closed) to
            yellow (open); by default the disc is white.
        radius: in the units of the axis.
        edge: the colour of the line around it.
        ink: the colour of the symbol; by default one that can be read on the disc.

    Returns:
        matplotlib's patch.
    """
    fill = PLAIN if value is None else gate_colour(value)
    size = LARGE if len(symbol) == 1 else SMALL
    write(axis, xy, symbol, size, ink or ink_on(fill), va="center_baseline")
    return axis.add_patch(Circle(xy, radius, fc=fill, ec=edge, lw=THIN, zorder=5))


def gate_box(
    axis: Axes,
    xy: Point,
    symbol: str,
    label: str = "",
    fill=PLAIN,
    edge=INK,
    width: float = 1.1,
    height: float = 0.66,
    ink: str | None = None,
) -> FancyBboxPatch:
    r"""Draw a box for a small layer with weights of its own: a gate, or the candidate.

    Args:
        axis: the matplotlib axis to draw on.
        xy: the middle of the box.
        symbol: its function, for instance ``r"$\sigma$"`` or ``"tanh"``.
        label: what it is for, below the symbol, for instance ``"forget"``.
        fill: the colour inside.
        edge: the colour of the line around it.
        width: in the units of the axis.
        height: in the units of the axis.
        ink: the colour of the words; by default one that can be read on the box.

    Returns:
        matplotlib's patch.
    """
    ink = ink or ink_on(fill)
    up = height / 5 if label else 0
    write(axis, (xy[0], xy[1] + up), symbol, LARGE if symbol.startswith("$") else NORMAL, ink)
    if label:
        write(axis, (xy[0], xy[1] - height / 4), label, SMALL, ink)
    return box(axis, xy, width, height, fill, edge)


def state_box(
    axis: Axes, xy: Point, value: float, size: float = 0.56, edge=INK, written: float | None = None
) -> FancyBboxPatch:
    """Draw a square for a state with its number, orange at -1, white at 0, purple at 1.

    Args:
        axis: the matplotlib axis to draw on.
        xy: the middle of the square.
        value: the number.
        size: of the square, in the units of the axis.
        edge: the colour of the line around it.
        written: the number that is written; by default the value.

    Returns:
        matplotlib's patch.
    """
    fill = state_colour(value)
    write(axis, xy, number(value if written is None else written), SMALL, ink_on(fill))
    return box(axis, xy, size, size, fill, edge)


def arrow(
    axis: Axes,
    start: Point,
    end: Point,
    via: Sequence[Point] = (),
    colour=INK,
    width: float = THIN,
    head: bool = True,
    dashed: bool = False,
    zorder: float = 3,
) -> FancyArrowPatch:
    """Draw an arrow, with round corners on its way.

    Args:
        axis: the matplotlib axis to draw on.
        start: where it begins.
        end: where its point is.
        via: its corners.
        colour: of the arrow.
        width: of its line, in pt.
        head: False draws the line alone.
        dashed: True draws a dashed line.
        zorder: what is drawn above what.

    Returns:
        matplotlib's patch.
    """
    return axis.add_patch(
        FancyArrowPatch(
            path=_rounded([start, *via, end]),
            arrowstyle=f"-|>,head_length={HEAD + width},head_width={(HEAD + width) / 2}" if head else "-",
            mutation_scale=1,
            color=colour,
            fc=colour if head else "none",
            lw=width,
            ls=(0, (2, 1.5)) if dashed else "-",
            joinstyle="miter",
            capstyle="butt",
            zorder=zorder,
        )
    )


def _rounded(points: Iterable[Point]) -> Path:
    """A path along points, its corners rounded."""
    points = [np.asarray(point, float) for point in points]
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into, out = ((end - corner) / np.linalg.norm(end - corner) for end in (before, after))
        vertices += [corner + ROUND * into, corner, corner + ROUND * out]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*vertices, points[-1]], [*codes, Path.LINETO])


def family_look(family: str) -> dict:
    """The colours of a box of a family of models: ``fill`` and ``edge``."""
    colour = FAMILIES[family]["color"]
    return {"fill": tint(colour), "edge": colour}
