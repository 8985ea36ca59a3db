"""Plausible wrong answers to the exercises of lesson 03.

A part begins with the grade_id of the answer cell whose place it takes, then a bar, the mistake, a bar, and
words that the check must say. What it does not define comes from the cells before it.
"""

# %% bias | the gate itself | you return the gate


def forget_bias(lag, left=0.5):
    return left ** (1 / lag)


# %% bias | the sigmoid of the gate | you go through the sigmoid once more


def forget_bias(lag, left=0.5):
    return 1 / (1 + np.exp(-(left ** (1 / lag))))


# %% bias | the inverse of the sigmoid upside down | a bias below 0 shuts the gate


def forget_bias(lag, left=0.5):
    p = left ** (1 / lag)
    return np.log((1 - p) / p)


# %% bias | the share divided by the lag | take the root


def forget_bias(lag, left=0.5):
    p = left / lag
    return np.log(p / (1 - p))


# %% bias | the same loss at every step | the same share of what is there


def forget_bias(lag, left=0.5):
    p = 1 - (1 - left) / lag
    return np.log(p / (1 - p))


# %% bias | chrono's largest bias | that is the logarithm of the lag


def forget_bias(lag, left=0.5):
    return np.log(lag)


# %% bias | the numbers of the text, learned by heart | your bias of 3.3449 leaves


def forget_bias(lag, left=0.5):
    return {200: 5.663096918706447, 2000: 7.9672420883237995}.get(lag, 3.344866467933643)


# %% bias | a logarithm of base ten | the logarithm has the wrong base


def forget_bias(lag, left=0.5):
    p = left ** (1 / lag)
    return np.log10(p / (1 - p))


# %% bias | the rule for long lags | a good approximation for long lags; at lag 2 it leaves 0.634


def forget_bias(lag, left=0.5):
    return np.log(lag / np.log(1 / left))


# %% bias | the power for the root | you raise the share to the power lag


def forget_bias(lag, left=0.5):
    p = left**lag
    return np.log(p / (1 - p))


# %% bias | a half, whatever is asked | you use 0.5 where `left` is given


def forget_bias(lag, left=0.5):
    p = 0.5 ** (1 / lag)
    return np.log(p / (1 - p))


# %% bias | two decimals, too few | where 0.6 is asked


def forget_bias(lag, left=0.5):
    p = left ** (1 / lag)
    return round(np.log(p / (1 - p)), 2) - 0.01


# %% bias-prediction | the measurement before the prediction | your answer is right, but nothing is noted

bias_for_200, bias_for_2000 = None, 300
note_prediction("the bias for 200 steps", bias_for_200, low=0, high=10_000)
note_prediction("the bias for 2,000 steps", bias_for_2000, low=0, high=10_000)

# %% clip | each value by itself, as clipvalue does | you cut each value by itself


def clip(gradients, limit):
    return [np.clip(g, -limit, limit) for g in gradients]


# %% clip | each array by itself, as clipnorm does | you shorten each array by itself


def clip(gradients, limit):
    return [g * min(1, limit / np.linalg.norm(g)) for g in gradients]


# %% clip | always scaled to the limit | yours is made longer


def clip(gradients, limit):
    length = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * limit / length for g in gradients]


# %% clip | the square of the length | your length lacks the root


def clip(gradients, limit):
    length = sum(np.sum(g**2) for g in gradients)
    return [g * limit / length if length > limit else g for g in gradients]


# %% clip | the lengths of the arrays added up | Squares add up


def clip(gradients, limit):
    length = sum(np.linalg.norm(g) for g in gradients)
    return [g * min(1, limit / length) for g in gradients]


# %% clip | scaled to length 1 | forget the limit


def clip(gradients, limit):
    length = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g / length if length > limit else g for g in gradients]


# %% clip | the largest value taken for the length | The length is made of all values


def clip(gradients, limit):
    largest = max(np.abs(g).max() for g in gradients)
    return [g * min(1, limit / largest) for g in gradients]


# %% clip | one array instead of a list | a list with one array for each


def clip(gradients, limit):
    arrow = np.concatenate([g.ravel() for g in gradients])
    return arrow * min(1, limit / np.linalg.norm(arrow))


# %% clip | the length returned as well, as in TensorFlow | a list with one array for each


def clip(gradients, limit):
    length = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * min(1, limit / length) for g in gradients], length


