"""A forecaster of the learner's own, on a series of the learner's choice, beside what costs nothing."""

import re

import numpy as np
import pandas as pd

from utils.checks.asking import number
from utils.checks.judging import Wrong
from utils.preprocessing import Windows, windows

TIMESTEPS, HORIZONS = 48, (1, 3, 6, 12)
LONGEST = 20_000  # steps: more of them take longer than a lesson has
SEASONS = (7, 12, 24, 52, 168, 365)
NO_TEST = "`split=int(0.8 * len(series))`, which holds out the last fifth"


def cut_of(series: pd.Series) -> int:
    """Return the number of rows before the test part."""
    return int(0.8 * len(series))


def checked_series(series: object, period: object) -> tuple[pd.Series, int]:
    """Check the series that a learner has chosen, and its season.

    Args:
        series: the answer; a Series of 500 to 20,000 numbers.
        period: the answer; steps in a season.

    Returns:
        Both.

    Raises:
        Wrong: if they cannot be used.
    """
    if isinstance(series, pd.DataFrame):
        raise Wrong(
            f"`series` is a table ({', '.join(map(str, series.columns[:4]))}); one column is to be forecast",
            f'`table["{series.columns[0]}"]`, for example',
        )
    if not isinstance(series, pd.Series):
        raise Wrong(
            f"`series` is {type(series).__name__}; a Series of pandas is expected.", "the cell that loads"
        )
    if not 500 <= len(series) <= LONGEST:
        raise Wrong(
            f"`series` has {len(series)} steps; between 500 and {LONGEST} are enough, and not too many.",
            "`series[-3000:]`, which keeps the latest",
        )
    steps = number("period", period, 1, cut_of(series) - max(HORIZONS))
    if steps != int(steps):
        raise Wrong(f"`period` is {steps:g}; a whole number of steps is expected.")
    return series, int(steps)


def check_training_part(train: object, series: pd.Series) -> None:
    """Check that the training part has the windows asked for, and none that reaches into the test part.

    Args:
        train: the answer.
        series: the series.

    Raises:
        Wrong: if it has not.
    """
    if isinstance(train, tuple | list) and train and all(isinstance(one, Windows) for one in train):
        raise Wrong("`train` holds both parts.", "the left side: `train, test = windows(...)`")
    if not isinstance(train, Windows):
        raise Wrong(
            f"`train` is {type(train).__name__}; the training part is expected that `windows` returns",
            NO_TEST,
        )
    if train.x.shape[1:] != (TIMESTEPS, 1):
        raise Wrong(
            f"`train.x` has the shape {train.x.shape}; (windows, {TIMESTEPS}, 1) is expected: windows, "
            "steps, features",
            "the second argument of `windows`",
        )
    if train.y.shape[1:] != (len(HORIZONS),):
        raise Wrong(
            f"`train.y` has the shape {train.y.shape}; one column is expected for each of the "
            f"{len(HORIZONS)} horizons",
            "the third argument of `windows`: HORIZONS",
        )
    wanted = _cut(series, scale=True)[0]
    if not np.array_equal(train.times[0] - train.times[0, 0], wanted.times[0] - wanted.times[0, 0]):
        raise Wrong(
            "the targets in `train.y` are not 1, 3, 6 and 12 steps ahead.",
            "the third argument of `windows`: HORIZONS",
        )
    behind = int((train.times > wanted.times.max()).any(axis=1).sum())
    if behind:
        raise Wrong(f"{behind} training windows have targets in the last fifth of the series", NO_TEST)


def _cut(series: pd.Series, scale: bool) -> tuple[Windows, Windows]:
    try:
        return windows(series, TIMESTEPS, HORIZONS, split=cut_of(series), scale=scale)
    except ValueError as error:
        raise Wrong(f"`series` cannot be cut into windows: {error}", "the series, and its gaps") from error


