"""Right answers to the exercises of lesson 03 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% bias | rounded

solved = forget_bias


def forget_bias(lag, left=0.5):
    return round(solved(lag, left), 3)


# %% clip | lists instead of arrays


solved = clip


def clip(gradients, limit):
    return [g.tolist() for g in solved(gradients, limit)]


# %% clip | a floor under the length


def clip(gradients, limit):
    length = max(1e-9, np.sqrt(sum(np.sum(g**2) for g in gradients)))
    return [min(1, limit / length) * g for g in gradients]


# %% stories | off by all that the text allows

read = {"A": 10 ** (-3 / 60) - 0.03, "B": 41, "C": 10 ** (3 / 40) + 0.03, "D": 13}

# %% remembers | other units, log-odds, a functional model, biases by an initializer


def keep_much_write_little(shape, dtype=None):
    return np.repeat([-3.5, 3.5, 0.0, 0.0], shape[0] // 4)


keras.utils.set_random_seed(1)
ids = keras.Input((None,), dtype="int32")
lstm = layers.LSTM(40, unit_forget_bias=False, bias_initializer=keep_much_write_little)
model = keras.Model(ids, layers.Dense(8)(lstm(layers.Embedding(17, 12)(ids))))
model.compile(
    keras.optimizers.Adam(3e-3, global_clipnorm=1.0),
    keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(x, y, batch_size=64, epochs=3, verbose=0)
accuracy = float(np.mean(model.predict(x_test, verbose=0).argmax(axis=1) == y_test))
