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

# %% peephole | the lesson's step as it stands | P changes nothing


def peephole_step(x_t, h, c, W, U, b, P):
    return lstm_step(x_t, h, c, W, U, b)


# %% peephole | the forget gate on the state | your forget gate multiplies h; it multiplies c


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * c), "f": sigmoid(f + P[1] * c), "c_tilde": np.tanh(c_tilde)}
    s["c"] = s["f"] * h + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * s["c"])
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | all three gates see the old cell | It waits for the new one


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * c), "f": sigmoid(f + P[1] * c), "o": sigmoid(o + P[2] * c)}
    s["c_tilde"] = np.tanh(c_tilde)
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | looks at the state once more | your peepholes look at h


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * h), "f": sigmoid(f + P[1] * h), "c_tilde": np.tanh(c_tilde)}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * h)
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | the order in which the equations stand | i, f, o, c_tilde. Keras has


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, o, c_tilde = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * c), "f": sigmoid(f + P[1] * c), "c_tilde": np.tanh(c_tilde)}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * s["c"])
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | a peephole for each of the first three | you gave the candidate a peephole


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * c), "f": sigmoid(f + P[1] * c), "c_tilde": np.tanh(c_tilde + P[2] * c)}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * s["c"])
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | tanh forgotten on the way out | it shows tanh of the cell


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * c), "f": sigmoid(f + P[1] * c), "c_tilde": np.tanh(c_tilde)}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * s["c"])
    s["h"] = s["o"] * s["c"]
    return s


# %% peephole | the peephole of i on f | You take i from the second


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"f": sigmoid(f + P[0] * c), "i": sigmoid(i + P[1] * c), "c_tilde": np.tanh(c_tilde)}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * s["c"])
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | the state is that of the plain step | h was computed before the new c and o


def peephole_step(x_t, h, c, W, U, b, P):
    s = lstm_step(x_t, h, c, W, U, b)
    i, f, _, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s["i"], s["f"] = sigmoid(i + P[0] * c), sigmoid(f + P[1] * c)
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * s["c"])
    return s


# %% peephole | the cell is that of the plain step | c was computed before the new i and f


def peephole_step(x_t, h, c, W, U, b, P):
    s = lstm_step(x_t, h, c, W, U, b)
    i, f, _, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s["i"], s["f"] = sigmoid(i + P[0] * c), sigmoid(f + P[1] * c)
    s["o"] = sigmoid(o + P[2] * s["c"])
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | the output gate as it was | o does not see the cell yet


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * c), "f": sigmoid(f + P[1] * c), "c_tilde": np.tanh(c_tilde)}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o)
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | one of the gates as it was | f does not see the cell yet


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * c), "f": sigmoid(f), "c_tilde": np.tanh(c_tilde)}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * s["c"])
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | after the sigmoid | the peephole belongs inside


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i) + P[0] * c, "f": sigmoid(f) + P[1] * c, "c_tilde": np.tanh(c_tilde)}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o) + P[2] * s["c"]
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | a matrix product | each unit sees its own cell alone


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {
        "i": sigmoid(i + c @ P[0][:, None]),
        "f": sigmoid(f + c @ P[1][:, None]),
        "c_tilde": np.tanh(c_tilde),
    }
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + s["c"] @ P[2][:, None])
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | all gates see the new cell | i and f see the cell before the step


def peephole_step(x_t, h, c, W, U, b, P):
    s = lstm_step(x_t, h, c, W, U, b)
    i, f, _, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s["i"], s["f"] = sigmoid(i + P[0] * s["c"]), sigmoid(f + P[1] * s["c"])
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * s["c"])
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | the forget gate first, as in many books | i and f are exchanged


def peephole_step(x_t, h, c, W, U, b, P):
    f, i, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * c), "f": sigmoid(f + P[1] * c), "c_tilde": np.tanh(c_tilde)}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * s["c"])
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | the state left out | h @ U is missing


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * c), "f": sigmoid(f + P[1] * c), "c_tilde": np.tanh(c_tilde)}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * s["c"])
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | the rows in the order in which the equations may stand | You take f from the third


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * c), "f": sigmoid(f + P[2] * c), "c_tilde": np.tanh(c_tilde)}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[1] * s["c"])
    s["h"] = s["o"] * np.tanh(s["c"])
    return s


# %% peephole | five of the six | the key c_tilde is missing


def peephole_step(x_t, h, c, W, U, b, P):
    i, f, c_tilde, o = np.split(x_t @ W + h @ U + b, 4, axis=-1)
    s = {"i": sigmoid(i + P[0] * c), "f": sigmoid(f + P[1] * c), "c_tilde": np.tanh(c_tilde)}
    s["c"] = s["f"] * c + s["i"] * s["c_tilde"]
    s["o"] = sigmoid(o + P[2] * s["c"])
    s["h"] = s["o"] * np.tanh(s["c"])
    return {name: s[name] for name in ("i", "f", "o", "c", "h")}


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
