"""The course's one style: colours, fonts, and how a figure gets onto the page.

The colours are those of Okabe and Ito (2008), which can be told apart with any kind of colour vision;
families of models also differ in marker and line style.
"""

import io

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from PIL import Image

from utils.plotting import fonts

FAMILIES = {  # the same look for the same thing in all lessons
    "baseline": {"color": "#555555", "marker": "s", "linestyle": ":"},
    "linear": {"color": "#0072B2", "marker": "D", "linestyle": "--"},
    "LSTM": {"color": "#D55E00", "marker": "o", "linestyle": "-"},
    "SimpleRNN": {"color": "#CC79A7", "marker": "v", "linestyle": "-."},
    "GRU": {"color": "#E69F00", "marker": "^", "linestyle": (0, (3, 1, 1, 1))},
    "ensemble": {"color": "#009E73", "marker": "*", "linestyle": (0, (5, 1))},
}
OPINION = "PuOr"  # orange: negative, purple: positive, white: undecided
GATE = "viridis"  # 0 closed, 1 open


def use_course_style() -> None:
    """Set matplotlib's defaults: text of at least 12 pt, no frame, and the reader's own fonts, if set."""
    readers_fonts = {name: plt.rcParams[name] for name in fonts.SETTINGS}
    plt.rcdefaults()
    plt.rcParams.update(
        {
            **readers_fonts,
            "figure.figsize": (9, 5),
            "figure.constrained_layout.use": True,
            "font.size": 13,
            "axes.titlesize": 14,
            "axes.titlelocation": "left",
            "xtick.labelsize": 12,
            "ytick.labelsize": 12,
            "legend.fontsize": 12,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "legend.frameon": False,
            "lines.linewidth": 2.5,
        }
    )


def show(fig: Figure, alt: str, dpi: int = 80) -> None:
    """Display a figure as a PNG image with an alternative text, then close it.

    Args:
        fig: the figure.
        alt: what a reader who cannot see the figure needs to know, at least 20 characters.
        dpi: pixels per inch.

    Raises:
        ValueError: if ``alt`` has fewer than 20 characters.
    """
    from IPython.display import display

    if len(alt.strip()) < 20:
        raise ValueError(f"alt is {alt!r}: describe in a sentence what the figure shows.")
    bundle, metadata = as_picture(fig, alt, dpi)
    display(bundle, raw=True, metadata=metadata)


def as_picture(fig: Figure, alt: str, dpi: int = 80) -> tuple[dict, dict]:
    """Turn a figure into what a notebook displays, and close it.

    Args:
        fig: the figure.
        alt: what a reader who cannot see the figure needs to know.
        dpi: pixels per inch.

    Returns:
        The data, a PNG image and the text, and their metadata.
    """
    original = io.BytesIO()
    fig.savefig(original, format="png", dpi=dpi, facecolor="white")
    plt.close(fig)
    compressed = io.BytesIO()  # 128 colours look the same and keep the notebook small
    Image.open(original).convert("RGB").quantize(128).save(compressed, format="png", optimize=True)
    return {"image/png": compressed.getvalue(), "text/plain": alt}, {"image/png": {"alt": alt}}
