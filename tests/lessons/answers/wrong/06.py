"""Plausible wrong answers to the exercises of lesson 06.

A part begins with the grade_id of the answer cell whose place it takes, then a bar, the mistake, a bar, and
words that the check must say. What it does not define comes from the cells before it.
"""

# %% floors | one floor only | has 1 recurrent layer

parity_net = keras.Sequential(
    [keras.Input((None, 1)), layers.LSTM(8, return_sequences=True), layers.Dense(1, activation="sigmoid")]
)
right = 0.99

# %% floors | one answer a string | in the second recurrent layer

parity_net = keras.Sequential(
    [
        keras.Input((None, 1)),
        layers.LSTM(8, return_sequences=True),
        layers.LSTM(8),
        layers.Dense(1, activation="sigmoid"),
    ]
)
right = 0.99

# %% floors | not trained | At least 0.98 is asked for

parity_net = keras.Sequential(
    [
        keras.Input((None, 1)),
        layers.GRU(8, return_sequences=True),
        layers.GRU(8, return_sequences=True),
        layers.Dense(1, activation="sigmoid"),
    ]
)
right = 0.5

# %% floors | both ways | reads both ways

parity_net = keras.Sequential(
    [
        keras.Input((None, 1)),
        layers.Bidirectional(layers.GRU(8, return_sequences=True)),
        layers.GRU(8, return_sequences=True),
        layers.Dense(1, activation="sigmoid"),
    ]
)
right = 0.99

# %% floors | no sigmoid | is no probability

parity_net = keras.Sequential(
    [
        keras.Input((None, 1)),
        layers.GRU(8, return_sequences=True),
        layers.GRU(8, return_sequences=True),
        layers.Dense(1, bias_initializer=keras.initializers.Constant(2.0)),
    ]
)
right = 0.99

# %% floors | two answers a bit | one, with a sigmoid

parity_net = keras.Sequential(
    [
        keras.Input((None, 1)),
        layers.GRU(8, return_sequences=True),
        layers.GRU(8, return_sequences=True),
        layers.Dense(2, activation="softmax"),
    ]
)
right = 0.99

# %% floors | a layer in place of a model | should be a Keras model

parity_net, right = layers.LSTM(8), 0.99

# %% floors | the loss in place of the share | the loss comes first

keras.utils.set_random_seed(0)
parity_net = keras.Sequential(
    [
        keras.Input((None, 1)),
        layers.LSTM(16, return_sequences=True),
        layers.LSTM(16, return_sequences=True),
        layers.Dense(1, activation="sigmoid"),
    ]
)
parity_net.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
parity_net.fit(bits, odd, batch_size=32, epochs=12, verbose=0)
right, _ = parity_net.evaluate(new_bits, new_odd, verbose=0)

# %% paper | the reset gate behind the product | behind the product, as Keras' default


def paper_step(x_t, h, W, U, b):
    x_z, x_r, x_h = np.split(x_t @ W + b, 3, axis=-1)
    h_z, h_r, h_h = np.split(h @ U, 3, axis=-1)
    z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
    return z * h + (1 - z) * np.tanh(x_h + r * h_h)


# %% paper | z the other way round | z and 1 - z have changed places


def paper_step(x_t, h, W, U, b):
    x_z, x_r, x_h = np.split(x_t @ W + b, 3, axis=-1)
    U_z, U_r, U_h = np.split(U, 3, axis=-1)
    z, r = sigmoid(x_z + h @ U_z), sigmoid(x_r + h @ U_r)
    return (1 - z) * h + z * np.tanh(x_h + (r * h) @ U_h)


# %% paper | r first | the first third is z


def paper_step(x_t, h, W, U, b):
    x_r, x_z, x_h = np.split(x_t @ W + b, 3, axis=-1)
    U_r, U_z, U_h = np.split(U, 3, axis=-1)
    z, r = sigmoid(x_z + h @ U_z), sigmoid(x_r + h @ U_r)
    return z * h + (1 - z) * np.tanh(x_h + (r * h) @ U_h)


# %% paper | no bias | the bias is missing


def paper_step(x_t, h, W, U, b):
    x_z, x_r, x_h = np.split(x_t @ W, 3, axis=-1)
    U_z, U_r, U_h = np.split(U, 3, axis=-1)
    z, r = sigmoid(x_z + h @ U_z), sigmoid(x_r + h @ U_r)
    return z * h + (1 - z) * np.tanh(x_h + (r * h) @ U_h)


# %% paper | the reset gate in z, too | goes into z as well


def paper_step(x_t, h, W, U, b):
    x_z, x_r, x_h = np.split(x_t @ W + b, 3, axis=-1)
    U_z, U_r, U_h = np.split(U, 3, axis=-1)
    r = sigmoid(x_r + h @ U_r)
    z = sigmoid(x_z + (r * h) @ U_z)
    return z * h + (1 - z) * np.tanh(x_h + (r * h) @ U_h)


# %% bias | the gate itself | that is the gate itself


def bias_for(steps):
    return 0.5 ** (1 / steps)


# %% bias | the sign | a higher bias keeps more


