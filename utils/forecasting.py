"""Forecasts that cost nothing, errors that can be compared between series, and a test of two forecasts.

A forecast has to beat these before it is worth a network. Forecasts and errors work on the last axis, the
steps, so that one series (T,) and many at once (n, T) are forecast in the same way.
"""

from dataclasses import dataclass

import numpy as np

from utils.arguments import one_of, whole_number

__all__ = ["Comparison", "diebold_mariano", "drift", "mase", "persistence", "seasonal_naive", "smape"]


def persistence(past: np.ndarray, horizon: int) -> np.ndarray:
    """Forecast that all stays as it is: the last value goes on.

    Args:
        past: (..., T) numbers, the oldest first; T >= 1.
        horizon: how many steps to forecast.

    Returns:
        (..., horizon) float64; ``[..., k]`` is k + 1 steps after the end of ``past``.

    Raises:
        ValueError: if ``past`` has no steps or holds other things than finite numbers, or if ``horizon`` is
            not a whole number of at least 1.
    """
    return seasonal_naive(past, horizon, period=1)


def seasonal_naive(past: np.ndarray, horizon: int, period: int) -> np.ndarray:
    """Forecast that the last season comes again: at nine o'clock what there was yesterday at nine.

    Args:
        past: (..., T) numbers, the oldest first; T >= period.
        horizon: how many steps to forecast. Beyond one season, the last one is repeated.
        period: steps in a season, such as 24 for the day of an hourly series.

    Returns:
        (..., horizon) float64.

    Raises:
        ValueError: as for `persistence`; if ``period`` is not a whole number of at least 1, or ``past`` is
            shorter.
    """
    whole_number("horizon", horizon, 1)
    whole_number("period", period, 1)
    season = _steps("past", past, period)[..., -period:]
    return season[..., np.arange(horizon) % period]


def drift(past: np.ndarray, horizon: int) -> np.ndarray:
    """Forecast that the mean step goes on: the line through the first and the last value.

    Args:
        past: (..., T) numbers, the oldest first; T >= 2.
        horizon: how many steps to forecast.

    Returns:
        (..., horizon) float64.

    Raises:
        ValueError: as for `persistence`; or if ``past`` has fewer than two steps.
    """
    whole_number("horizon", horizon, 1)
    past = _steps("past", past, 2)
    mean_step = (past[..., -1:] - past[..., :1]) / (past.shape[-1] - 1)
    return past[..., -1:] + mean_step * np.arange(1, horizon + 1)


def smape(y: np.ndarray, forecast: np.ndarray) -> np.ndarray:
    """Compute the symmetric mean absolute percentage error, as in the M4 competition.

    The mean of ``200 * |y - forecast| / (|y| + |forecast|)``: 0 is perfect, 200 the worst. Where both numbers
    are 0 the forecast is right, so it counts 0 (in the competition, whose values are positive, this does not
    occur). For series that cross 0, such as temperatures in degrees, the number means little.

    Args:
        y: (..., horizon) the values that came.
        forecast: the same shape.

    Returns:
        (...) percent, one number for each series; a single one for a single series.

    Raises:
        ValueError: if the shapes differ, or numbers are not finite.
    """
    y, forecast = _pair(y, forecast)
    size = np.abs(y) + np.abs(forecast)
    return (200 * np.abs(y - forecast) / np.where(size == 0, 1, size)).mean(axis=-1)


def mase(y: np.ndarray, forecast: np.ndarray, past: np.ndarray, period: int = 1) -> np.ndarray:
    """Compute the mean absolute scaled error (Hyndman and Koehler 2006), as in the M4 competition.

    The mean absolute error, divided by that of the seasonal naive forecast one season ahead, over the past.
    1 is as good as this baseline was on the past, 0 is perfect.

    Args:
        y: (..., horizon) the values that came.
        forecast: the same shape.
        past: (..., T) the values before them; T > period.
        period: steps in a season; 1 compares with `persistence`.

    Returns:
        (...) one number for each series; a single one for a single series.

    Raises:
        ValueError: if the shapes do not fit, numbers are not finite, or the past repeats itself exactly, so
            that there is nothing to divide by.
    """
    whole_number("period", period, 1)
    y, forecast = _pair(y, forecast)
    past = _steps("past", past, period + 1)
    if past.shape[:-1] != y.shape[:-1]:
        raise ValueError(f"past has the shape {past.shape} and y {y.shape}: expected a past for each series.")
    unit = np.abs(past[..., period:] - past[..., :-period]).mean(axis=-1)
    if (unit == 0).any():
        raise ValueError(
            f"The past repeats itself every {period} step{'s' if period > 1 else ''} exactly, so there is no "
            "error to divide by. Leave such a series out, or use the absolute error."
        )
    return np.abs(y - forecast).mean(axis=-1) / unit


