"""The course's one style, and the figures that more than one lesson draws.

Every function returns a matplotlib figure; `show` puts it on the page together with its alt text.
Colours are those of Okabe and Ito (2008), told apart with any kind of colour vision; families of
models also differ in marker and line style.
"""

import io
from collections import Counter
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import Normalize, TwoSlopeNorm, to_rgb
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


def ladder(names, families, accuracy, low, high, seconds, first: int = 1) -> Figure:
    """Accuracy against fitting seconds (log scale), one point a model with its 95 % interval.

    All arguments: one entry per model. Points carry a number, counted from `first`; the legend beside
    them says which model that is.
    """
    fig, axis = plt.subplots(figsize=(10.5, 6))
    for number, (name, family, a, lo, hi, s) in enumerate(
        zip(names, families, accuracy, low, high, seconds, strict=True), start=first
    ):
        look = FAMILIES[family]
        axis.errorbar(
            s, a, [[a - lo], [hi - a]], color=look["color"], marker=look["marker"], ms=11, capsize=4, lw=1.5
        )
        side = {"xytext": (9, 6), "ha": "left"} if number % 2 else {"xytext": (-9, 6), "ha": "right"}
        axis.annotate(
            str(number), (s, a), textcoords="offset points", color=look["color"], weight="bold", **side
        )
        axis.plot([], [], look["marker"], color=look["color"], ms=9, label=f"{number}  {name}")
    axis.set(xscale="log", xlabel="seconds to fit (log scale)", ylabel="accuracy on the test reviews")
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.grid(alpha=0.3)
    axis.legend(loc="center left", bbox_to_anchor=(1, 0.5), handletextpad=0.2)
    return fig


def dots(names, families, values: Sequence[Sequence[float]], xlabel: str) -> Figure:
    """One row of dots per model, a dot per seed, a bar at their mean. values: (models, seeds)."""
    fig, axis = plt.subplots(figsize=(10, 0.45 * len(names) + 1.4))
    for row, (_, family, points) in enumerate(zip(names, families, values, strict=True)):
        look = FAMILIES[family]
        axis.plot(points, [row] * len(points), look["marker"], color=look["color"], ms=9, alpha=0.7)
        axis.plot([np.mean(points)] * 2, [row - 0.3, row + 0.3], color=look["color"])
    axis.set_yticks(range(len(names)), names)
    axis.set_xlabel(xlabel)
    axis.invert_yaxis()
    axis.grid(axis="x", alpha=0.3)
    return fig


def memory_curve(x, curves, xlabel: str, ylabel: str, axis=None, ylim=None, markers: bool = False):
    """How something fades with distance: one line per model, a band from its lowest to its highest seed.

    x: (points,) lags or gaps. curves: {label: (family, values)}, values (seeds, points); the line is their
    mean. Labels stand at the right end, pushed apart where they would overlap. Several models of a family
    share its colour, the later ones lighter. `ylim`, if given, is fixed before the labels find their
    places. Returns the axis (a new figure's, if none is given).

    Raises ValueError for no curve, an unknown family, or values whose shape is not (seeds, points).
    """
    if not curves:
        raise ValueError("curves is empty: give at least one, {label: (family, values)}.")
    axis = plt.subplots(figsize=(10.5, 6))[1] if axis is None else axis
    many, seen, ends = Counter(family for family, _ in curves.values()), Counter(), []
    for label, (family, values) in curves.items():
        values = np.asarray(values, float)
        if family not in FAMILIES or values.ndim != 2 or values.shape[1] != len(x):
            raise ValueError(
                f"curve {label!r}: family {family!r} with values {values.shape}; expected one of "
                f"{', '.join(FAMILIES)} and values (seeds, {len(x)})."
            )
        look = dict(FAMILIES[family])
        mix = 0.5 * seen[family] / max(many[family] - 1, 1)  # the share of white
        look["color"] = tuple((1 - mix) * c + mix for c in to_rgb(look["color"]))
        look["marker"] = look["marker"] if markers else None
        seen[family] += 1
        axis.plot(x, values.mean(axis=0), **look)
        if len(values) > 1:
            axis.fill_between(x, values.min(axis=0), values.max(axis=0), color=look["color"], alpha=0.2, lw=0)
        ends.append((values[:, -1].mean(), label, FAMILIES[family]["color"]))
    axis.set(xlabel=xlabel, ylabel=ylabel, ylim=ylim, xlim=(min(x), max(x)))
    axis.grid(alpha=0.3)
    _end_labels(axis, ends)
    return axis


