"""Right answers to the exercises of lesson 10 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% in_rows | loops over batches and rows, lists


def in_rows(ids, rows, steps):
    batches = (len(ids) - 1) // (rows * steps)
    x, y = [], []
    for k in range(batches):
        starts = [(r * batches + k) * steps for r in range(rows)]
        x.append([list(ids[start : start + steps]) for start in starts])
        y.append([list(ids[start + 1 : start + steps + 1]) for start in starts])
    return x, y


# %% in_rows | split into parts, and stacked


def in_rows(ids, rows, steps):
    width = (len(ids) - 1) // (rows * steps) * steps
    both = []
    for text in (ids[:-1], ids[1:]):
        parts = np.split(text[: rows * width], rows)
        both.append(np.stack(np.split(np.stack(parts), width // steps, axis=1)))
    return tuple(both)


# %% guesses | whole numbers of NumPy

note_prediction("letters by frequency", np.int64(20), low=1, high=len(letters))
note_prediction("letters by pairs", np.float32(7.5), low=1, high=len(letters))

# %% costs | counted with dictionaries, a loop over letters, math
import math
from collections import Counter
from itertools import pairwise


def costs(counted, text, letters):
    n = len(letters)
    singles, pairs = Counter(counted), Counter(pairwise(counted))
    begin = Counter(counted[:-1])
    found = [[], [], []]
    for a, b in pairwise(text):
        found[0].append(math.log(n))
        found[1].append(-math.log((singles[b] + 1) / (len(counted) + n)))
        found[2].append(-math.log((pairs[a, b] + 1) / (begin[a] + n)))
    return [sum(one) / len(one) for one in found]


def units(nats):
    bits = nats * np.log2(np.e)
    return [bits, 2**bits]


# %% network | a GRU that says probabilities, functional, trained with train_on_batch

keras.utils.set_random_seed(1)
read = keras.Input(batch_shape=(32, None))
state = layers.GRU(64, return_sequences=True, stateful=True)(layers.Embedding(len(letters), 16)(read))
net = keras.Model(read, layers.Dense(len(letters), activation="softmax")(state))
net.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
for k in range(0, len(x), 32):
    net.train_on_batch(x[k : k + 32], y[k : k + 32])

# %% writer | Gumbel noise in place of a draw, recursive states kept in a list


def write(step, first, n, temperature, rng):
    states, written = [None], [first]
    while len(written) <= n:
        logits, state = step(written[-1], states[-1])
        noise = -np.log(-np.log(rng.random(len(logits))))
        states.append(state)
        written.append(int(np.argmax(logits / temperature + noise)))
    return written[1:]


# %% writer | cumulated probabilities, the largest logit taken off, an array


def write(step, first, n, temperature, rng):
    letter, state, written = first, None, np.zeros(n, int)
    for k in range(n):
        logits, state = step(letter, state)
        p = np.exp((logits - logits.max()) / temperature)
        letter = np.searchsorted(np.cumsum(p) / p.sum(), rng.random())
        written[k] = letter
    return written


# %% race | read off with the eye, a small letter

crossing, ahead, holds = np.float64(140), 0.3, " b"
