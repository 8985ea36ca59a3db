"""A curve that moves while a network trains."""

import math
import time

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from utils.plotting.style import FAMILIES, as_picture

SMOOTH = 0.1  # the weight of a new batch, so the line shows the last ten or so
PAUSE = 9  # times as long as a drawing took, before the next: so it takes a tenth of the time


def live_curve(chance: float | None = 0.5, seconds: float = 0.7):
    """Make a Keras callback that draws the share of right answers while ``fit`` runs.

    The line is the training part, smoothed over about ten batches; dots are the validation part, one after
    each pass. The last drawing stays on the page. In a program without notebook nothing is drawn.

    Args:
        chance: the share of right answers of a coin, drawn as a dotted line; None for no line.
        seconds: at least so long between two drawings; longer where drawing is slow, so that it takes no more
            than about a tenth of the time. 0 draws after each batch.

    Returns:
        A ``keras.callbacks.Callback``, for one call of ``fit``. The model needs the metric ``"accuracy"``.
    """
    import keras

    curve = LiveCurve(chance, seconds)
    callback = keras.callbacks.LambdaCallback(
        on_train_begin=lambda logs: curve.begin(callback.params),
        on_epoch_begin=lambda epoch, logs: curve.begin_pass(),
        on_train_batch_end=lambda batch, logs: curve.add_batch(batch, logs),
        on_epoch_end=lambda epoch, logs: curve.add_pass(logs),
        on_train_end=lambda logs: curve.end(),
    )
    return callback


def in_notebook() -> bool:
    """Tell whether there is a page to draw on."""
    from IPython import get_ipython

    return get_ipython() is not None


class LiveCurve:
    """What `live_curve` has seen so far, and how it is drawn; arguments as there."""

    def __init__(self, chance: float | None = 0.5, seconds: float = 0.7) -> None:
        self.chance, self.seconds = chance, seconds
        self.begin({})

    def begin(self, params: dict) -> None:
        """Start with an empty curve; ``params`` are those of a Keras callback."""
        self.line: list[tuple[float, float]] = []
        self.dots: list[tuple[float, float]] = []
        self.steps, self.epochs = params.get("steps"), params.get("epochs") or 1
        self.passes, self.before, self.handle = 0, 0.0, None
        self.drawn, self.pause = time.monotonic(), self.seconds

    def begin_pass(self) -> None:
        """Note that Keras begins its mean anew."""
        self.before = 0.0

    def add_batch(self, batch: int, logs: dict | None) -> None:
        """Add a batch to the line, and draw if it is time."""
        mean = (logs or {}).get("accuracy")
        if mean is None:
            return
        total = float(mean) * (batch + 1)  # Keras gives the mean of all batches since the pass began
        accuracy, self.before = total - self.before, total
        old = self.line[-1][1] if self.line else accuracy
        place = self.passes + (batch + 1) / max(self.steps or 0, batch + 1)
        self.line.append((place, old + SMOOTH * (accuracy - old)))
        if time.monotonic() - self.drawn > self.pause:
            self._show("Training ...")

    def add_pass(self, logs: dict | None) -> None:
        """Add the validation part to the dots."""
        self.passes += 1
        accuracy = (logs or {}).get("val_accuracy")
        if accuracy is not None and math.isfinite(accuracy):
            self.dots.append((self.passes, float(accuracy)))

    def end(self) -> None:
        """Leave the whole curve on the page."""
        points, part = (self.dots, "validation") if self.dots else (self.line, "training")
        if points:
            passes = f"{self.passes} pass{'es' * (self.passes != 1)}"
            self._show(f"After {passes}: right on {points[-1][1]:.0%} of the {part} part")

    def _show(self, title: str) -> None:
        from IPython.display import display

        if not in_notebook():
            return
        began = time.monotonic()
        dots = ", dots: validation part" if self.dots else ""
        alt = f"{title}. Line: training part{dots}, over passes through the training part."
        bundle, metadata = as_picture(self.figure(title), alt)
        if self.handle is None:
            self.handle = display(bundle, raw=True, metadata=metadata, display_id=True)
        else:
            self.handle.update(bundle, raw=True, metadata=metadata)
        self.drawn = time.monotonic()
        self.pause = self.seconds and max(self.seconds, PAUSE * (self.drawn - began))

    def figure(self, title: str) -> Figure:
        """Draw what has been seen so far.

        Args:
            title: the title of the figure.

        Returns:
            The figure.
        """
        fig, axis = plt.subplots(figsize=(8, 3.6))
        color, ends = FAMILIES["LSTM"]["color"], []
        if self.chance is not None:
            axis.axhline(self.chance, color="#555555", ls=":", lw=1.5)
            place = {"transform": axis.get_yaxis_transform(), "ha": "right", "va": "top"}
            axis.text(0.99, self.chance - 0.025, "a coin", color="#555555", fontsize=12, **place)
        if self.line:
            axis.plot(*zip(*self.line, strict=True), color=color, alpha=0.55)
            ends.append((self.line[-1][1], "training"))
        if self.dots:
            axis.plot(*zip(*self.dots, strict=True), "o--", color=color, ms=8)
            ends.append((self.dots[-1][1], "validation"))
        for (y, name), up in zip(sorted(ends), (-9, 9) if len(ends) == 2 else (0,), strict=False):
            place = (self.line or self.dots)[-1][0]
            axis.annotate(
                name, (place, y), (9, up), textcoords="offset points", va="center", color=color, fontsize=12
            )
        low = min([0.4, *(y for _, y in self.line + self.dots)])
        axis.set(title=title, xlabel="passes through the training part", ylabel="right answers")
        axis.set(xlim=(0, max(self.epochs, self.passes)), ylim=(low, 1.0))
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axis.grid(alpha=0.3)
        return fig
