"""Plausible wrong answers to the exercises of lesson 11.

A part begins with the grade_id of the answer cell whose place it takes, then a bar, the mistake, a bar, and
words that the check must say. What it does not define comes from the cells before it.
"""

# %% skill | a value of the future | that is a leak


def skill(values, horizon, period):
    now = np.arange(period - 1, len(values) - horizon)
    y = values[now + horizon]
    error = np.abs(y - values[now + horizon - period]).mean()
    return 1 - error / np.abs(y - values[now]).mean()


# %% skill | one season too many | one season too many


def skill(values, horizon, period):
    now = np.arange(period - 1, len(values) - horizon)
    y = values[now + horizon]
    back = (horizon // period + 1) * period
    return 1 - np.abs(y - values[now + horizon - back]).mean() / np.abs(y - values[now]).mean()


# %% skill | exchanged | the two are exchanged


def skill(values, horizon, period):
    now = np.arange(period - 1, len(values) - horizon)
    y = values[now + horizon]
    back = -(-horizon // period) * period
    return 1 - np.abs(y - values[now]).mean() / np.abs(y - values[now + horizon - back]).mean()


# %% skill | the quotient | that is the quotient of the errors


def skill(values, horizon, period):
    now = np.arange(period - 1, len(values) - horizon)
    y = values[now + horizon]
    back = -(-horizon // period) * period
    return np.abs(y - values[now + horizon - back]).mean() / np.abs(y - values[now]).mean()


# %% skill | squared | Here they are absolute


def skill(values, horizon, period):
    now = np.arange(period - 1, len(values) - horizon)
    y = values[now + horizon]
    back = -(-horizon // period) * period
    return 1 - ((y - values[now + horizon - back]) ** 2).mean() / ((y - values[now]) ** 2).mean()


# %% skill | root of squares | and a root is taken


def skill(values, horizon, period):
    now = np.arange(period - 1, len(values) - horizon)
    y = values[now + horizon]
    back = -(-horizon // period) * period
    squares = [((y - values[row]) ** 2).mean() for row in (now + horizon - back, now)]
    return 1 - np.sqrt(squares[0] / squares[1])


# %% skill | signs kept | keep their signs


def skill(values, horizon, period):
    now = np.arange(period - 1, len(values) - horizon)
    y = values[now + horizon]
    back = -(-horizon // period) * period
    return 1 - (y - values[now + horizon - back]).mean() / (y - values[now]).mean()


# %% skill | a difference | a difference of errors


def skill(values, horizon, period):
    now = np.arange(period - 1, len(values) - horizon)
    y = values[now + horizon]
    back = -(-horizon // period) * period
    return np.abs(y - values[now]).mean() - np.abs(y - values[now + horizon - back]).mean()


# %% skill | the mean of quotients | Take the two means first


def skill(values, horizon, period):
    now = np.arange(period - 1, len(values) - horizon)
    y = values[now + horizon]
    back = -(-horizon // period) * period
    return 1 - np.mean(np.abs(y - values[now + horizon - back]) / np.abs(y - values[now]))


# %% skill | persistence from the first row on | made at different hours


def skill(values, horizon, period):
    now = np.arange(period - 1, len(values) - horizon)
    back = -(-horizon // period) * period
    error = np.abs(values[now + horizon] - values[now + horizon - back]).mean()
    return 1 - error / np.abs(values[horizon:] - values[:-horizon]).mean()


# %% skill | counted from 0 | your target is 2 steps ahead


def skill(values, horizon, period):
    now = np.arange(period - 1, len(values) - horizon)
    y = values[now + horizon - 1]
    back = -(-horizon // period) * period
    return 1 - np.abs(y - values[now + horizon - back]).mean() / np.abs(y - values[now]).mean()


# %% guesses | nothing noted | nothing is noted for skill 1 hour ahead

skill_1, skill_12 = None, 0.5
note_prediction("skill 12 hours ahead", skill_12, low=-10, high=1)

# %% prepare | unchanged | still split by their first row


def prepare(series, timesteps, horizon, cut):
    scaled = (series - series.mean()) / series.std()
    x, y = windows(scaled, timesteps, horizon)
    x_test, y_test = windows(scaled[cut - timesteps - horizon + 1 :], timesteps, horizon)
    return x[:cut], y[:cut], x_test, y_test


leaked = 35

# %% prepare | split by the last row of the window | by their last row


def prepare(series, timesteps, horizon, cut):
    scaled = (series - series[:cut].mean()) / series[:cut].std()
    x, y = windows(scaled, timesteps, horizon)
    n = cut - timesteps + 1
    x_test, y_test = windows(scaled[cut - timesteps - horizon + 1 :], timesteps, horizon)
    return x[:n], y[:n], x_test, y_test


leaked = 35

# %% prepare | the steps forgotten | the number of steps is left out


def prepare(series, timesteps, horizon, cut):
    scaled = (series - series[:cut].mean()) / series[:cut].std()
    x, y = windows(scaled, timesteps, horizon)
    n = cut - horizon + 1
    x_test, y_test = windows(scaled[cut - timesteps - horizon + 1 :], timesteps, horizon)
    return x[:n], y[:n], x_test, y_test


leaked = 35

# %% prepare | one window given away | None need be given away


def prepare(series, timesteps, horizon, cut):
    scaled = (series - series[:cut].mean()) / series[:cut].std()
    x, y = windows(scaled, timesteps, horizon)
    n = cut - timesteps - horizon
    x_test, y_test = windows(scaled[n + 1 :], timesteps, horizon)
    return x[:n], y[:n], x_test, y_test


leaked = 35

# %% prepare | test windows begin at the cut | the first 13 rows of the test part are no target


def prepare(series, timesteps, horizon, cut):
    scaled = (series - series[:cut].mean()) / series[:cut].std()
    x_train, y_train = windows(scaled[:cut], timesteps, horizon)
    x_test, y_test = windows(scaled[cut:], timesteps, horizon)
    return x_train, y_train, x_test, y_test


leaked = 35

# %% prepare | scaled by all rows | still that of all rows


def prepare(series, timesteps, horizon, cut):
    scaled = (series - series.mean()) / series.std()
    x_train, y_train = windows(scaled[:cut], timesteps, horizon)
    x_test, y_test = windows(scaled[cut - timesteps - horizon + 1 :], timesteps, horizon)
    return x_train, y_train, x_test, y_test


leaked = 35

# %% prepare | the deviation of all rows | still that of all rows


def prepare(series, timesteps, horizon, cut):
    scaled = (series - series[:cut].mean()) / series.std()
    x_train, y_train = windows(scaled[:cut], timesteps, horizon)
    x_test, y_test = windows(scaled[cut - timesteps - horizon + 1 :], timesteps, horizon)
    return x_train, y_train, x_test, y_test


leaked = 35

# %% prepare | each part by its own scale | not in the scale of `x_train`


def prepare(series, timesteps, horizon, cut):
    past, rest = series[:cut], series[cut - timesteps - horizon + 1 :]
    x_train, y_train = windows((past - past.mean()) / past.std(), timesteps, horizon)
    x_test, y_test = windows((rest - rest.mean()) / rest.std(), timesteps, horizon)
    return x_train, y_train, x_test, y_test


leaked = 35

# %% prepare | not scaled | nothing is scaled


def prepare(series, timesteps, horizon, cut):
    x_train, y_train = windows(series[:cut], timesteps, horizon)
    x_test, y_test = windows(series[cut - timesteps - horizon + 1 :], timesteps, horizon)
    return x_train, y_train, x_test, y_test


leaked = 35

# %% prepare | windows and targets fall apart | do not belong together


def prepare(series, timesteps, horizon, cut):
    scaled = (series - series[:cut].mean()) / series[:cut].std()
    x, y = windows(scaled, timesteps, horizon)
    n = cut - timesteps - horizon + 1
    x_test, y_test = windows(scaled[n:], timesteps, horizon)
    return x[:n], y[1 : n + 1], x_test, y_test


leaked = 35

# %% prepare | one too many | one too many


def prepare(series, timesteps, horizon, cut):
    train, test = windows(series, timesteps, horizon, split=cut)
    return train.x, train.y, test.x, test.y


leaked = 36

# %% prepare | only the steps of a window | forgot how far ahead


def prepare(series, timesteps, horizon, cut):
    train, test = windows(series, timesteps, horizon, split=cut)
    return train.x, train.y, test.x, test.y


leaked = 24

# %% prepare | only the horizon | forgot the steps


def prepare(series, timesteps, horizon, cut):
    train, test = windows(series, timesteps, horizon, split=cut)
    return train.x, train.y, test.x, test.y


leaked = 12

# %% prepare | the parts themselves | should return 4 things


def prepare(series, timesteps, horizon, cut):
    return windows(series, timesteps, horizon, split=cut)


leaked = 35

# %% forecaster | not trained | hardly been trained

train, test = windows(series, TIMESTEPS, HORIZONS, split=2400)
net = keras.Sequential([keras.Input((TIMESTEPS, 1)), layers.LSTM(4), layers.Dense(4)])

# %% forecaster | a table | one column is to be forecast

series, train, net = series.to_frame("made"), 1, 1

# %% forecaster | an array | a Series of pandas is expected

series, train, net = series.to_numpy(), 1, 1

# %% forecaster | too short | between 500 and 20000

series, train, net = series[-300:], 1, 1

# %% forecaster | both parts | holds both parts

train = windows(series, TIMESTEPS, HORIZONS, split=2400)
net = 1

# %% forecaster | no split | the training part is expected

x, y = windows(series, TIMESTEPS, HORIZONS)
train, net = x[:2400], 1

# %% forecaster | one horizon | one column is expected for each

train, test = windows(series, TIMESTEPS, split=2400)
net = 1

# %% forecaster | the next four steps | are not 1, 3, 6 and 12 steps ahead

train, test = windows(series, TIMESTEPS, range(1, 5), split=2400)
net = 1

# %% forecaster | shorter windows | (windows, 48, 1) is expected

train, test = windows(series, 24, HORIZONS, split=2400)
net = 1

# %% forecaster | split at nine tenths | targets in the last fifth

train, test = windows(series, TIMESTEPS, HORIZONS, split=2700)
net = 1

# %% forecaster | a weaker season | with a season of 24 steps in place of 7

period = 7
train, test = windows(series, TIMESTEPS, HORIZONS, split=2400)
net = 1

# %% forecaster | nothing recurrent | has no recurrent layer

train, test = windows(series, TIMESTEPS, HORIZONS, split=2400)
net = keras.Sequential([keras.Input((TIMESTEPS, 1)), layers.Flatten(), layers.Dense(4)])

# %% forecaster | steps and features exchanged | reads one step of 48 features

train, test = windows(series, TIMESTEPS, HORIZONS, split=2400)
net = keras.Sequential([keras.Input((1, TIMESTEPS)), layers.LSTM(4), layers.Dense(4)])

# %% forecaster | two features | cannot read windows of shape

train, test = windows(series, TIMESTEPS, HORIZONS, split=2400)
net = keras.Sequential([keras.Input((TIMESTEPS, 2)), layers.LSTM(4), layers.Dense(4)])

# %% forecaster | one answer | one number for each horizon

train, test = windows(series, TIMESTEPS, HORIZONS, split=2400)
net = keras.Sequential([keras.Input((TIMESTEPS, 1)), layers.LSTM(4), layers.Dense(1)])

# %% forecaster | an answer after each step | an answer after each step

train, test = windows(series, TIMESTEPS, HORIZONS, split=2400)
net = keras.Sequential([keras.Input((TIMESTEPS, 1)), layers.LSTM(4, return_sequences=True), layers.Dense(4)])

# %% forecaster | targets in the order reversed | column 0 should be the value 1 step ahead


def linear(train, y):
    """A network that adds a linear regression to an LSTM, which it does not listen to: no training."""
    windows_in = keras.Input((TIMESTEPS, 1))
    parts = [layers.Flatten()(windows_in), layers.LSTM(1)(windows_in)]
    net = keras.Model(windows_in, layers.Dense(4)(layers.Concatenate()(parts)))
    x = np.c_[train.x[:, :, 0], np.zeros(len(y)), np.ones(len(y))]
    weights = np.linalg.lstsq(x, y, rcond=None)[0]
    net.layers[-1].set_weights([weights[:-1], weights[-1]])
    return net


train, test = windows(series, TIMESTEPS, HORIZONS, split=2400)
net = linear(train, train.y[:, ::-1])

# %% forecaster | targets that are not scaled | in another scale


def linear(train, y):
    windows_in = keras.Input((TIMESTEPS, 1))
    parts = [layers.Flatten()(windows_in), layers.LSTM(1)(windows_in)]
    net = keras.Model(windows_in, layers.Dense(4)(layers.Concatenate()(parts)))
    x = np.c_[train.x[:, :, 0], np.zeros(len(y)), np.ones(len(y))]
    weights = np.linalg.lstsq(x, y, rcond=None)[0]
    net.layers[-1].set_weights([weights[:-1], weights[-1]])
    return net


train, test = windows(series, TIMESTEPS, HORIZONS, split=2400)
net = linear(train, train.unscale(train.y))

# %% forecaster | a random walk | It may be the series


def linear(train, y):
    windows_in = keras.Input((TIMESTEPS, 1))
    parts = [layers.Flatten()(windows_in), layers.LSTM(1)(windows_in)]
    net = keras.Model(windows_in, layers.Dense(4)(layers.Concatenate()(parts)))
    x = np.c_[train.x[:, :, 0], np.zeros(len(y)), np.ones(len(y))]
    weights = np.linalg.lstsq(x, y, rcond=None)[0]
    net.layers[-1].set_weights([weights[:-1], weights[-1]])
    return net


series = known_series(hours, seasons={}, persistence=1.0, seed=1).values
train, test = windows(series, TIMESTEPS, HORIZONS, split=2400)
net = linear(train, train.y)

# %% read | from afar | from afar all are in time

late = {"A": 0, "B": 0, "C": 0, "D": 0}
better = "B"

# %% read | A in time | it is yesterday's price

late = {"A": 0, "B": 0, "C": 3, "D": 0}
better = "B"

# %% read | B late | turns on the day on which the price turns

late = {"A": 1, "B": 1, "C": 3, "D": 0}
better = "B"

# %% read | the sign | a positive number of days

late = {"A": -1, "B": 0, "C": -3, "D": 0}
better = "B"

# %% read | yesterday's price beats itself | it cannot beat it

late = {"A": 1, "B": 0, "C": 3, "D": 0}
better = "A"

# %% read | in time is enough | Being in time is not enough

late = {"A": 1, "B": 0, "C": 3, "D": 0}
better = "D"

# %% read | half read | still holds None for C, D

late = {"A": 1, "B": 0, "C": None, "D": None}
better = "B"

# %% exposed | the sign | has a positive number here


def days_late(y, forecast, most=5):
    return -int(np.argmax([np.corrcoef(y[: len(y) - k], forecast[k:])[0, 1] for k in range(most + 1)]))


# %% exposed | the correlation | its shift is asked for


def days_late(y, forecast, most=5):
    return max(np.corrcoef(y[: len(y) - k], forecast[k:])[0, 1] for k in range(most + 1))


# %% exposed | the smallest error | misleads it


def days_late(y, forecast, most=5):
    return int(np.argmin([np.abs(y[: len(y) - k] - forecast[k:]).mean() for k in range(most + 1)]))


# %% exposed | the wrong way | you shift the wrong way


def days_late(y, forecast, most=5):
    return int(np.argmax([np.corrcoef(y[k:], forecast[: len(y) - k])[0, 1] for k in range(most + 1)]))


# %% exposed | without shift 0 | in time has shift 0


def days_late(y, forecast, most=5):
    return 1 + int(np.argmax([np.corrcoef(y[:-k], forecast[k:])[0, 1] for k in range(1, most + 1)]))


# %% exposed | without the last shift | `most` itself, is left out


def days_late(y, forecast, most=5):
    return int(np.argmax([np.corrcoef(y[: len(y) - k], forecast[k:])[0, 1] for k in range(most)]))


# %% exposed | an empty slice | stops with


def days_late(y, forecast, most=5):
    return int(np.argmax([np.corrcoef(y[:-k], forecast[k:])[0, 1] for k in range(most + 1)]))


# %% exposed | the lowest correlation | with the lowest correlation


def days_late(y, forecast, most=5):
    return int(np.argmin([np.corrcoef(y[: len(y) - k], forecast[k:])[0, 1] for k in range(most + 1)]))


# %% exposed | no shift at all | the correlation without a shift


def days_late(y, forecast, most=5):
    return np.corrcoef(y, forecast)[0, 1]


# %% exposed | argmax counts from 0 | one day too few


def days_late(y, forecast, most=5):
    return int(np.argmax([np.corrcoef(y[: len(y) - k], forecast[k:])[0, 1] for k in range(1, most + 1)]))


# %% forecaster | never called | hardly been trained

train, test = windows(series, TIMESTEPS, HORIZONS, split=2400)
net = keras.Sequential([layers.LSTM(4), layers.Dense(4)])
