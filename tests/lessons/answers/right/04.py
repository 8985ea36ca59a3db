"""Right answers to the exercises of lesson 04 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% leak | an array of two


def leak(f, i, timesteps):
    parts = i * f ** np.arange(timesteps)
    return np.array([np.sqrt(np.sum(parts**2)), np.sum(parts)])


# %% counting | letters as numbers with a Masking layer, GRU, the error worked out by hand

keras.utils.set_random_seed(1)
model = keras.Sequential(
    [
        keras.Input((None, 1)),
        layers.Masking(0.0),
        layers.GRU(8, return_sequences=True),
        layers.Dense(1),
    ]
)
model.compile(keras.optimizers.Adam(1e-2), "mae")
model.fit(letters_train, counts_train, batch_size=64, epochs=10, verbose=0)
away = np.abs(model.predict(letters_test, verbose=0) - counts_test)
error = away[letters_test > 0].mean()


# %% lamp | the input gate shuts for h


def lamp():
    return [np.array([[40.0, -40, 0, 0]]), np.array([[-50.0, 0, 0, 0]]), np.array([-20.0, 20, 20, 20])]


# %% lamp | a weak push that is enough


def lamp():
    return np.array([[40.0, -40, 0, 0]]), np.array([[0, 0, -20.0, 0]]), np.array([-20.0, 20, 0.7, 20])


# %% coupled | a list of two


def coupled_back(dh, dc, s, c_before):
    dc = dc + dh * s["o"] * (1 - np.tanh(s["c"]) ** 2)
    df = dc * (c_before - s["c_tilde"]) * s["f"] * (1 - s["f"])
    dc_tilde = dc * (1 - s["f"]) * (1 - s["c_tilde"] ** 2)
    do = dh * np.tanh(s["c"]) * s["o"] * (1 - s["o"])
    return [np.concatenate([df, dc_tilde, do], axis=-1), dc * s["f"]]