def _end_labels(axis, ends: list[tuple[float, str, str]], gap: float = 0.062) -> None:
    """Write each label right of the axis at its height, at least `gap` of the axis apart."""
    low, high = axis.get_ylim()
    places = sorted((((y - low) / (high - low)), label, color) for y, label, color in ends)
    heights = [place[0] for place in places]
    for _ in range(200):  # push neighbours apart, a little at a time
        for k in range(1, len(heights)):
            lack = gap - (heights[k] - heights[k - 1])
            if lack > 0:
                heights[k - 1], heights[k] = heights[k - 1] - lack / 2, heights[k] + lack / 2
    for height, (end, label, color) in zip(heights, places, strict=True):
        axis.annotate(
            label,
            (1, end),
            (1.04, height),
            xycoords="axes fraction",
            textcoords="axes fraction",
            color=color,
            va="center",
            fontsize=13,
            arrowprops={"arrowstyle": "-", "color": color, "lw": 0.8, "shrinkA": 2, "shrinkB": 2},
        )


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


def opinion_and_gates(words, opinion, gates: dict[str, np.ndarray], mark: int, title: str = "") -> Figure:
    """The running opinion above, gates and states of some units below, aligned under their words.

    words, opinion: (timesteps,). gates: name -> (timesteps, units); `c` and `h`, signed, get a
    symmetric scale, gates a scale from 0 to 1. mark: the time step to point at.
    """
    if {len(opinion), *map(len, gates.values())} != {len(words)} or not 0 <= mark < len(words):
        raise ValueError(f"{len(words)} words need as many opinions and gate values, and a mark among them.")
    fig, axes = plt.subplots(
        1 + len(gates),
        1,
        figsize=(11, 2.2 + 1.15 * len(gates)),
        height_ratios=[1.6] + [1] * len(gates),
        sharex=True,
    )
    axes[0].plot(opinion, **FAMILIES["LSTM"], ms=5)
    axes[0].axhline(0.5, color="black", lw=1)
    axes[0].set(ylim=(-0.05, 1.05), ylabel="P(positive)")
    axes[0].set_title(title)
    for axis, (name, values) in zip(axes[1:], gates.items(), strict=True):
        signed = name[0] in "ch"
        scale = Normalize(-np.abs(values).max(), np.abs(values).max()) if signed else Normalize(0, 1)
        image = axis.imshow(values.T, aspect="auto", cmap=OPINION if signed else GATE, norm=scale)
        axis.set_ylabel(PANELS.get(name, name), rotation=0, ha="right", va="center")
        axis.set_yticks([])
        fig.colorbar(image, ax=axis, pad=0.01, fraction=0.03)
    for axis in axes:
        axis.axvspan(mark - 0.5, mark + 0.5, facecolor="none", edgecolor="black", lw=2, zorder=3)
    axes[-1].set_xticks(range(len(words)), words, rotation=60, ha="right", rotation_mode="anchor")
    return fig


def reliability(y: np.ndarray, probabilities: dict[str, tuple[str, np.ndarray]], bins: int = 10) -> Figure:
    """How often a model is right when it says p: observed share of positives against mean p, by bin.

    y: (rows,) labels. probabilities: name -> (family, (rows,) probability of class 1). Bins of
    equal size in rows, so that each point rests on as many reviews.
    """
    fig, axis = plt.subplots(figsize=(7.5, 6))
    axis.plot([0, 1], [0, 1], color="black", lw=1, label="perfectly calibrated")
    drawn = []
    for name, (family, p) in probabilities.items():
        if len(p) != len(y) or len(y) < bins:
            raise ValueError(f"{name}: {len(p)} probabilities, {len(y)} labels; expected equal, >= {bins}.")
        groups = np.array_split(np.argsort(p, kind="stable"), bins)
        look = dict(FAMILIES[family])
        if family in drawn:  # a second model of a family: hollow and dotted
            look |= {"markerfacecolor": "white", "linestyle": ":"}
        drawn.append(family)
        axis.plot([p[g].mean() for g in groups], [y[g].mean() for g in groups], label=name, ms=8, **look)
    axis.set(xlabel="what the model says: P(positive)", ylabel="what is true: share of positives")
    axis.legend(loc="upper left")
    axis.grid(alpha=0.3)
    return fig
