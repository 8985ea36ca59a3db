"""Plausible wrong answers to the exercises of lesson 02.

A part begins with the grade_id of the answer cell whose place it takes, then a bar, the mistake, a bar, and
words that the check must say. What it does not define comes from the cells before it.
"""

# %% shift-register | U the other way round | in the wrong direction


def shift_register(lag, small=0.01):
    return np.eye(1, lag) * small, np.eye(lag, k=-1), np.zeros(lag)


# %% shift-register | the input enters every unit | enters other units than the first


def shift_register(lag, small=0.01):
    return np.full((1, lag), small), np.eye(lag, k=1), np.zeros(lag)


# %% shift-register | each unit also keeps what it has | the past piles up


def shift_register(lag, small=0.01):
    return np.eye(1, lag) * small, np.eye(lag) + np.eye(lag, k=1), np.zeros(lag)


# %% shift-register | the input at full size | Tanh bends what is not small


def shift_register(lag, small=0.01):
    return np.eye(1, lag), np.eye(lag, k=1), np.zeros(lag)


# %% shift-register | a ring | hands its number back to the first


def shift_register(lag, small=0.01):
    return np.eye(1, lag) * small, np.roll(np.eye(lag), 1, axis=1), np.zeros(lag)


# %% shift-register | the number of the text in the place of the argument | you use 0.01 where `small` is given


def shift_register(lag, small=0.01):
    return np.eye(1, lag) * 0.01, np.eye(lag, k=1), np.zeros(lag)


# %% fingerprints | the two that spoil everything, exchanged | B and C differ at one step only

mistake_of = {"A": 2, "B": 1, "C": 4, "D": 3}

# %% fingerprints | the two that spoil one sum, exchanged | stays there

mistake_of = {"A": 3, "B": 4, "C": 1, "D": 2}

# %% fingerprints | a mistake used twice | panel D is not the mistake 4

mistake_of = {"A": 2, "B": 4, "C": 1, "D": 4}

# %% last-states | the function as it was | read alone ends in another state


def last_states(x, lengths, W, U, b):
    return rnn_forward(x, W, U, b)[:, -1]


# %% last-states | counts words from 0 | one step too far


def last_states(x, lengths, W, U, b):
    return rnn_forward(x, W, U, b)[np.arange(len(x)), lengths]


# %% last-states | masks the states, then takes the last | set the states at the padding to zero


def last_states(x, lengths, W, U, b):
    real = np.arange(x.shape[1]) < lengths[:, None]
    return (rnn_forward(x, W, U, b) * real[..., None])[:, -1]


# %% last-states | moves the padding to the left | b moves the empty state


def last_states(x, lengths, W, U, b):
    rows = [np.roll(row, x.shape[1] - n, axis=0) for row, n in zip(x, lengths, strict=True)]
    return rnn_forward(np.stack(rows), W, U, b)[:, -1]


# %% last-states | cuts all sentences to the shortest | where the shortest ends


def last_states(x, lengths, W, U, b):
    return rnn_forward(x[:, : lengths.min()], W, U, b)[:, -1]


# %% last-states | one length for all | you use the first sentence's length for all


def last_states(x, lengths, W, U, b):
    return rnn_forward(x, W, U, b)[:, lengths[0] - 1]


# %% last-states | one taken off twice | one step too early


def last_states(x, lengths, W, U, b):
    return rnn_forward(x, W, U, b)[np.arange(len(x)), lengths - 2]


# %% last-states | counts the words that are not zero | A word may be all zeros; use `lengths`


def last_states(x, lengths, W, U, b):
    n = (x != 0).any(axis=-1).sum(axis=1)
    return rnn_forward(x, W, U, b)[np.arange(len(x)), n - 1]


# %% last-states | looks for the end instead of asking for it | you look for the last word that is not zero


def last_states(x, lengths, W, U, b):
    from_the_end = (x != 0).any(axis=-1)[:, ::-1].argmax(axis=1)
    return rnn_forward(x, W, U, b)[np.arange(len(x)), -1 - from_the_end]


# %% leaky-backward | only the way through tanh | the straight path is missing


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t > 0 else 0 * h[:, 0]
        da = alpha * (dh[:, t] + later) * (1 - c_tilde[:, t] ** 2)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ U.T
    return dW, dU, db, later


