"""Words on the colour of a number."""

import unicodedata
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure

from utils.plotting.fonts import monospaced_families, replace_missing
from utils.plotting.style import OPINION

LINE_WIDTH = 92  # letters


def coloured_words(
    words: Sequence[str],
    values: Sequence[float],
    title: str = "",
    limit: int = 300,
    unknown: Sequence[bool] | None = None,
) -> Figure:
    """Draw a text, each word on the colour of its value: 0 orange, 0.5 white, 1 purple.

    The font is the reader's own, if ``plt.rcParams["font.family"]`` is set. Characters that no font has are
    drawn as boxes, and one printed line says so.

    Args:
        words: (words,), at least one.
        values: (words,), from 0 to 1.
        title: the title of the figure.
        limit: how many words are drawn; if the text is longer, the title says so.
        unknown: (words,), True for words to be drawn grey and in brackets; by default none.

    Returns:
        The figure.

    Raises:
        ValueError: if there is no word, or not a value for each word.
    """
    if len(words) != len(values) or len(words) == 0:
        raise ValueError(f"{len(words)} words and {len(values)} values: expected as many, and at least one.")
    unknown = [False] * len(words) if unknown is None else unknown
    families = monospaced_families()
    drawn_words = [
        _shortened(f"[{word}]" if is_unknown else word)
        for word, is_unknown in list(zip(words, unknown, strict=True))[:limit]
    ]
    drawn_words = replace_missing(drawn_words, families)
    places, column, line = [], 0, 0
    for word in drawn_words:
        if column + _width(word) > LINE_WIDTH:
            column, line = 0, line + 1
        places.append((column, line))
        column += _width(word) + 1
    fig, axis = plt.subplots(figsize=(11, 0.34 * (line + 1) + 0.9))
    # The wider scale leaves out the darkest colours, on which no word could be read.
    colours = plt.get_cmap(OPINION)(TwoSlopeNorm(0.5, -0.6, 1.6)(np.asarray(values, float)))
    for word, (x, y), colour, is_unknown in zip(drawn_words, places, colours, unknown, strict=False):
        axis.add_patch(plt.Rectangle((x - 0.4, y - 0.45), _width(word) + 0.8, 0.9, color=colour, lw=0))
        ink = "#333333" if is_unknown else "black"
        axis.text(x, y, word, family=families, fontsize=12, va="center", color=ink, parse_math=False)
    axis.set(xlim=(-1, LINE_WIDTH + 1), ylim=(line + 0.8, -0.8))
    axis.axis("off")
    left_out = f"   (the first {limit} of {len(words):,} words)" if len(words) > limit else ""
    axis.set_title(*replace_missing([title + left_out]))
    return fig


def _shortened(word: str) -> str:
    """Cut a word that would fill more than half a line."""
    return word if len(word) < LINE_WIDTH // 2 else word[: LINE_WIDTH // 2] + "…"


def _width(word: str) -> int:
    """Measure a word in letters; the characters of East Asian scripts are two letters wide."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in word)
