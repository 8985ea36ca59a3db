"""Plausible wrong answers to the exercises of lesson 04.

A part begins with the grade_id of the answer cell whose place it takes, then a bar, the mistake, a bar, and
words that the check must say. What it does not define comes from the cells before it.
"""

# %% leak | the forget gate left out | the steady leak, the second number


def leak(f, i, timesteps):
    return i * timesteps**0.5, i * timesteps


# %% leak | random noise added up like a hum | its signs cancel in part


def leak(f, i, timesteps):
    total = i * (1 - f**timesteps) / (1 - f) if f < 1 else i * timesteps
    return total, total


# %% leak | the variance | take its root


def leak(f, i, timesteps):
    parts = i * f ** np.arange(timesteps)
    return np.sum(parts**2), np.sum(parts)


# %% leak | squares the gate i, not the powers of f | forget to square f


def leak(f, i, timesteps):
    powers = f ** np.arange(timesteps)
    return i * np.sqrt(np.sum(powers)), i * np.sum(powers)


# %% leak | f takes its share of what has only just come in | In its own step nothing has been forgotten


def leak(f, i, timesteps):
    square, total = 0, 0
    for _ in range(timesteps):
        square, total = f**2 * (square + i**2), f * (total + i)
    return square**0.5, total


# %% leak | the two numbers exchanged | have changed places


def leak(f, i, timesteps):
    parts = i * f ** np.arange(timesteps)
    return np.sum(parts), np.sqrt(np.sum(parts**2))


# %% leak | a root mean square over the steps | Nothing is divided by the steps


def leak(f, i, timesteps):
    parts = i * f ** np.arange(timesteps)
    return np.sqrt(np.mean(parts**2)), np.sum(parts)


# %% leak | at f = 1 only the last step counts | is not the sum of what each step leaves


def leak(f, i, timesteps):
    parts = i * f ** np.arange(timesteps)
    return np.sqrt(np.sum(parts**2)), i if f == 1 else np.sum(parts)


# %% leak | a formula that does not know f = 1 | ZeroDivisionError


def leak(f, i, timesteps):
    return i * ((1 - f ** (2 * timesteps)) / (1 - f**2)) ** 0.5, i * (1 - f**timesteps) / (1 - f)


# %% leak | one step too few | one step too few


def leak(f, i, timesteps):
    parts = i * f ** np.arange(timesteps - 1)
    return np.sqrt(np.sum(parts**2)), np.sum(parts)


# %% leak | the limit, after endless steps | after endless steps


def leak(f, i, timesteps):
    if f == 1:
        return i * timesteps**0.5, i * timesteps
    return i / (1 - f**2) ** 0.5, i / (1 - f)


# %% leak | the input gate left out | the input gate is missing


def leak(f, i, timesteps):
    powers = f ** np.arange(timesteps)
    return np.sqrt(np.sum(powers**2)), np.sum(powers)


# %% leak | the input gate left out of the random leak alone, counted in steps | and 1 step.


def leak(f, i, timesteps):
    powers = f ** np.arange(timesteps)
    return np.sqrt(np.sum(powers**2)), i * np.sum(powers)


# %% leak | one number | should return 2 things


def leak(f, i, timesteps):
    return np.sum(i * f ** np.arange(timesteps))


# %% leak-prediction | the measurement before the prediction | your answer is right, but nothing is noted

random_leak, steady_leak = 0.3, None
note_prediction("the random leak", random_leak, low=0, high=1000)
note_prediction("the steady leak", steady_leak, low=0, high=1000)

# %% counting | one answer for each row | the switches of LSTM: return_sequences

model = keras.Sequential([layers.Embedding(3, 4, mask_zero=True), layers.LSTM(8), layers.Dense(1)])
model.compile("adam", "mae")
error = 3.0

# %% counting | no mask | mask_zero=True in the Embedding

keras.utils.set_random_seed(0)
model = keras.Sequential([layers.Embedding(3, 4), layers.LSTM(8, return_sequences=True), layers.Dense(1)])
model.compile(keras.optimizers.Adam(1e-2), "mae")
model.fit(letters_train, counts_train, batch_size=64, epochs=1, verbose=0)
error = model.evaluate(letters_test, counts_test, verbose=0)

# %% counting | weights, and a mean over all places | "mean_with_sample_weight"

