"""A curve that moves while a network trains: a Keras callback. Importing this module loads Keras."""

import math
import time

import keras
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from utils.plotting.style import FAMILIES, as_picture


class LiveCurve(keras.callbacks.Callback):
    """Draw the share of right answers while ``fit`` runs, and leave the last drawing on the page.

    The line is the training part, smoothed over about ten batches; dots are the validation part, one after
    each pass. In a program without notebook nothing is drawn.

    Args:
        chance: the share of right answers of a coin, drawn as a dotted line; None for no line.
        seconds: at least so long between two drawings.
    """

    def __init__(self, chance: float | None = 0.5, seconds: float = 0.7) -> None:
        super().__init__()
        self.chance, self.seconds = chance, seconds

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Start with an empty curve."""
        self.line: list[tuple[float, float]] = []
        self.dots: list[tuple[float, float]] = []
        self.passes, self.drawn, self.handle = 0, time.monotonic(), None

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Keras begins its mean anew."""
        self.before = 0.0

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Add the batch to the line."""
        mean = (logs or {}).get("accuracy")
        if mean is None:
            return
        total = float(mean) * (batch + 1)  # Keras gives the mean of all batches since the pass began
        accuracy, self.before = total - self.before, total
        old = self.line[-1][1] if self.line else accuracy
        steps = self.params.get("steps") or batch + 1
        self.line.append((self.passes + (batch + 1) / steps, old + 0.1 * (accuracy - old)))
        if time.monotonic() - self.drawn > self.seconds:
            self._draw("training ...")

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Add the pass to the dots."""
        self.passes += 1
        accuracy = (logs or {}).get("val_accuracy")
        if accuracy is not None and math.isfinite(accuracy):
            self.dots.append((self.passes, float(accuracy)))

    def on_train_end(self, logs: dict | None = None) -> None:
        """Leave the whole curve."""
        curve, part = (self.dots, "validation") if self.dots else (self.line, "training")
        passes = f"{self.passes} pass{'es' if self.passes > 1 else ''}"
        if curve:
            self._draw(f"After {passes}: right on {curve[-1][1]:.0%} of the {part} texts")

    def _draw(self, title: str) -> None:
        from IPython import get_ipython
        from IPython.display import display

        if get_ipython() is None:
            return
        fig = self.figure(title)
        alt = f"{title}. Line: training part, dots: validation part, over passes through the training part."
        bundle, metadata = as_picture(fig, alt)
        if self.handle is None:
            self.handle = display(bundle, raw=True, metadata=metadata, display_id=True)
        else:
            self.handle.update(bundle, raw=True, metadata=metadata)
        self.drawn = time.monotonic()

    def figure(self, title: str = "") -> Figure:
        """Draw what has been seen so far.

        Args:
            title: the title of the figure.

        Returns:
            The figure.
        """
        fig, axis = plt.subplots(figsize=(8, 3.6))
        color = FAMILIES["LSTM"]["color"]
        if self.chance is not None:
            axis.axhline(self.chance, color="#555555", ls=":", lw=1.5)
            axis.annotate("a coin", (1, self.chance), xycoords=("axes fraction", "data"), fontsize=12,
                          xytext=(6, 0), textcoords="offset points", va="center", color="#555555")
        for points, style, name in ((self.line, {"alpha": 0.55}, "training"),
                                    (self.dots, {"marker": "o", "ms": 8, "ls": "--"}, "validation")):
            if points:
                axis.plot(*zip(*points, strict=True), color=color, **style)
        ends = [(points[-1], name) for points, name in ((self.line, "training"), (self.dots, "validation")) if points]
        lowest = sorted(ends, key=lambda end: end[0][1])
        for (point, name), up in zip(lowest, (-9, 9) if len(lowest) == 2 else (0,), strict=True):
            axis.annotate(name, (1, point[1]), xycoords=("axes fraction", "data"), fontsize=12, color=color,
                          xytext=(6, up), textcoords="offset points", va="center")
        low = min([0.4, *(y for _, y in self.line + self.dots)])
        planned = self.params.get("epochs") or 1
        axis.set(title=title, xlabel="passes through the training texts", ylabel="right answers",
                 xlim=(0, planned), ylim=(low, 1.0))
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axis.grid(alpha=0.3)
        return fig
