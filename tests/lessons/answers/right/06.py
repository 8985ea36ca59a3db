"""Right answers to the exercises of lesson 06 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% floors | two GRUs, functional, the share counted by hand

keras.utils.set_random_seed(1)
inputs = keras.Input((None, 1))
states = layers.GRU(20, return_sequences=True)(inputs)
states = layers.GRU(20, return_sequences=True)(states)
parity_net = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(states))
parity_net.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
parity_net.fit(bits, odd, batch_size=32, epochs=12, verbose=0)
right = np.mean((parity_net.predict(new_bits, verbose=0) > 0.5) == new_odd)

# %% paper | slices in place of splits


def paper_step(x_t, h, W, U, b):
    n = h.shape[1]
    z, r = (1 / (1 + np.exp(-(x_t @ W + h @ U + b)[:, k * n : (k + 1) * n])) for k in (0, 1))
    new = np.tanh(x_t @ W[:, 2 * n :] + b[2 * n :] + np.einsum("bi,ij->bj", r * h, U[:, 2 * n :]))
    return h + (1 - z) * (new - h)


# %% bias | one formula


def bias_for(steps):
    return -np.log(2 ** (1 / steps) - 1)


# %% summary | the axis turned round


def summary(states):
    units = states.shape[-1] // 2
    return np.hstack([states[:, -1, :units], states[:, ::-1, units:][:, -1]])


# %% one_gate | written as a step towards the candidate


class OneGate(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units, self.state_size = units, [units]

    def build(self, shape):
        two = 2 * self.units
        self.W = self.add_weight(shape=(shape[-1], two), name="W")
        self.U = self.add_weight(shape=(self.units, two), initializer="orthogonal", name="U")
        self.b = self.add_weight(shape=(two,), name="b")

    def call(self, x_t, states):
        a = keras.ops.matmul(x_t, self.W) + keras.ops.matmul(states[0], self.U) + self.b
        write = keras.ops.sigmoid(-a[:, : self.units])
        h = states[0] + write * (keras.ops.tanh(a[:, self.units :]) - states[0])
        return h, (h,)