keras.utils.set_random_seed(0)
model = keras.Sequential([layers.Embedding(3, 4), layers.LSTM(8, return_sequences=True), layers.Dense(1)])
model.compile(keras.optimizers.Adam(1e-2), "mae")
model.fit(letters_train, counts_train, 64, 1, verbose=0, sample_weight=letters_train != 0)
error = model.evaluate(letters_test, counts_test, verbose=0, sample_weight=letters_test != 0)

# %% counting | evaluated on the training rows | is that on the rows it was trained on

keras.utils.set_random_seed(0)
network = [layers.Embedding(3, 4, mask_zero=True), layers.LSTM(8, return_sequences=True), layers.Dense(1)]
model = keras.Sequential(network)
model.compile(keras.optimizers.Adam(1e-2), "mae")
model.fit(letters_train, counts_train, batch_size=64, epochs=1, verbose=0)
error = model.evaluate(letters_train, counts_train, verbose=0)

# %% counting | letters as vectors of one number, in an array of three axes | the model cannot read letters of shape

model = keras.Sequential([keras.Input((20, 2)), layers.LSTM(8, return_sequences=True), layers.Dense(1)])
model.compile("adam", "mae")
error = 3.0

# %% counting | rows of one length only | rows of any length

model = keras.Sequential([keras.Input((20,)), layers.Embedding(3, 4), layers.Reshape((20, 4))])
model.add(layers.LSTM(8, return_sequences=True))
model.add(layers.Dense(1))
error = 3.0

# %% counting | eight numbers for each letter | one number for each letter

model = keras.Sequential([layers.Embedding(3, 4, mask_zero=True), layers.LSTM(8, return_sequences=True)])
model.compile("adam", "mae")
error = 3.0

# %% counting | no recurrence | there is no recurrent layer

model = keras.Sequential([layers.Embedding(3, 4, mask_zero=True), layers.Dense(1)])
model.compile("adam", "mae")
error = model.evaluate(letters_test, counts_test, verbose=0)

# %% counting | both directions | it sees letters that are still to come

both = layers.Bidirectional(layers.LSTM(4, return_sequences=True))
model = keras.Sequential([layers.Embedding(3, 4, mask_zero=True), both, layers.Dense(1)])
model.compile("adam", "mae")
error = model.evaluate(letters_test, counts_test, verbose=0)

# %% counting | not trained | not learnt to count

keras.utils.set_random_seed(0)
network = [layers.Embedding(3, 4, mask_zero=True), layers.LSTM(8, return_sequences=True), layers.Dense(1)]
model = keras.Sequential(network)
model.compile("adam", "mae")
error = model.evaluate(letters_test, counts_test, verbose=0)

# %% counting | the mean square | the loss: "mae" is the mean absolute error

keras.utils.set_random_seed(0)
network = [layers.Embedding(3, 4, mask_zero=True), layers.LSTM(8, return_sequences=True), layers.Dense(1)]
model = keras.Sequential(network)
model.compile("adam", "mse")
error = model.evaluate(letters_test, counts_test, verbose=0)

# %% counting | the name of a model | `model` is str; a Keras model is expected

model, error = "LSTM", 0.3

# %% lamp | the lesson's latch: a press is written, nothing is turned round | U is zero


def lamp():
    return np.array([[40.0, -40, 1, 0]]), np.zeros((1, 4)), np.array([-20.0, 20, 0, 20])


# %% lamp | no push for the first press | The unit needs a push to begin


def lamp():
    return np.array([[40.0, -40, 0, 0]]), np.array([[0, 0, -20.0, 0]]), np.array([-20.0, 20, 0, 20])


# %% lamp | the push is too strong and overrules the state | writes once more what is there


def lamp():
    return np.array([[40.0, -40, 0, 0]]), np.array([[0, 0, -20.0, 0]]), np.array([-20.0, 20, 40, 20])


# %% lamp | a positive weight on the state | writes once more what is there


def lamp():
    return np.array([[40.0, -40, 0, 0]]), np.array([[0, 0, 20.0, 0]]), np.array([-20.0, 20, 5, 20])


# %% lamp | the forget gate with the bias that Keras gives it | the forget gate does not keep all


def lamp():
    return np.array([[40.0, -40, 0, 0]]), np.array([[0, 0, -20.0, 0]]), np.array([-20.0, 1, 5, 20])


# %% lamp | the input gate is open all the time | your lamp goes on before anybody has pressed


def lamp():
    return np.array([[0, -40.0, 0, 0]]), np.array([[0, 0, -20.0, 0]]), np.array([20.0, 20, 5, 20])


# %% lamp | the input gate is hardly shut in a pause | the input gate is not shut


