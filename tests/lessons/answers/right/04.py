"""Right answers to the exercises of lesson 04 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% leak | an array of two


def leak(f, i, timesteps):
    parts = i * f ** np.arange(timesteps)
    return np.array([np.sqrt(np.sum(parts**2)), np.sum(parts)])


# %% peephole | one key more


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * c), "f": sigmoid(f + P[1] * c), "c_tilde": np.tanh(c_tilde), "c before": c}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * s["c"])
    return s | {"h": s["o"] * np.tanh(s["c"])}


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
