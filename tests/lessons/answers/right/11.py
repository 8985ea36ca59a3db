"""Right answers to the exercises of lesson 11 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% skill | a loop over the rows, with the function of the course
from utils.forecasting import persistence, seasonal_naive


def skill(values, horizon, period):
    off = []
    for now in range(period - 1, len(values) - horizon):
        past, y = values[now + 1 - period : now + 1], values[now + horizon]
        naive = seasonal_naive(past, horizon, period)[-1]
        off.append([abs(y - naive), abs(y - persistence(past, horizon)[-1])])
    naive_error, last_error = np.mean(off, axis=0)
    return 1 - naive_error / last_error


# %% prepare | windows splits


def prepare(series, timesteps, horizon, cut):
    train, test = windows(series, timesteps, horizon, split=cut)
    return train.x, train.y, test.x, test.y


# %% prepare | a loop, flat targets, the other deviation


def prepare(series, timesteps, horizon, cut):
    mean, std = series[:cut].mean(), series[:cut].std(ddof=1)
    parts = {True: ([], []), False: ([], [])}
    for start in range(len(series) - timesteps - horizon + 1):
        target = start + timesteps - 1 + horizon
        x, y = parts[target < cut]
        x.append((series[start : start + timesteps, None] - mean) / std)
        y.append((series[target] - mean) / std)
    return tuple(np.array(part) for side in (True, False) for part in parts[side])


# %% forecaster | days, a GRU, functional, not scaled by the windows but in the network

series, period = temperatures, 365
train, test = windows(series, TIMESTEPS, HORIZONS, split=int(0.8 * len(series)), scale=False)
keras.utils.set_random_seed(1)
days = keras.Input((TIMESTEPS, 1))
state = layers.GRU(16)(layers.Rescaling(0.2, -2.0)(days))
net = keras.Model(days, layers.Rescaling(5.0, 10.0)(layers.Dense(4)(state)))
net.compile(keras.optimizers.Adam(0.01), "mae")
net.fit(train.x, train.y, batch_size=64, epochs=4, verbose=0)

# %% read | read off with the eye, a set of one's own

late = {"A": 1.0, "B": 0, "C": 2, "D": np.int64(0)}
better = " b"

# %% exposed | with pandas


def days_late(y, forecast, most=5):
    y, forecast = pd.Series(y), pd.Series(forecast)
    return pd.Series([forecast.corr(y.shift(k)) for k in range(most + 1)]).idxmax()