def lamp():
    return np.array([[9.0, -40, 0, 0]]), np.array([[0, 0, -20.0, 0]]), np.array([-3.0, 20, 5, 20])


# %% lamp | the forget gate first, as in many books | your lamp works if the columns stand for f i c_tilde o


def lamp():
    return np.array([[-40.0, 40, 0, 0]]), np.array([[0, 0, -20.0, 0]]), np.array([20.0, -20, 5, 20])


# %% lamp | the output gate left at a bias of 0, half open | your output gate shows only a share


def lamp():
    return np.array([[40.0, -40, 0, 0]]), np.array([[0, 0, -20.0, 0]]), np.array([-20.0, 20, 5, 0])


# %% lamp | the input gate shuts while the lamp is on, but nothing is cleared | press number 2 finds the lamp on


def lamp():
    return np.array([[40.0, 0, 0, 0]]), np.array([[-50.0, 0, 0, 0]]), np.array([-20.0, 20, 20, 1])


# %% lamp | the press shuts both gates | press number 1 finds the lamp off


def lamp():
    return np.array([[-40.0, -40, 0, 0]]), np.array([[0, 0, -20.0, 0]]), np.array([-20.0, 20, 5, 20])


# %% lamp | the output gate opens at a press alone | the output gate shuts, o = 0.00


def lamp():
    return np.array([[40.0, -40, 0, 40]]), np.array([[0, 0, -20.0, 0]]), np.array([-20.0, 20, 5, -20])


# %% lamp | the other way to turn it, and the output gate opens at a press alone | the output gate shuts, o = 0.00


def lamp():
    return np.array([[40.0, -40, 0, 40]]), np.array([[-50.0, 0, 0, 0]]), np.array([-20.0, 20, 20, -20])


# %% lamp | the output gate where Keras has the candidate | if the columns stand for i f o c_tilde


def lamp():
    return np.array([[40.0, -40, 0, 0]]), np.array([[0, 0, 0, -20.0]]), np.array([-20.0, 20, 20, 5])


# %% lamp | a push that is too weak | the push is too weak: c becomes 0.46


def lamp():
    return np.array([[40.0, -40, 0, 0]]), np.array([[0, 0, -20.0, 0]]), np.array([-20.0, 20, 0.5, 20])


# %% lamp | a push to the wrong side | the candidate writes -1.00


def lamp():
    return np.array([[40.0, -40, 0, 0]]), np.array([[0, 0, -20.0, 0]]), np.array([-20.0, 20, -5, 20])


# %% lamp | a forget gate that leaks slowly | 1 - f = 0.0025


def lamp():
    return np.array([[40.0, -40, 0, 0]]), np.array([[0, 0, -20.0, 0]]), np.array([-20.0, 6, 5, 20])


# %% lamp | an input gate that leaks slowly | i = 0.0025


def lamp():
    return np.array([[40.0, -40, 0, 0]]), np.array([[0, 0, -20.0, 0]]), np.array([-6.0, 20, 5, 20])


# %% lamp | the other way to turn it, with a wrong sign | stays shut while the lamp is on


def lamp():
    return np.array([[40.0, -40, 0, 0]]), np.array([[50.0, 0, 0, 0]]), np.array([-20.0, 20, 20, 20])


# %% cells | a cell is a tanh and stays below 1 | away from 0 by less than 1

broken = {"A": 2, "B": 2, "C": 7, "D": 0, "E": 1, "F": 2}

# %% cells | no step may be larger than 1 | from 6.6 to 0.4 is possible

broken = {"A": 9, "B": 5, "C": 7, "D": 2, "E": 1, "F": 6}

# %% cells | any fall is possible | look at line B where it falls below 0

broken = {"A": 0, "B": 0, "C": 7, "D": 0, "E": 1, "F": 0}

# %% cells | from plus to minus in one step taken for impossible | from 0.9 to -0.9 is possible

broken = {"A": 0, "B": 5, "C": 7, "D": 2, "E": 1, "F": 6}

# %% cells | the start overlooked | look at the very start

broken = {"A": 0, "B": 5, "C": 7, "D": 0, "E": 0, "F": 0}

# %% cells | dots counted from 1 at the start | count again

broken = {"A": 0, "B": 6, "C": 8, "D": 0, "E": 2, "F": 0}

# %% cells | a leap over 0 taken for impossible | from -4.3 to 0.7 is possible

broken = {"A": 0, "B": 5, "C": 7, "D": 0, "E": 1, "F": 6}