# %% clip | divides by a length of zero | a gradient of zeros has the length 0; you divide by it


def clip(gradients, limit):
    length = float(np.sqrt(sum(np.sum(g**2) for g in gradients)))
    return [g * min(1, limit / length) for g in gradients]


# %% clip | the factor the other way round, and not a number for zeros | you divide by it


def clip(gradients, limit):
    length = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g / length * min(length, limit) for g in gradients]


# %% stories | read where the axis says 5 | D: 20 is not what the line says

read = {"A": 0.89, "B": 40, "C": 1.19, "D": 20}

# %% stories | the slope as a share | that is the slope of the line

read = {"A": -0.05, "B": 40, "C": 1.19, "D": 12}

# %% stories | a natural logarithm | this one has the base ten

read = {"A": 0.95, "B": 40, "C": 1.08, "D": 12}

# %% stories | what is left of the whole way | what is left of all 60 steps

read = {"A": 0.001, "B": 40, "C": 1.19, "D": 12}

# %% stories | steps back taken for steps of the sequence | Count from the start

read = {"A": 0.89, "B": 21, "C": 1.19, "D": 12}

# %% stories | the first steps looked for at the left | you read the line from left to right

read = {"A": 0.89, "B": 40, "C": 0.79, "D": 12}

# %% stories | a rising line taken for a loss | the factor is above 1

read = {"A": 0.89, "B": 40, "C": 0.84, "D": 12}

# %% stories | the lag of a tenth | that is a tenth

read = {"A": 0.89, "B": 40, "C": 1.19, "D": 4}

# %% stories | a thousandth as e to the minus seven | D: you left the logarithm with e

read = {"A": 0.89, "B": 40, "C": 1.19, "D": 28}

# %% stories | the share that is lost in a step | that is what is lost

read = {"A": 0.11, "B": 40, "C": 1.19, "D": 12}

# %% stories | a step between two steps | B: steps have whole numbers

read = {"A": 0.89, "B": 40.5, "C": 1.19, "D": 12}

# %% healthy | a mean instead of a sum | Nobody can lose so much at every step


def arrives(dh, A):
    d, lengths = np.zeros(A.shape[-1]), []
    for dh_t, A_t in zip(dh[::-1], A[::-1], strict=True):
        d = d + dh_t / len(dh)
        lengths.append(np.linalg.norm(d))
        d = d @ A_t
    return np.array(lengths)


# %% healthy | the sum replaced by the loss of each step | nothing travels


def arrives(dh, A):
    d, lengths = np.zeros(A.shape[-1]), []
    for dh_t, A_t in zip(dh[::-1], A[::-1], strict=True):
        d = dh_t
        lengths.append(np.linalg.norm(d))
        d = d @ A_t
    return np.array(lengths)


# %% healthy | measured at the wrong end: the first loss, not the last | you send back the first step's loss


def arrives(dh, A):
    d, lengths = dh[0], []
    for A_t in A[::-1]:
        lengths.append(np.linalg.norm(d))
        d = d @ A_t
    return np.array(lengths)


# %% healthy | the steps in the order of time | you walk from the first step to the last


def arrives(dh, A):
    d, lengths = dh[-1], []
    for A_t in A:
        lengths.append(np.linalg.norm(d))
        d = d @ A_t
    return np.array(lengths)


# %% healthy | multiplied before it is noted | your list begins one step late


def arrives(dh, A):
    d, lengths = dh[-1], []
    for A_t in A[::-1]:
        d = d @ A_t
        lengths.append(np.linalg.norm(d))
    return np.array(lengths)


# %% healthy | the Jacobian from the other side | a gradient meets the transposed matrix


def arrives(dh, A):
    d, lengths = dh[-1], []
    for A_t in A[::-1]:
        lengths.append(np.linalg.norm(d))
        d = A_t @ d
    return np.array(lengths)


# %% healthy | the list turned round at the end | it should begin at the end


def arrives(dh, A):
    d, lengths = dh[-1], []
    for A_t in A[::-1]:
        lengths.append(np.linalg.norm(d))
        d = d @ A_t
    return np.array(lengths[::-1])


# %% healthy | the line with dh deleted | all lengths are 0: no loss is on its way


def arrives(dh, A):
    d, lengths = np.zeros(A.shape[-1]), []
    for A_t in A[::-1]:
        lengths.append(np.linalg.norm(d))
        d = d @ A_t
    return np.array(lengths)


