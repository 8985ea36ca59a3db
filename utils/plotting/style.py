"""The course's one style: colours, fonts, and how a figure gets onto the page.

Colours are those of Okabe and Ito (2008), told apart with any kind of colour vision; families of
models also differ in marker and line style.
"""

import io

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from PIL import Image

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
PANELS = {"i": "input $i$", "f": "forget $f$", "o": "output $o$", "c": "cell $c$", "h": "state $h$"}


def use_course_style() -> None:
    """Set matplotlib's defaults: 12 pt or more, no box, figures shown only through `show`."""
    plt.rcdefaults()
    plt.rcParams.update(
        {
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
    """Display `fig` as PNG with `alt`, what a reader who cannot see it needs to know; then close it.

    Raises ValueError if `alt` says less than 20 characters.
    """
    from IPython.display import display

    if len(alt.strip()) < 20:
        raise ValueError(f"alt is {alt!r}: describe in a sentence what the figure shows.")
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi=dpi, facecolor="white")
    plt.close(fig)
    small = io.BytesIO()  # 128 colours look the same and keep the notebook small
    Image.open(buffer).convert("RGB").quantize(128).save(small, format="png", optimize=True)
    bundle = {"image/png": small.getvalue(), "text/plain": alt}
    display(bundle, raw=True, metadata={"image/png": {"alt": alt}})