def free_forecasts(series: pd.Series, period: int) -> dict[str, np.ndarray]:
    """Measure what costs nothing on the held-out part.

    Args:
        series: the series.
        period: steps in its season.

    Returns:
        The mean absolute error at each horizon, (horizons,), of persistence, of the seasonal naive forecast,
        and of the mean of the training part.
    """
    values, cut = series.to_numpy(float), cut_of(series)
    horizons = np.array(HORIZONS)
    first = np.arange(cut, len(values) - max(HORIZONS) + 1)  # rows of the targets one step ahead
    origin = first[:, None] - 1
    y = values[origin + horizons]
    season = values[origin + horizons - -(-horizons // period) * period]
    forecasts = {"persistence": values[origin], "last season": season, "the mean": values[:cut].mean()}
    return {name: np.abs(y - forecast).mean(axis=0) for name, forecast in forecasts.items()}


def better_season(series: pd.Series, period: int) -> int | None:
    """Return a usual season with which the free forecasts are better by a tenth; None if there is none."""
    known = series.iloc[: cut_of(series)]

    def best(steps: int) -> float:
        return float(np.minimum.reduce(list(free_forecasts(known, steps).values())).sum())

    usual = {steps: best(steps) for steps in SEASONS if steps < cut_of(known) - max(HORIZONS)}
    # A week of hours is a season where a day is one, and seven times as long: the shortest of those that do.
    season = next(steps for steps, error in usual.items() if error <= 1.05 * min(usual.values()))
    return season if usual[season] < 0.9 * best(period) else None


def checked_forecasts(net: object, train: Windows, series: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Ask a network for forecasts of the held-out part.

    Args:
        net: the answer, a Keras model from scaled windows to scaled values.
        train: the training part, by which it is scaled.
        series: the series.

    Returns:
        The values that came, in the unit of the series, and the forecasts, (n, horizons) each.

    Raises:
        Wrong: if it is no recurrent network, or cannot be asked.
    """
    import keras

    if not isinstance(net, keras.Model):
        raise Wrong(f"`net` is {type(net).__name__}, and should be a Keras model.")
    kinds = (keras.layers.RNN, keras.layers.Bidirectional)
    if not any(isinstance(layer, kinds) for layer in net._flatten_layers()):
        raise Wrong("your network has no recurrent layer.", "`layers.LSTM`")
    shape = getattr(net, "input_shape", None)
    if isinstance(shape, tuple) and shape[1:] == (1, TIMESTEPS):
        raise Wrong(
            f"your network reads one step of {TIMESTEPS} features, so there is nothing to remember. A window "
            f"is {TIMESTEPS} steps of one feature",
            f"`keras.Input(({TIMESTEPS}, 1))`: steps first",
        )
    test = _cut(series, scale=False)[1]
    try:
        said = np.asarray(net.predict(train.scale(test.x), batch_size=256, verbose=0))
    except Exception as error:
        lines = [line for line in re.sub(r"\x1b\[\d*m", "", str(error)).splitlines() if line.strip()]
        # Keras says first in which layer it happens, then what.
        reason = next((line for line in lines if not line.startswith("Exception encountered")), lines[0])
        raise Wrong(
            f"your network cannot read windows of shape {test.x.shape}: {reason}",
            "its input: `keras.Input(train.x.shape[1:])`",
        ) from error
    if said.ndim == 3:
        raise Wrong(
            f"your network gives {said.shape}, an answer after each step. {test.y.shape} is asked for",
            "`return_sequences`: the last recurrent layer hands on its last state only",
        )
    if said.shape != test.y.shape:
        raise Wrong(
            f"your network gives {said.shape}, and {test.y.shape} is asked for: one number for each horizon",
            f"the last layer: `Dense({len(HORIZONS)})`",
        )
    if not np.isfinite(said).all():
        raise Wrong("your network says NaN or infinity.", "the learning rate")
    return test.y.astype(float), train.unscale(said)


def why_it_loses(
    series: pd.Series, train: Windows, y: np.ndarray, forecast: np.ndarray, free: dict[str, np.ndarray]
) -> tuple[str, str]:
    """Say why a forecaster does not beat what costs nothing.

    Args:
        series: the series.
        train: the training part.
        y: (n, horizons) the values that came.
        forecast: (n, horizons) what the network says.
        free: the errors of the free forecasts.

    Returns:
        A reason in words, and where to look.
    """
    size = np.abs(forecast - series.iloc[: cut_of(series)].mean()).mean()
    if train.std[0] != 1 and size > 10 * train.std[0]:
        return (
            "unscaled, its forecasts lie far outside the series. It has learned numbers in another scale "
            "than `train.y` has",
            "what `fit` is given: `train.x` and `train.y`",
        )
    farther = _farther(series, forecast, 0.7 * free["the mean"].mean())
    for column, (horizon, fits) in enumerate(zip(HORIZONS, farther, strict=True)):
        if fits:
            return (
                f"column {column} should be the value {_steps(horizon)} ahead, and fits the one "
                f"{_steps(fits)} ahead much better",
                "the order of the columns of `train.y`",
            )
    if _linear_loses(series, np.minimum.reduce(list(free.values()))):
        return (
            "a linear regression on the same windows does not beat them either. It may be the series: of "
            "some, such as a random walk, nobody knows more than what costs nothing",
            "another series; `made.values` can be forecast",
        )
    if np.abs(y - forecast).mean() > 0.85 * free["the mean"].mean():
        return (
            "it is hardly better than to say the mean of the training part each time. It has hardly been "
            "trained",
            "`fit`, its epochs, and the learning rate",
        )
    return (
        "more can be had, since a linear regression on the same windows does beat them",
        "the epochs, and the learning rate",
    )


def _steps(number: int) -> str:
    return "1 step" if number == 1 else f"{number} steps"


def _farther(series: pd.Series, forecast: np.ndarray, most: float) -> list[int | None]:
    """Return for each column a horizon beyond its own that it fits far better, with an error below ``most``.

    None if there is none.

    One nearer than its own tells nothing: any forecast that follows the last value fits the near ones better.
    """
    values, found = series.to_numpy(float), []
    last = cut_of(series) - 1 + np.arange(len(forecast))
    for horizon, column in zip(HORIZONS, forecast.T, strict=True):
        errors = {step: np.abs(values[last + step] - column).mean() for step in HORIZONS if step >= horizon}
        nearest = min(errors, key=errors.get)
        found.append(nearest if errors[nearest] < min(0.8 * errors[horizon], most) else None)
    return found


def _linear_loses(series: pd.Series, best: np.ndarray) -> bool:
    """Whether a linear regression on the windows is no better than the free forecasts."""
    train, test = _cut(series, scale=True)

    def inputs(part: Windows) -> np.ndarray:
        return np.column_stack([part.x[:, :, 0], np.ones(len(part.x))])

    weights, *_ = np.linalg.lstsq(inputs(train), train.y, rcond=None)
    error = np.abs(test.unscale(test.y) - test.unscale(inputs(test) @ weights)).mean(axis=0)
    return bool((error / best).mean() >= 1)