@dataclass(frozen=True)
class Comparison:
    """Two forecasts of the same steps, compared.

    Args:
        statistic: how many standard errors the second is ahead; below 0 the first is ahead.
        p: how often equally good forecasts come out as far apart as this, or farther, on either side.
    """

    statistic: float
    p: float


def diebold_mariano(
    y: np.ndarray, first: np.ndarray, second: np.ndarray, horizon: int = 1, loss: str = "squared"
) -> Comparison:
    """Test whether two forecasts of one series are equally good (Diebold and Mariano 1995).

    At each step one loss is subtracted from the other, and the mean of these differences is divided by its
    standard error. Forecasts several steps ahead are wrong in the same direction for several steps, so the
    differences have something to do with each other, up to ``horizon - 1`` steps apart, and the standard
    error takes that in. With the correction for short series of Harvey, Leybourne and Newbold (1997), whose
    p-value is that of Student's t. One step ahead this is the paired t-test.

    Args:
        y: (T,) the values that came, one after the other.
        first: (T,) forecasts of them, all made ``horizon`` steps before.
        second: (T,) other forecasts, made at the same times.
        horizon: how many steps ahead the forecasts were made.
        loss: "squared" or "absolute".

    Returns:
        The comparison; its statistic is above 0 if ``second`` has the smaller loss.

    Raises:
        ValueError: if shapes differ or are not (T,), numbers are not finite, there are not more steps than
            ``horizon + 1``, or there is no standard error: the losses differ nowhere, or by the same at each
            step, or (several steps ahead) the estimate of their variance is not above 0.
    """
    from scipy import stats

    one_of("loss", loss, ("squared", "absolute"))
    whole_number("horizon", horizon, 1)
    y, first = _pair(y, first)
    y, second = _pair(y, second)
    if y.ndim != 1 or len(y) < horizon + 2:
        raise ValueError(f"y has the shape {y.shape}: expected one series of at least {horizon + 2} steps.")
    power = 2 if loss == "squared" else 1
    ahead = np.abs(y - first) ** power - np.abs(y - second) ** power
    n, mean = len(ahead), ahead.mean()
    rest = ahead - mean
    covariances = [rest[k:] @ rest[: n - k] / n for k in range(horizon)]
    variance = (covariances[0] + 2 * sum(covariances[1:])) / n
    if np.ptp(ahead) <= 1e-12 * np.abs(ahead).max() or variance <= 0:
        raise ValueError(
            "The differences of the losses have no variance above 0, so there is no standard error: the "
            f"forecasts are the same, or {n} steps are too few for horizon={horizon}."
        )
    correction = (n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n
    statistic = mean / np.sqrt(variance) * np.sqrt(correction)
    return Comparison(float(statistic), float(2 * stats.t.sf(abs(statistic), n - 1)))


def _steps(name: str, values: np.ndarray, least: int) -> np.ndarray:
    """Return values as float64 of at least so many steps."""
    array = np.asarray(values)
    if array.dtype.kind not in "iuf" or array.ndim == 0:
        raise ValueError(f"{name} is {values!r:.60}: expected an array (..., steps) of numbers.")
    if array.shape[-1] < least:
        raise ValueError(
            f"{name} has the shape {array.shape}: expected at least {least} steps on the last axis."
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds numbers that are not finite. Fill the gaps first.")
    return array.astype(float)


def _pair(y: np.ndarray, forecast: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return values and forecasts of one shape. NumPy would compare (n, 1) with (n,) as n times n numbers."""
    y, forecast = _steps("y", y, 1), _steps("forecast", forecast, 1)
    if y.shape != forecast.shape:
        hint = ""
        if y.size == forecast.size:
            hint = f" Pass forecast.reshape({y.shape})." if y.ndim > 1 else " Pass forecast.ravel()."
        raise ValueError(f"forecast has the shape {forecast.shape} and y {y.shape}: expected the same.{hint}")
    return y, forecast
