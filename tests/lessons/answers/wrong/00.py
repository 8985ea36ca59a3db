"""Plausible wrong answers to the exercises of lesson 00.

A part begins with the grade_id of the answer cell whose place it takes, then a bar, the mistake, a bar, and
words that the check must say. What it does not define comes from the cells before it.
"""

# %% weights | one gate | you count one gate


def count_weights(vocabulary, features, units):
    return vocabulary * features + features * units + units * units + units + units + 1


# %% weights | the state left out | the state is missing


def count_weights(vocabulary, features, units):
    return vocabulary * features + 4 * (features * units + units) + units + 1


# %% weights | no biases in the LSTM | the biases of the LSTM are missing


def count_weights(vocabulary, features, units):
    return vocabulary * features + 4 * (features * units + units * units) + units + 1


# %% weights | no bias in the last layer | the bias of the last layer is missing


def count_weights(vocabulary, features, units):
    return vocabulary * features + 4 * (features * units + units * units + units) + units


# %% weights | the last layer forgotten | the last layer is missing


def count_weights(vocabulary, features, units):
    return vocabulary * features + 4 * (features * units + units * units + units)


# %% weights | the embedding forgotten | the embedding is missing


def count_weights(vocabulary, features, units):
    return 4 * (features * units + units * units + units) + units + 1


# %% weights | the LSTM alone | that is the LSTM alone


def count_weights(vocabulary, features, units):
    return 4 * (features * units + units * units + units)


# %% weights | two biases, as elsewhere | you count two biases


def count_weights(vocabulary, features, units):
    return vocabulary * features + 4 * (features * units + units * units + 2 * units) + units + 1


# %% weights | a row for padding on top | one row too many


def count_weights(vocabulary, features, units):
    return (vocabulary + 1) * features + 4 * (features * units + units * units + units) + units + 1


# %% weights | the state has as many numbers as the input | the state before has `units` numbers


def count_weights(vocabulary, features, units):
    return vocabulary * features + 4 * (2 * features * units + units) + units + 1


# %% topics | labels from 1 | Classes count from 0


def topic_network(x_train, y_train, x_test, y_test):
    model = keras.Sequential([layers.Embedding(VOCABULARY, 16, mask_zero=True), layers.LSTM(16)])
    model.add(layers.Dense(3, activation="softmax"))
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test, verbose=0)[1]


# %% topics | four classes, so that labels from 1 fit | four classes for three topics


def topic_network(x_train, y_train, x_test, y_test):
    model = keras.Sequential([layers.Embedding(VOCABULARY, 16, mask_zero=True), layers.LSTM(16)])
    model.add(layers.Dense(4, activation="softmax"))
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test, verbose=0)[1]


# %% topics | no mask | reads the zeros behind the text


def topic_network(x_train, y_train, x_test, y_test):
    model = keras.Sequential([layers.Embedding(VOCABULARY, 16), layers.LSTM(16)])
    model.add(layers.Dense(3, activation="softmax"))
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train - 1, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test - 1, verbose=0)[1]


# %% topics | one output for three classes | gives one number a sentence


def topic_network(x_train, y_train, x_test, y_test):
    model = keras.Sequential([layers.Embedding(VOCABULARY, 16, mask_zero=True), layers.LSTM(16)])
    model.add(layers.Dense(1, activation="sigmoid"))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train - 1, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test - 1, verbose=0)[1]


# %% topics | return_sequences, and a loss that does not fit | It answers at every step


def topic_network(x_train, y_train, x_test, y_test):
    model = keras.Sequential([layers.Embedding(VOCABULARY, 16, mask_zero=True)])
    model.add(layers.LSTM(16, return_sequences=True))
    model.add(layers.Dense(3, activation="softmax"))
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train - 1, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test - 1, verbose=0)[1]


# %% topics | two LSTMs without return_sequences | return_sequences=True in the one before


def topic_network(x_train, y_train, x_test, y_test):
    model = keras.Sequential(
        [layers.Embedding(VOCABULARY, 16, mask_zero=True), layers.LSTM(16), layers.LSTM(16)]
    )
    model.add(layers.Dense(3, activation="softmax"))
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train - 1, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test - 1, verbose=0)[1]


# %% topics | a loss for columns of zeros and ones | The loss does not fit


