"""Right answers to the exercises of lesson 00 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% weights | Keras is asked


def count_weights(vocabulary, features, units):
    model = keras.Sequential([layers.Embedding(vocabulary, features), layers.LSTM(units), layers.Dense(1)])
    model.build((None, 3))
    return model.count_params()


# %% topics | stacked, the mask by hand, one-hot labels


def topic_network(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    ids = keras.Input((None,), dtype="int32")
    mask = keras.ops.not_equal(ids, 0)
    states = layers.LSTM(16, return_sequences=True)(layers.Embedding(VOCABULARY, 16)(ids), mask=mask)
    answer = layers.Dense(3, activation="softmax")(layers.LSTM(16)(states, mask=mask))
    model = keras.Model(ids, answer)
    model.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy", metrics=["accuracy"])
    one_hot = keras.utils.to_categorical
    model.fit(x_train, one_hot(y_train - 1), batch_size=64, epochs=3, verbose=0)
    return model, model.evaluate(x_test, one_hot(y_test - 1), verbose=0)[1]


# %% topics | a GRU, counted by hand


def topic_network(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([layers.Embedding(VOCABULARY, 16, mask_zero=True), layers.GRU(16)])
    model.add(layers.Dense(3, activation="softmax"))
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    model.fit(x_train, y_train - 1, batch_size=64, epochs=3, verbose=0)
    return [model, np.mean(model.predict(x_test, verbose=0).argmax(axis=1) + 1 == y_test)]


# %% good | round, and flattened


def is_good(model, x):
    return np.round(model.predict(x, verbose=0)).ravel()


# %% good | the model is called


def is_good(model, x):
    return np.squeeze(np.asarray(model(x)), axis=-1) > 0.5