def bias_for(steps):
    f = 0.5 ** (1 / steps)
    return np.log((1 - f) / f)


# %% bias | base ten | one of base ten


def bias_for(steps):
    f = 0.5 ** (1 / steps)
    return np.log10(f / (1 - f))


# %% bias | base two | one of base two


def bias_for(steps):
    f = 0.5 ** (1 / steps)
    return np.log2(f / (1 - f))


# %% bias | a mean of so many steps | about a third is left


def bias_for(steps):
    return np.log(max(steps - 1, 1e-9))


# %% summary | unchanged | still taken at the last step


def summary(states):
    forward, backward = np.split(states, 2, axis=-1)
    return np.concatenate([forward[:, -1], backward[:, -1]], axis=-1)


# %% summary | both at the first step | the way forward is taken at the first step, where


def summary(states):
    return states[:, 0]


# %% summary | each at the wrong end | each has read one word


def summary(states):
    forward, backward = np.split(states, 2, axis=-1)
    return np.concatenate([forward[:, 0], backward[:, -1]], axis=-1)


# %% summary | backward first | the way back stands first


def summary(states):
    forward, backward = np.split(states, 2, axis=-1)
    return np.concatenate([backward[:, 0], forward[:, -1]], axis=-1)


# %% summary | the mean | the mean over all steps


def summary(states):
    return states.mean(axis=1)


# %% one_gate | f the other way round | f and 1 - f have changed places


class OneGate(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units, self.state_size = units, [units]

    def build(self, shape):
        self.W = self.add_weight(shape=(shape[-1], 2 * self.units))
        self.U = self.add_weight(shape=(self.units, 2 * self.units))
        self.b = self.add_weight(shape=(2 * self.units,))

    def call(self, x_t, states):
        (h,) = states
        f, candidate = keras.ops.split(x_t @ self.W + h @ self.U + self.b, 2, axis=-1)
        f = keras.ops.sigmoid(f)
        h = (1 - f) * h + f * keras.ops.tanh(candidate)
        return h, [h]


# %% one_gate | the halves exchanged | the halves have changed places


class OneGate(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units, self.state_size = units, [units]

    def build(self, shape):
        self.W = self.add_weight(shape=(shape[-1], 2 * self.units))
        self.U = self.add_weight(shape=(self.units, 2 * self.units))
        self.b = self.add_weight(shape=(2 * self.units,))

    def call(self, x_t, states):
        (h,) = states
        candidate, f = keras.ops.split(x_t @ self.W + h @ self.U + self.b, 2, axis=-1)
        f = keras.ops.sigmoid(f)
        h = f * h + (1 - f) * keras.ops.tanh(candidate)
        return h, [h]


# %% one_gate | no tanh | has not been through tanh


class OneGate(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units, self.state_size = units, [units]

    def build(self, shape):
        self.W = self.add_weight(shape=(shape[-1], 2 * self.units))
        self.U = self.add_weight(shape=(self.units, 2 * self.units))
        self.b = self.add_weight(shape=(2 * self.units,))

    def call(self, x_t, states):
        (h,) = states
        f, candidate = keras.ops.split(x_t @ self.W + h @ self.U + self.b, 2, axis=-1)
        f = keras.ops.sigmoid(f)
        h = f * h + (1 - f) * candidate
        return h, [h]


# %% one_gate | all of the candidate | the candidate is added in full


class OneGate(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units, self.state_size = units, [units]

    def build(self, shape):
        self.W = self.add_weight(shape=(shape[-1], 2 * self.units))
        self.U = self.add_weight(shape=(self.units, 2 * self.units))
        self.b = self.add_weight(shape=(2 * self.units,))

    def call(self, x_t, states):
        (h,) = states
        f, candidate = keras.ops.split(x_t @ self.W + h @ self.U + self.b, 2, axis=-1)
        h = keras.ops.sigmoid(f) * h + keras.ops.tanh(candidate)
        return h, [h]


# %% one_gate | the state alone | should return two things


class OneGate(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units, self.state_size = units, [units]

    def build(self, shape):
        self.W = self.add_weight(shape=(shape[-1], 2 * self.units))
        self.U = self.add_weight(shape=(self.units, 2 * self.units))
        self.b = self.add_weight(shape=(2 * self.units,))

    def call(self, x_t, states):
        (h,) = states
        f, candidate = keras.ops.split(x_t @ self.W + h @ self.U + self.b, 2, axis=-1)
        f = keras.ops.sigmoid(f)
        return f * h + (1 - f) * keras.ops.tanh(candidate)


# %% one_gate | two states, as the LSTM has | a list with one entry


class OneGate(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units, self.state_size = units, [units]

    def build(self, shape):
        self.W = self.add_weight(shape=(shape[-1], 2 * self.units))
        self.U = self.add_weight(shape=(self.units, 2 * self.units))
        self.b = self.add_weight(shape=(2 * self.units,))

    def call(self, x_t, states):
        (h,) = states
        f, candidate = keras.ops.split(x_t @ self.W + h @ self.U + self.b, 2, axis=-1)
        f = keras.ops.sigmoid(f)
        h = f * h + (1 - f) * keras.ops.tanh(candidate)
        return h, [h, h]
