"""Right answers to the exercises of lesson 01 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% too-good | a list of two

solved = windows_of


def windows_of(*given):
    return list(solved(*given))


# %% same-score | each a tenth less, or nearly

best = {"A": 0.15, "B": 0.83, "C": 0.03, "D": 0.37}

# %% own-reader | a GRU in both directions, the functional way, a list returned


def train_and_score(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(1)
    ids = keras.Input((x_train.shape[1],), dtype="int32")
    read = layers.Bidirectional(layers.GRU(24))(layers.Embedding(len(vocabulary), 16, mask_zero=True)(ids))
    model = keras.Model(ids, layers.Dense(8, "softmax")(read))
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    model.fit(x_train, y_train, batch_size=64, epochs=3, verbose=0)
    return [model, np.mean(model.predict(x_test, verbose=0).argmax(axis=1) == y_test)]