# %% leaky-backward | the slope of the lesson's cell | the slope is that of h


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t > 0 else 0 * h[:, 0]
        arrived = dh[:, t] + later
        da = alpha * arrived * (1 - h[:, t] ** 2)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ U.T + (1 - alpha) * arrived
    return dW, dU, db, later


# %% leaky-backward | the straight path takes the answer's part only | What came back from later takes it, too


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t > 0 else 0 * h[:, 0]
        da = alpha * (dh[:, t] + later) * (1 - c_tilde[:, t] ** 2)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ U.T + (1 - alpha) * dh[:, t]
    return dW, dU, db, later


# %% leaky-backward | alpha forgotten on the way through tanh | alpha is missing in what goes through tanh


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t > 0 else 0 * h[:, 0]
        arrived = dh[:, t] + later
        da = arrived * (1 - c_tilde[:, t] ** 2)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ U.T + (1 - alpha) * arrived
    return dW, dU, db, later


# %% leaky-backward | the mean over the batch | dW, dU and dh_start are right, db is not


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t > 0 else 0 * h[:, 0]
        arrived = dh[:, t] + later
        da = alpha * arrived * (1 - c_tilde[:, t] ** 2)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.mean(axis=0)
        later = da @ U.T + (1 - alpha) * arrived
    return dW, dU, db, later


# %% leaky-backward | dW of one step instead of the sum | dU, db and dh_start are right, dW is not


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t > 0 else 0 * h[:, 0]
        arrived = dh[:, t] + later
        da = alpha * arrived * (1 - c_tilde[:, t] ** 2)
        dW, dU, db = x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ U.T + (1 - alpha) * arrived
    return dW, dU, db, later


# %% leaky-backward | the state after the step | dW, db and dh_start are right, dU is not


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t]
        arrived = dh[:, t] + later
        da = alpha * arrived * (1 - c_tilde[:, t] ** 2)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ U.T + (1 - alpha) * arrived
    return dW, dU, db, later


# %% leaky-backward | the candidate in the place of the state before | dW, db and dh_start are right, dU is not


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = c_tilde[:, t - 1] if t > 0 else 0 * h[:, 0]
        arrived = dh[:, t] + later
        da = alpha * arrived * (1 - c_tilde[:, t] ** 2)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ U.T + (1 - alpha) * arrived
    return dW, dU, db, later


# %% leaky-backward | da returned for the starting state | dW, dU and db are right, dh_start is not


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t > 0 else 0 * h[:, 0]
        arrived = dh[:, t] + later
        da = alpha * arrived * (1 - c_tilde[:, t] ** 2)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ U.T + (1 - alpha) * arrived
    return dW, dU, db, da


# %% leaky-backward | nothing comes back from later steps | for one step all is right, for more it is not


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t > 0 else 0 * h[:, 0]
        arrived = dh[:, t]
        da = alpha * arrived * (1 - c_tilde[:, t] ** 2)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ U.T + (1 - alpha) * arrived
    return dW, dU, db, later


# %% leaky-backward | no slope of tanh | the line that makes da


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t > 0 else 0 * h[:, 0]
        arrived = dh[:, t] + later
        da = alpha * arrived
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ U.T + (1 - alpha) * arrived
    return dW, dU, db, later


# %% leaky-backward | a slope with the wrong sign | the line that makes da


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t > 0 else 0 * h[:, 0]
        arrived = dh[:, t] + later
        da = alpha * arrived * (1 + c_tilde[:, t] ** 2)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ U.T + (1 - alpha) * arrived
    return dW, dU, db, later


# %% leaky-backward | alpha a second time | what is handed on


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t > 0 else 0 * h[:, 0]
        arrived = dh[:, t] + later
        da = alpha * arrived * (1 - c_tilde[:, t] ** 2)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = alpha * (da @ U.T) + (1 - alpha) * arrived
    return dW, dU, db, later


# %% leaky-backward | the lesson's cell, copied | the lesson's cell, alpha = 1


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t > 0 else 0 * h[:, 0]
        arrived = dh[:, t] + later
        da = arrived * (1 - h[:, t] ** 2)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ U.T
    return dW, dU, db, later


# %% leaky-backward | the lesson's cell, with the candidate | the lesson's cell, alpha = 1


def leaky_backward(dh, x, h, c_tilde, W, U, alpha):
    dW, dU, db, later = 0 * W, 0 * U, 0 * U[0], 0 * h[:, 0]
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1] if t > 0 else 0 * h[:, 0]
        arrived = dh[:, t] + later
        da = arrived * (1 - c_tilde[:, t] ** 2)
        dW, dU, db = dW + x[:, t].T @ da, dU + before.T @ da, db + da.sum(axis=0)
        later = da @ U.T
    return dW, dU, db, later