def topic_network(x_train, y_train, x_test, y_test):
    model = keras.Sequential([layers.Embedding(VOCABULARY, 16, mask_zero=True), layers.LSTM(16)])
    model.add(layers.Dense(3, activation="softmax"))
    model.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train - 1, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test - 1, verbose=0)[1]


# %% topics | no softmax | do not add up to 1


def topic_network(x_train, y_train, x_test, y_test):
    model = keras.Sequential([layers.Embedding(VOCABULARY, 16, mask_zero=True), layers.LSTM(16)])
    model.add(layers.Dense(3))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss, metrics=["accuracy"])
    model.fit(x_train, y_train - 1, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_test, y_test - 1, verbose=0)[1]


# %% topics | not trained | of the test sentences


def topic_network(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([layers.Embedding(VOCABULARY, 16, mask_zero=True), layers.LSTM(16)])
    model.add(layers.Dense(3, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, model.evaluate(x_test, y_test - 1, verbose=0)[1]


# %% topics | the labels turned round | topic 1 is class 0


def topic_network(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([layers.Embedding(VOCABULARY, 16, mask_zero=True), layers.LSTM(16)])
    model.add(layers.Dense(3, activation="softmax"))
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train % 3, batch_size=64, epochs=3, verbose=0)
    return model, model.evaluate(x_test, y_test % 3, verbose=0)[1]


# %% topics | the loss in the place of the accuracy | which of the two numbers


def topic_network(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([layers.Embedding(VOCABULARY, 16, mask_zero=True), layers.LSTM(16)])
    model.add(layers.Dense(3, activation="softmax"))
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train - 1, batch_size=64, epochs=3, verbose=0)
    return model, model.evaluate(x_test, y_test - 1, verbose=0)[0]


# %% topics | evaluated on the training part | You evaluate on the training part


def topic_network(x_train, y_train, x_test, y_test):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([layers.Embedding(VOCABULARY, 16, mask_zero=True), layers.LSTM(16)])
    model.add(layers.Dense(3, activation="softmax"))
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train - 1, batch_size=64, epochs=1, verbose=0)
    return model, model.evaluate(x_train, y_train - 1, verbose=0)[1]


# %% topics | only the model comes back | should return 2 things


def topic_network(x_train, y_train, x_test, y_test):
    model = keras.Sequential([layers.Embedding(VOCABULARY, 16, mask_zero=True), layers.LSTM(16)])
    model.add(layers.Dense(3, activation="softmax"))
    return model


# %% curves | one panel left open | still holds None for D

advice = {"A": "stop earlier", "B": "look at the padding", "C": "smaller steps", "D": None}

# %% curves | A goes on, for its training loss falls | learns its sentences by heart

advice = dict.fromkeys("ABCD", "go on, or larger steps")

# %% curves | the quiet one is thought to need smaller steps | cannot see what it is to learn from

advice = {
    "A": "stop earlier",
    "B": "smaller steps",
    "C": "look at the padding",
    "D": "go on, or larger steps",
}

# %% curves | the restless one is stopped | both losses jump about

advice = {"A": "stop earlier", "B": "look at the padding", "C": "stop earlier", "D": "go on, or larger steps"}

# %% curves | the slow one is given smaller steps | it has hardly begun

advice = {"A": "stop earlier", "B": "look at the padding", "C": "smaller steps", "D": "smaller steps"}

# %% curves | own words | is none of the four answers

advice = {"A": "stop", "B": "look at the padding", "C": "smaller steps", "D": "go on, or larger steps"}

# %% good | as it was | argmax looks for the largest of one number


def is_good(model, x):
    return model.predict(x, verbose=0).argmax(axis=-1) == 1


# %% good | argmax is 0, so all are good | every sentence is called good


def is_good(model, x):
    return model.predict(x, verbose=0).argmax(axis=-1) == 0


# %% good | a column too many | one column too many


def is_good(model, x):
    return model.predict(x, verbose=0) > 0.5


# %% good | the wrong side | good and bad are exchanged


def is_good(model, x):
    return model.predict(x, verbose=0)[:, 0] < 0.5


# %% good | probabilities | compare them with one half


def is_good(model, x):
    return model.predict(x, verbose=0)[:, 0]


# %% good | whatever is not zero | every sentence is called good


def is_good(model, x):
    return model.predict(x, verbose=0)[:, 0].astype(bool)
