"""Words on the colour of a number."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure

from utils.plotting.style import OPINION


def coloured_words(
    words: Sequence[str],
    values: Sequence[float],
    title: str = "",
    limit: int = 300,
    unknown: Sequence[bool] | None = None,
) -> Figure:
    """Text with each word on the colour of its value: 0 orange, 0.5 white, 1 purple.

    words, values: (words,), values in 0..1. Words where `unknown` is true stand in brackets.
    Of a longer text the first `limit` words are shown, and the figure says so.
    """
    if len(words) != len(values) or len(words) == 0:
        raise ValueError(f"{len(words)} words and {len(values)} values: expected as many, and at least one.")
    unknown = [False] * len(words) if unknown is None else unknown
    rows, place, column, line, width = [], [], 0, 0, 92
    for word, is_unknown in list(zip(words, unknown, strict=True))[:limit]:
        word = f"[{word}]" if is_unknown else word
        word = word if len(word) < width // 2 else word[: width // 2] + "…"
        if column + len(word) > width:
            column, line = 0, line + 1
        rows.append(word)
        place.append((column, line))
        column += len(word) + 1
    fig, axis = plt.subplots(figsize=(11, 0.34 * (line + 1) + 0.9))
    # The wider scale leaves out the darkest colours, on which no word could be read.
    colours = plt.get_cmap(OPINION)(TwoSlopeNorm(0.5, -0.6, 1.6)(np.asarray(values, float)))
    for word, (x, y), colour, is_unknown in zip(rows, place, colours, unknown, strict=False):
        axis.add_patch(plt.Rectangle((x - 0.4, y - 0.45), len(word) + 0.8, 0.9, color=colour, lw=0))
        ink = "#333333" if is_unknown else "black"
        axis.text(
            x, y, word, family="DejaVu Sans Mono", fontsize=12, va="center", color=ink, parse_math=False
        )
    axis.set(xlim=(-1, width + 1), ylim=(line + 0.8, -0.8))
    axis.axis("off")
    left_out = f"   (the first {limit} of {len(words):,} words)" if len(words) > limit else ""
    axis.set_title(title + left_out)
    return fig