# %% healthy | the line with A deleted | nothing is multiplied on the way


def arrives(dh, A):
    d, lengths = np.zeros(A.shape[-1]), []
    for dh_t in dh[::-1]:
        d = d + dh_t
        lengths.append(np.linalg.norm(d))
    return np.array(lengths)


# %% healthy | the right loss, but no step on its way | nothing is multiplied on the way


def arrives(dh, A):
    return np.array([np.linalg.norm(dh[-1])] * len(A))


# %% healthy | the product of the matrices the wrong way round | in the wrong order


def arrives(dh, A):
    P, lengths = np.eye(A.shape[-1]), []
    for A_t in A[::-1]:
        lengths.append(np.linalg.norm(dh[-1] @ P))
        P = A_t @ P
    return np.array(lengths)


# %% healthy | all losses, and the steps in the order of time | you walk from the first step to the last


def arrives(dh, A):
    d, lengths = np.zeros(A.shape[-1]), []
    for dh_t, A_t in zip(dh, A, strict=True):
        d = d + dh_t
        lengths.append(np.linalg.norm(d))
        d = d @ A_t
    return np.array(lengths)


# %% remembers | the bias left as Keras sets it | which leaves

model = keras.Sequential([layers.Embedding(17, 16), layers.LSTM(32), layers.Dense(8, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=64, epochs=1, verbose=0)
accuracy = model.evaluate(x_test, y_test, verbose=0)[1]

# %% remembers | the first quarter in the place of the second | those of the forget gates come second of four

model = keras.Sequential([layers.Embedding(17, 16), layers.LSTM(32), layers.Dense(8, activation="softmax")])
model.build((None, 42))
W, U, b = model.layers[1].get_weights()
b[:32] = np.log(40)
model.layers[1].set_weights([W, U, b])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:640], y[:640], batch_size=64, epochs=1, verbose=0)
accuracy = model.evaluate(x_test, y_test, verbose=0)[1]

# %% remembers | the bias set after the training | It has hardly trained since

model = keras.Sequential([layers.Embedding(17, 16), layers.LSTM(32), layers.Dense(8, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:640], y[:640], batch_size=64, epochs=1, verbose=0)
W, U, b = model.layers[1].get_weights()
b[32:64] = np.log(40)
model.layers[1].set_weights([W, U, b])
accuracy = model.evaluate(x_test, y_test, verbose=0)[1]

# %% remembers | return_sequences left on | an answer at each of the 42 steps

model = keras.Sequential(
    [layers.Embedding(17, 16), layers.LSTM(32, return_sequences=True), layers.Dense(8, activation="softmax")]
)
accuracy = 0.95

# %% remembers | ids taken for numbers | it takes the ids for sizes

model = keras.Sequential([keras.Input((42, 1)), layers.LSTM(32), layers.Dense(8, activation="softmax")])
accuracy = 0.95

# %% remembers | one output for eight keys | (1000, 8) is expected

model = keras.Sequential([layers.Embedding(17, 16), layers.LSTM(32), layers.Dense(1)])
accuracy = 0.95

# %% remembers | a plain network | holds no LSTM, only Embedding, SimpleRNN, Dense

model = keras.Sequential(
    [layers.Embedding(17, 16), layers.SimpleRNN(32), layers.Dense(8, activation="softmax")]
)
accuracy = 0.95

# %% remembers | evaluated on the training rows | the share on the rows it was trained on

keras.utils.set_random_seed(0)
model = keras.Sequential([layers.Embedding(17, 16), layers.LSTM(32), layers.Dense(8, activation="softmax")])
model.build((None, 42))
W, U, b = model.layers[1].get_weights()
b[32:64] = np.log(40)
model.layers[1].set_weights([W, U, b])
model.compile(
    keras.optimizers.Adam(3e-3, global_clipnorm=1.0), "sparse_categorical_crossentropy", metrics=["accuracy"]
)
model.fit(x, y, batch_size=64, epochs=3, verbose=0)
accuracy = model.evaluate(x, y, verbose=0)[1]

# %% remembers | the loss taken for the accuracy | that looks like the loss

model = keras.Sequential([layers.Embedding(17, 16), layers.LSTM(32), layers.Dense(8, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
accuracy = model.evaluate(x_test, y_test, verbose=0)[0]