# %% shift-register | every unit small times its day | each unit gives to the right one


def shift_register(lag, small):
    return small * np.eye(1, lag), small * np.eye(lag, k=1), np.zeros(lag)


# %% shift-register | the wrong sign | enters with the weight -0.01


def shift_register(lag, small):
    return -small * np.eye(1, lag), np.eye(lag, k=1), np.zeros(lag)


# %% shift-register | another line with def | cannot be called with 2 arguments


def shift_register(lag):
    return 0.01 * np.eye(1, lag), np.eye(lag, k=1), np.zeros(lag)


# %% largest | the switch forgotten | one answer for each row

session.set_seed(0)
model = keras.Sequential(
    [keras.layers.Embedding(10, 8), keras.layers.SimpleRNN(8), keras.layers.Dense(10, "softmax")]
)
accuracy = 0.5

# %% largest | one-hot rows expected where ids come in | cannot read digits of the shape

session.set_seed(0)
model = keras.Sequential(
    [
        keras.Input((12, 10)),
        keras.layers.SimpleRNN(8, return_sequences=True),
        keras.layers.Dense(10, "softmax"),
    ]
)
accuracy = 0.5

# %% largest | one number at each step | ten probabilities at each step are expected

session.set_seed(0)
model = keras.Sequential(
    [keras.layers.Embedding(10, 8), keras.layers.SimpleRNN(8, return_sequences=True), keras.layers.Dense(1)]
)
accuracy = 0.5

# %% largest | reads from both ends | reads from both ends

session.set_seed(0)
both_ways = keras.layers.Bidirectional(keras.layers.SimpleRNN(8, return_sequences=True))
model = keras.Sequential([keras.layers.Embedding(10, 8), both_ways, keras.layers.Dense(10, "softmax")])
accuracy = 0.5

# %% largest | no memory at all | there is no recurrent layer

session.set_seed(0)
model = keras.Sequential([keras.layers.Embedding(10, 8), keras.layers.Dense(10, "softmax")])
accuracy = 0.5

# %% largest | an average over the whole row | change with digits that come later

session.set_seed(0)
digits = keras.Input((12,), dtype="int32")
embedded = keras.layers.Embedding(10, 8)(digits)
last = keras.layers.RepeatVector(12)(keras.layers.SimpleRNN(8)(embedded))
model = keras.Model(digits, keras.layers.Dense(10, "softmax")(keras.layers.Concatenate()([embedded, last])))
accuracy = 0.5

# %% largest | never trained | of its answers are right

session.set_seed(0)
model = keras.Sequential(
    [
        keras.layers.Embedding(10, 8),
        keras.layers.SimpleRNN(8, return_sequences=True),
        keras.layers.Dense(10, "softmax"),
    ]
)
model.build((None, 12))
accuracy = 0.5

# %% largest | measured on the training rows | on the rows that it was trained on

session.set_seed(0)
model = keras.Sequential(
    [
        keras.layers.Embedding(10, 8),
        keras.layers.SimpleRNN(32, return_sequences=True),
        keras.layers.Dense(10, "softmax"),
    ]
)
model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=64, epochs=3, verbose=0)
accuracy = model.evaluate(x_train, y_train, verbose=0)[1]

# %% largest | the loss for the accuracy | what it returns: the loss, then the accuracy

session.set_seed(0)
model = keras.Sequential(
    [
        keras.layers.Embedding(10, 8),
        keras.layers.SimpleRNN(32, return_sequences=True),
        keras.layers.Dense(10, "softmax"),
    ]
)
model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=64, epochs=3, verbose=0)
accuracy = model.evaluate(x_test, y_test, verbose=0)[0]

# %% largest | all that evaluate returns | one number is expected

session.set_seed(0)
model = keras.Sequential(
    [
        keras.layers.Embedding(10, 8),
        keras.layers.SimpleRNN(32, return_sequences=True),
        keras.layers.Dense(10, "softmax"),
    ]
)
model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=64, epochs=3, verbose=0)
accuracy = model.evaluate(x_test, y_test, verbose=0)

# %% largest-prediction | the measurement before the prediction | your answer is right, but nothing is noted

share = None
note_prediction("share right without memory", share, low=0, high=1)
