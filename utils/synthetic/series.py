"""Series whose best possible forecast is known: trend, seasons, calendar, and shocks that fade."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from utils.arguments import is_real, random_generator, whole_number

__all__ = ["KnownSeries", "known_series"]

HOLIDAYS = ("01-01", "05-01", "12-25", "12-26")


@dataclass(frozen=True, eq=False)
class KnownSeries:
    """A series with the parts it was made of.

    Args:
        values: (T,) the series, with its times.
        certain: (T,) trend, seasons and calendar: what is known for all times.
        shocks: (T,) ``values - certain``. Of each shock the share ``persistence`` is left a step later, and
            new noise is added: ``shocks[t] = persistence * shocks[t - 1] + new noise``.
        persistence: 0 to 1; with 1 nothing ever fades: a random walk.
        noise: the standard deviation of the new noise, which is normal.
    """

    values: pd.Series
    certain: np.ndarray
    shocks: np.ndarray
    persistence: float
    noise: float

    def best_forecast(self, horizon: int) -> np.ndarray:
        """Return the best forecast of each value, made ``horizon`` steps before it from all that came before.

        No forecast has a lower expected squared error, nor a lower absolute one.

        Args:
            horizon: steps ahead, at least 1.

        Returns:
            (T - horizon,) forecasts of ``values[horizon:]``.

        Raises:
            ValueError: if ``horizon`` is not such a number.
        """
        whole_number("horizon", horizon, 1)
        return self.certain[horizon:] + self.persistence**horizon * self.shocks[:-horizon]

    def best_rmse(self, horizon: int) -> float:
        """Return the root mean squared error that the best forecast has in the long run.

        Args:
            horizon: steps ahead, at least 1.

        Returns:
            The error, in the unit of the series.

        Raises:
            ValueError: if ``horizon`` is not such a number.
        """
        left_over = self.persistence ** (2 * np.arange(whole_number("horizon", horizon, 1)))
        return float(self.noise * np.sqrt(left_over.sum()))


def known_series(
    times: pd.DatetimeIndex,
    level: float = 100.0,
    trend: float = 0.0,
    seasons: Mapping[float, float] | None = None,
    holiday: float = 0.0,
    persistence: float = 0.8,
    noise: float = 5.0,
    seed: int = 0,
) -> KnownSeries:
    """Make a series of a trend, seasons, holidays, and shocks that fade.

    Args:
        times: the times of the values, in order and at even steps.
        level: the value at the start, without seasons and shocks.
        trend: what is added at each step.
        seasons: the height of each season by its length in steps; by default ``{24: 20, 168: 10}``, day and
            week of an hourly series. A season is two waves, the second twice as fast and half as high, and
            begins anywhere.
        holiday: what is added on four days of each year, known from the calendar.
        persistence: how much of a shock is left a step later, 0 to 1.
        noise: standard deviation of the new noise at each step.
        seed: a whole number of at least 0; the same seed gives the same series.

    Returns:
        The series and its parts.

    Raises:
        ValueError: if an argument is not as described.
    """
    if not isinstance(times, pd.DatetimeIndex) or len(times) == 0:
        raise ValueError(f"times is a {type(times).__name__}: expected times, as of pandas.date_range.")
    if not is_real(persistence) or not 0 <= persistence <= 1:
        raise ValueError(f"persistence is {persistence!r}: expected a number from 0 to 1.")
    if not is_real(noise) or not noise >= 0:
        raise ValueError(f"noise is {noise!r}: expected a number of at least 0.")
    rng = random_generator(seed)
    step = np.arange(len(times))
    certain = float(level) + trend * step
    for length, height in ({24: 20.0, 168: 10.0} if seasons is None else seasons).items():
        turn = 2 * np.pi * (step / length + rng.random())
        certain += height * (np.sin(turn) + 0.5 * np.sin(2 * turn + 2 * np.pi * rng.random()))
    certain += holiday * times.strftime("%m-%d").isin(HOLIDAYS)
    fresh = rng.normal(0, noise, len(times))
    if persistence < 1:
        fresh[0] /= np.sqrt(1 - persistence**2)  # so that the first shock is as large as all others
    shocks = np.empty(len(times))
    last = 0.0
    for t, new in enumerate(fresh):
        last = shocks[t] = persistence * last + new
    return KnownSeries(pd.Series(certain + shocks, times), certain, shocks, float(persistence), float(noise))
