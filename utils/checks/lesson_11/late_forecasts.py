"""A price, and four forecasts of it that look alike: two are late, one is too low, one is worth its money."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils import plotting

DAYS, CLOSE = 500, 40  # in the wide view, and in the close one
LATE = {"A": 1, "B": 0, "C": 3, "D": 0}
BETTER = "B"
_BEFORE = 6  # days before the first that is drawn: the late forecasts are made of them
_SEED = 4  # a price whose last days turn often enough to be read


def four_forecasts() -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Make a price without trend or season, and four forecasts of the price of each day.

    A is the price of the day before. B knows two thirds of each day's step, and errs a little by itself.
    C is the mean of the last five days. D knows each step, and is too low all along.

    Returns:
        (500,) the price in dollars; the forecasts A to D of the same days, (500,) each.
    """
    rng = np.random.default_rng(_SEED)
    price = 100 + np.cumsum(rng.normal(0, 2, DAYS + _BEFORE))
    days = np.arange(_BEFORE, len(price))
    step = price[days] - price[days - 1]
    return price[days], {
        "A": price[days - 1],
        "B": price[days - 1] + step * 2 / 3 + rng.normal(0, 0.4, DAYS),
        "C": np.mean([price[days - k] for k in range(1, 6)], axis=0),
        "D": price[days] - 3.5,
    }


def draw_forecasts() -> Figure:
    """Draw the four forecasts over the price, from afar and close by, with the size of a usual day's step.

    Returns:
        The figure.
    """
    price, forecasts = four_forecasts()
    day, usual = np.arange(1, DAYS + 1), np.abs(price - forecasts["A"]).mean()
    low, high = price[-CLOSE:].min() - 8, price[-CLOSE:].max() + 4
    fig, axes = plt.subplots(4, 2, figsize=(12, 15), width_ratios=[1, 2], sharex="col", sharey="col")
    for row, (name, forecast) in zip(axes, forecasts.items(), strict=True):
        for axis in row:
            axis.plot(day, price, color="black", lw=1.5)
            axis.plot(day, forecast, color=plotting.FAMILIES["LSTM"]["color"], lw=1.5)
            axis.set_ylabel("dollars")
        wide, close = row
        wide.set(title=f"{name} fits, from afar", xlim=(0, DAYS))
        close.plot(day[-CLOSE:], price[-CLOSE:], "k.", ms=8)
        close.set(title=f"{name}, the last {CLOSE} days", ylim=(low, high))
        close.set_xlim(DAYS - CLOSE + 0.5, DAYS + 0.5)
        close.set_xticks(day[-CLOSE:], minor=True)
        close.grid(which="both", axis="x", alpha=0.5)
        close.errorbar(DAYS - 1, low + 3, usual / 2, color="#555555", capsize=5, lw=2)
        close.text(DAYS - 1.7, low + 3, "a usual day's step", ha="right", va="center", color="#555555")
        close.text(DAYS - CLOSE + 1, low + 3, "black: the price   orange: its forecast", va="center")
    for axis in axes[-1]:
        axis.set_xlabel("day")
    return fig
