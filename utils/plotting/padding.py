"""How two texts become rows of one length: the short one filled up with zeros, the long one cut."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.arguments import by_position, whole_number
from utils.plotting.fonts import replace_missing
from utils.plotting.shapes import (
    GREY,
    INK,
    LINE_HEIGHT,
    NORMAL,
    PALE,
    PLAIN,
    SMALL,
    THIN,
    WIDTH,
    Point,
    arrow,
    box,
    canvas,
    shortened,
    tint,
    width_of,
    write,
)
from utils.plotting.style import FAMILIES

READ = FAMILIES["LSTM"]["color"]  # of the place where the answer is read
WORD, EMPTY = {"fill": "#F1F1F1", "edge": "#555555"}, {"fill": PLAIN, "edge": PALE}
WAYS = ("zeros in front", "zeros at the back", "head kept", "tail kept")
MOST = 14  # columns that can still be read

# All lengths are in inches.
NAMES = 1.85  # at the left, for what each row shows
SIDE = 0.15  # free at the right
ROW, HIGH = 0.62, 0.44  # from row to row, and a box
PAIR = 0.25  # more, between the short text and the long one
ABOVE, BELOW = 0.85, 0.7  # for the place of the answer, and for the direction
LINE = NORMAL * LINE_HEIGHT


def padded_and_cut(short: Sequence[str], long: Sequence[str], length: int, title: str = "") -> Figure:
    """Draw a short and a long text as rows of one length, each in the two ways in which it can be done.

    From the top: zeros in front of the short text, zeros at its back; the head of the long text kept, its
    tail kept. What is cut away lies beside the row, grey. The place where the answer is read is marked.

    Args:
        short: the words of a text with fewer than ``length``.
        long: the words of a text with more than ``length``.
        length: the places of a row.
        title: the message of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: if ``short`` is empty or not shorter than ``length``, if ``long`` is not longer, or if
            there would be more than 14 columns.
    """
    short, long = by_position("short", short), by_position("long", long)
    length = whole_number("length", length, 2)
    if not 0 < len(short) < length < len(long):
        raise ValueError(
            f"short has {len(short)} words, long has {len(long)}: expected 1 to {length - 1}, and more than "
            f"{length}, the length of a row."
        )
    filling, cut = length - len(short), len(long) - length
    if (columns := length + 2 * cut) > MOST:
        raise ValueError(f"{columns} columns: expected at most {MOST}; cut fewer words away.")
    title, *words = replace_missing([title, *short, *long])
    short, long = words[: len(short)], words[len(short) :]
    rows = [  # the first column, and what stands in the columns from there on
        (cut, [None] * filling + short),
        (cut, short + [None] * filling),
        (cut, long),
        (0, long),
    ]
    height = BELOW + 4 * ROW + PAIR + ABOVE
    fig, axis = canvas(height, title)
    step = (WIDTH - NAMES - SIDE) / columns
    left, right = NAMES + cut * step, NAMES + (cut + length) * step
    ys = [height - ABOVE - ROW * (k + 0.5) - PAIR * (k // 2) for k in range(4)]
    axis.add_patch(
        Rectangle((right - step, BELOW), step, height - ABOVE - BELOW, fc=tint(READ), ec="none", zorder=0)
    )
    size = _size(words, 0.8 * step)
    for y, name, (first, row) in zip(ys, WAYS, rows, strict=True):
        write(axis, (SIDE, y), name, NORMAL, ha="left")
        for k, word in enumerate(row, start=first):
            place = NAMES + (k + 0.5) * step, y
            _place(axis, place, step, word, size, kept=cut <= k < cut + length)
    y = height - ABOVE
    arrow(axis, (right - step / 2, y + 0.4), (right - step / 2, y), colour=READ)
    write(axis, (right - step / 2, y + 0.4 + LINE * 0.6), "the answer is read here", NORMAL, READ)
    arrow(axis, (left, BELOW - 0.15), (right, BELOW - 0.15), colour=INK)
    write(axis, ((left + right) / 2, BELOW - 0.15 - LINE * 0.8), "the network reads", NORMAL)
    return fig


def _size(words: Sequence[str], room: float) -> float:
    """The size at which the longest word fits into a width, if one from ``SMALL`` to ``NORMAL`` does."""
    widest = max(width_of(word, SMALL, parse_math=False) for word in words)
    return min(NORMAL, max(SMALL, 0.97 * SMALL * room / widest))


def _place(axis: Axes, place: Point, step: float, word: str | None, size: float, kept: bool) -> None:
    """Draw one place of a row: a word, a zero (None), or a word that is cut away."""
    is_read = kept and word is not None
    drawn = box(axis, place, 0.9 * step, HIGH, **(WORD if is_read else EMPTY))
    if not kept:
        drawn.set(ls=(0, (2, 1.5)), lw=THIN / 2)
    written = "0" if word is None else shortened(word, 0.8 * step, size, parse_math=False)
    write(axis, place, written, size, INK if is_read else GREY, parse_math=False)