# %% cells | a step between two dots | a whole number

broken = {"A": 2.5, "B": 5, "C": 7, "D": 0, "E": 1, "F": 0}

# %% cells | three lines not yet read | None for D, E, F

broken = {"A": 0, "B": 5, "C": 7, "D": None, "E": None, "F": None}

# %% coupled | as it stands | in another direction than the differences


def coupled_back(dh, dc, s, c_before):
    dc = dc + dh * s["o"] * (1 - np.tanh(s["c"]) ** 2)
    df = dc * c_before * s["f"] * (1 - s["f"])
    dc_tilde = dc * (1 - s["f"]) * (1 - s["c_tilde"] ** 2)
    do = dh * np.tanh(s["c"]) * s["o"] * (1 - s["o"])
    return np.concatenate([df, dc_tilde, do], axis=-1), dc * s["f"]


# %% coupled | the second way added | the second way has the wrong sign


def coupled_back(dh, dc, s, c_before):
    dc = dc + dh * s["o"] * (1 - np.tanh(s["c"]) ** 2)
    df = dc * (c_before + s["c_tilde"]) * s["f"] * (1 - s["f"])
    dc_tilde = dc * (1 - s["f"]) * (1 - s["c_tilde"] ** 2)
    do = dh * np.tanh(s["c"]) * s["o"] * (1 - s["o"])
    return np.concatenate([df, dc_tilde, do], axis=-1), dc * s["f"]


# %% coupled | 1 - f itself for its slope | whose slope is -1


def coupled_back(dh, dc, s, c_before):
    dc = dc + dh * s["o"] * (1 - np.tanh(s["c"]) ** 2)
    df = dc * (c_before - (1 - s["f"]) * s["c_tilde"]) * s["f"] * (1 - s["f"])
    dc_tilde = dc * (1 - s["f"]) * (1 - s["c_tilde"] ** 2)
    do = dh * np.tanh(s["c"]) * s["o"] * (1 - s["o"])
    return np.concatenate([df, dc_tilde, do], axis=-1), dc * s["f"]


# %% coupled | the slope of the candidate "repaired" | the gradient of c_tilde was right


def coupled_back(dh, dc, s, c_before):
    dc = dc + dh * s["o"] * (1 - np.tanh(s["c"]) ** 2)
    df = dc * c_before * s["f"] * (1 - s["f"])
    dc_tilde = dc * (1 - s["f"]) * (1 - np.tanh(s["c_tilde"]) ** 2)
    do = dh * np.tanh(s["c"]) * s["o"] * (1 - s["o"])
    return np.concatenate([df, dc_tilde, do], axis=-1), dc * s["f"]


# %% coupled | the belt changed instead | dc one step before was right


def coupled_back(dh, dc, s, c_before):
    dc = dc + dh * s["o"] * (1 - np.tanh(s["c"]) ** 2)
    df = dc * c_before * s["f"] * (1 - s["f"])
    dc_tilde = dc * (1 - s["f"]) * (1 - s["c_tilde"] ** 2)
    do = dh * np.tanh(s["c"]) * s["o"] * (1 - s["o"])
    return np.concatenate([df, dc_tilde, do], axis=-1), dc * (s["f"] - (1 - s["f"]))


# %% coupled | dh forgotten in the line of dc | the line of dc, and what is returned


def coupled_back(dh, dc, s, c_before):
    dc = dc + s["o"] * (1 - np.tanh(s["c"]) ** 2)
    df = dc * (c_before - s["c_tilde"]) * s["f"] * (1 - s["f"])
    dc_tilde = dc * (1 - s["f"]) * (1 - s["c_tilde"] ** 2)
    do = dh * np.tanh(s["c"]) * s["o"] * (1 - s["o"])
    return np.concatenate([df, dc_tilde, do], axis=-1), dc * s["f"]


# %% coupled | the gradient clipped as well | was right, and no longer is


def coupled_back(dh, dc, s, c_before):
    dc = dc + dh * s["o"] * (1 - np.tanh(s["c"]) ** 2)
    df = dc * (c_before - s["c_tilde"]) * s["f"] * (1 - s["f"])
    dc_tilde = dc * (1 - s["f"]) * (1 - s["c_tilde"] ** 2)
    do = dh * np.tanh(s["c"]) * s["o"] * (1 - s["o"])
    return np.clip(np.concatenate([df, dc_tilde, do], axis=-1), -1, 1), dc * s["f"]
