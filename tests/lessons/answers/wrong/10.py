"""Plausible wrong answers to the exercises of lesson 10.

A part begins with the grade_id of the answer cell whose place it takes, then a bar, the mistake, a bar, and
words that the check must say. What it does not define comes from the cells before it. Where a few lines are
wrong, a part is a change of the solution: ``# -`` what goes, ``# +`` what comes.
"""


def says(shift):
    """Says what counted pairs say of the letter so many places on, and does not listen to its LSTM."""
    n, first = len(letters), max(0, -shift)
    now, other = ids[first : len(ids) - max(0, shift)], ids[first + shift : len(ids) + min(0, shift)]
    table = np.ones((n, n))
    np.add.at(table, (now, other), 1000 if shift == 0 else 1)
    read = keras.Input(batch_shape=(32, None))
    said = layers.Embedding(n, n)
    state = layers.LSTM(1, return_sequences=True, stateful=True)(layers.Embedding(n, 1)(read))
    unheard = layers.Dense(n, kernel_initializer="zeros")(state)
    model = keras.Model(read, layers.Add()([said(read), unheard]))
    said.set_weights([np.log(table / table.sum(axis=1, keepdims=True))])
    return model


# %% in_rows | rows one after the other in a batch | row 1 of a batch goes on where row 0

# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + shape = (batches, rows, steps)
# + return ids[:used].reshape(shape), ids[1 : used + 1].reshape(shape)

# %% in_rows | not swapped | Batches and rows are exchanged

# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + shape = (rows, batches, steps)
# + return ids[:used].reshape(shape), ids[1 : used + 1].reshape(shape)

# %% in_rows | rows and steps exchanged | Rows and steps are exchanged

# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + shape = (batches, steps, rows)
# + return ids[:used].reshape(shape), ids[1 : used + 1].reshape(shape)

# %% in_rows | neighbours one below the other | a row reads every so-many-th letter

# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + shape = (batches, steps, rows)
# + return ids[:used].reshape(shape).swapaxes(1, 2), ids[1 : used + 1].reshape(shape).swapaxes(1, 2)

# %% in_rows | time along the batches | time does not run along the last axis

# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + shape = (rows, steps, batches)
# + x = ids[:used].reshape(shape).transpose(2, 0, 1)
# + return x, x + 1

# %% in_rows | y is x | learn to say the letter that it has just read

# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# + y = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)

# %% in_rows | y the letter before | shifted the wrong way

# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + x = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# + y = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# + return x - 1, y - 1

# %% in_rows | y rolled backwards in the piece | shifted the wrong way

# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + return x, np.roll(x, 1, axis=-1)

# %% in_rows | y two ahead | two letters ahead

# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + y = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# + return x, y + 2

# %% in_rows | y shifted within the piece | shifted within each piece

# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + return x, np.roll(x, -1, axis=-1)

# %% in_rows | last target of a piece padded | right but for the last target of each piece

# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# + y = np.zeros_like(x)
# + y[:, :, :-1] = x[:, :, 1:]

# %% in_rows | the text rolled | One batch too many

# - batches = (len(ids) - 1) // (rows * steps)
# + batches = len(ids) // (rows * steps)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# + y = np.roll(ids, -1)[:used].reshape(rows, batches, steps).swapaxes(0, 1)

# %% in_rows | the last target forgotten | stops with ValueError

# - batches = (len(ids) - 1) // (rows * steps)
# + batches = len(ids) // (rows * steps)

# %% in_rows | the last target is the first letter | the very last target is wrong

# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# + y = np.roll(ids[:used], -1).reshape(rows, batches, steps).swapaxes(0, 1)

# %% in_rows | one batch given away | letters are given away

# - batches = (len(ids) - 1) // (rows * steps)
# + batches = (len(ids) - 1) // (rows * steps) - 1

# %% in_rows | the beginning left out | the first letters of the text are left out

# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# + x = ids[-used - 1 : -1].reshape(rows, batches, steps).swapaxes(0, 1)
# + y = ids[-used:].reshape(rows, batches, steps).swapaxes(0, 1)

# %% in_rows | x begins with the second letter | that is `y`

# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# + x = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)

# %% in_rows | batches from last to first | from last to first

# - return x, y
# + return x[::-1], y[::-1]

# %% in_rows | overlapping windows | the pieces overlap, and letters are read twice

# - batches = (len(ids) - 1) // (rows * steps)
# - used = batches * rows * steps
# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + starts = np.arange(len(ids) - rows - steps)
# + place = starts[:, None, None] + np.arange(rows)[:, None] + np.arange(steps)
# + return ids[place], ids[place + 1]

# %% in_rows | rows one letter apart | one letter apart

# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + place = np.arange(batches)[:, None, None] * steps + np.arange(rows)[:, None] + np.arange(steps)
# + return ids[place], ids[place + 1]

# %% in_rows | windows drawn at random | some letters are read twice

# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + rng = np.random.default_rng(0)
# + place = rng.integers(0, len(ids) - steps, (batches, rows, 1)) + np.arange(steps)
# + return ids[place], ids[place + 1]

# %% in_rows | pieces shuffled | should go on where row r of batch k stopped

# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + pieces = np.random.default_rng(1).permutation(ids[:used].reshape(-1, steps))
# + x = pieces.reshape(batches, rows, steps)
# + return x, x + 1

# %% in_rows | not in batches | not yet in batches

# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1).reshape(-1, steps)
# + return x, x + 1

# %% in_rows | the last targets only | each has its target

# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + return x, x[:, :, -1] + 1

# %% in_rows | x alone | should return 2 things

# - x = ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)
# - y = ids[1 : used + 1].reshape(rows, batches, steps).swapaxes(0, 1)
# - return x, y
# + return ids[:used].reshape(rows, batches, steps).swapaxes(0, 1)

# %% in_rows | the ids overwritten | changes `ids`

# - return x, y
# + x, y = x.copy(), y.copy()
# + ids[:] = 0
# + return x, y

# %% guesses | nothing noted | nothing is noted for letters by frequency

perplexity_single, perplexity_pairs = None, 10
note_prediction("letters by pairs", perplexity_pairs, low=1, high=len(letters))

# %% costs | bits | all equally likely: these are bits

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return np.log2(n), -np.log2(by_frequency).mean(), -np.log2(by_pairs).mean()

# %% costs | pairs in bits | by pairs: these are bits

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return np.log(n), -np.log(by_frequency).mean(), -np.log2(by_pairs).mean()

# %% costs | the number of letters | that is their number

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return n, -np.log(by_frequency).mean(), -np.log(by_pairs).mean()

# %% costs | a probability | all equally likely: that is the probability

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return 1 / n, -np.log(by_frequency).mean(), -np.log(by_pairs).mean()

# %% costs | letters of the text | you count the letters that occur in `text`

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return np.log(len(set(text))), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()

# %% costs | letters of the counted text | you count the letters that occur in `counted`

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return np.log(len(set(counted))), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()

# %% costs | the sign | all equally likely: the sign

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return np.log(1 / n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()

# %% costs | the sign by frequency | by frequency: the sign

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return np.log(n), np.log(by_frequency).mean(), -np.log(by_pairs).mean()

# %% costs | base 10 | by frequency: the logarithm to base 10

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return np.log(n), -np.log10(by_frequency).mean(), -np.log(by_pairs).mean()

# %% costs | the sum | by frequency: that is the sum

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return np.log(n), -np.log(by_frequency).sum(), -np.log(by_pairs).mean()

# %% costs | the log of the mean | Take the mean of the logarithms

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return np.log(n), -np.log(by_frequency.mean()), -np.log(by_pairs).mean()

# %% costs | a mean probability | by frequency: that is a mean probability

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return np.log(n), by_frequency.mean(), -np.log(by_pairs).mean()

# %% costs | a perplexity | by pairs: that is a perplexity

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return np.log(n), -np.log(by_frequency).mean(), np.exp(-np.log(by_pairs).mean())

# %% costs | the counted text itself | that is the cost of `counted` itself

# - by_frequency = (singles[y] + 1) / (len(counted) + n)
# + by_frequency = (singles[counted] + 1) / (len(counted) + n)

# %% costs | the first letter, too | the first letter of `text` is among yours

# - by_frequency = (singles[y] + 1) / (len(counted) + n)
# + by_frequency = (singles[text] + 1) / (len(counted) + n)

# %% costs | counted in the text | you count the letters of `text` itself

# - singles = np.bincount(counted, minlength=n)
# + singles = np.bincount(text, minlength=n)
# - by_frequency = (singles[y] + 1) / (len(counted) + n)
# + by_frequency = (singles[y] + 1) / (len(text) + n)

# %% costs | nothing added below | the probabilities add up to more than 1

# - by_frequency = (singles[y] + 1) / (len(counted) + n)
# + by_frequency = (singles[y] + 1) / len(counted)

# %% costs | nothing added | was never counted gets the probability 0

# - by_frequency = (singles[y] + 1) / (len(counted) + n)
# + by_frequency = singles[y] / len(counted)
# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + with np.errstate(divide="ignore"):
# +     return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()

# %% costs | no pair added | by pairs: what was never counted

# - by_pairs = (pairs[before, y] + 1) / (pairs[before].sum(axis=1) + n)
# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + by_pairs = pairs[before, y] / np.maximum(pairs[before].sum(axis=1), 1)
# + with np.errstate(divide="ignore"):
# +     return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()

# %% costs | pairs turned round | the letter before, given the one behind it

# - by_pairs = (pairs[before, y] + 1) / (pairs[before].sum(axis=1) + n)
# + by_pairs = (pairs[before, y] + 1) / (pairs.sum(axis=0)[y] + n)

# %% costs | the whole pair | how likely the whole pair is

# - by_pairs = (pairs[before, y] + 1) / (pairs[before].sum(axis=1) + n)
# + by_pairs = (pairs[before, y] + 1) / (pairs.sum() + n * n)

# %% costs | divided by all letters | the last letter of `counted`

# - by_pairs = (pairs[before, y] + 1) / (pairs[before].sum(axis=1) + n)
# + by_pairs = (pairs[before, y] + 1) / (singles[before] + n)

# %% costs | nothing added below pairs | by pairs: 1 is added to each count

# - by_pairs = (pairs[before, y] + 1) / (pairs[before].sum(axis=1) + n)
# + by_pairs = (pairs[before, y] + 1) / np.maximum(pairs[before].sum(axis=1), 1)

# %% costs | frequency twice | by pairs: that is the cost by frequency

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return np.log(n), -np.log(by_frequency).mean(), -np.log(by_frequency).mean()

# %% costs | pairs only | should return 3 things

# - return np.log(n), -np.log(by_frequency).mean(), -np.log(by_pairs).mean()
# + return -np.log(by_pairs).mean()

# %% costs | exchanged | bits and perplexity are exchanged

# - return nats / np.log(2), np.exp(nats)
# + return np.exp(nats), nats / np.log(2)

# %% costs | times log 2 | you multiply by log 2

# - return nats / np.log(2), np.exp(nats)
# + return nats * np.log(2), np.exp(nats)

# %% costs | the log of nats | which are a logarithm already

# - return nats / np.log(2), np.exp(nats)
# + return np.log2(nats), np.exp(nats)

# %% costs | unchanged | bits: these are the nats

# - return nats / np.log(2), np.exp(nats)
# + return nats, np.exp(nats)

# %% costs | bits to base 10 | bits: that is the logarithm to base 10

# - return nats / np.log(2), np.exp(nats)
# + return nats / np.log(10), np.exp(nats)

# %% costs | 2 to the power of nats | 2 to the power of nats. It is

# - return nats / np.log(2), np.exp(nats)
# + return nats / np.log(2), 2**nats

# %% costs | e to the power of bits | e to the power of bits. It is

# - return nats / np.log(2), np.exp(nats)
# + return nats / np.log(2), np.exp(nats / np.log(2))

# %% costs | an inverse | perplexity: that is a probability

# - return nats / np.log(2), np.exp(nats)
# + return nats / np.log(2), np.exp(-nats)

# %% network | not trained | hardly been trained

net = keras.Sequential()
net.add(keras.Input(batch_shape=(32, None)))
net.add(layers.Embedding(len(letters), 8))
net.add(layers.LSTM(8, return_sequences=True, stateful=True))
net.add(layers.Dense(len(letters)))

# %% network | no model | should be a Keras model

net = layers.LSTM(8, stateful=True)

# %% network | nothing recurrent | has no recurrent layer

net = keras.Sequential()
net.add(keras.Input(batch_shape=(32, None)))
net.add(layers.Embedding(len(letters), 8))
net.add(layers.Dense(len(letters)))

# %% network | not stateful | forgets its state at the end of each piece

net = keras.Sequential()
net.add(keras.Input(batch_shape=(32, None)))
net.add(layers.Embedding(len(letters), 8))
net.add(layers.LSTM(8, return_sequences=True))
net.add(layers.Dense(len(letters)))

# %% network | one of two not stateful | forgets its state

net = keras.Sequential()
net.add(keras.Input(batch_shape=(32, None)))
net.add(layers.Embedding(len(letters), 8))
net.add(layers.LSTM(8, return_sequences=True, stateful=True))
net.add(layers.LSTM(8, return_sequences=True))
net.add(layers.Dense(len(letters)))

# %% network | both directions | reads from behind as well

net = keras.Sequential()
net.add(keras.Input(batch_shape=(32, None)))
net.add(layers.Embedding(len(letters), 8))
net.add(layers.Bidirectional(layers.LSTM(8, return_sequences=True, stateful=True)))
net.add(layers.Dense(len(letters)))

# %% network | backwards | reads from behind, so it has seen

net = keras.Sequential()
net.add(keras.Input(batch_shape=(32, None)))
net.add(layers.Embedding(len(letters), 8))
net.add(layers.LSTM(8, return_sequences=True, stateful=True, go_backwards=True))
net.add(layers.Dense(len(letters)))

# %% network | 16 steps and no other | reads the shape (32, 16)

net = keras.Sequential()
net.add(keras.Input(batch_shape=(32, 16)))
net.add(layers.Embedding(len(letters), 8))
net.add(layers.LSTM(8, return_sequences=True, stateful=True))
net.add(layers.Dense(len(letters)))

# %% network | 64 rows | (32, None) is asked for

net = keras.Sequential()
net.add(keras.Input(batch_shape=(64, None)))
net.add(layers.Embedding(len(letters), 8))
net.add(layers.LSTM(8, return_sequences=True, stateful=True))
net.add(layers.Dense(len(letters)))

# %% network | one answer a piece | `return_sequences=True`

net = keras.Sequential()
net.add(keras.Input(batch_shape=(32, None)))
net.add(layers.Embedding(len(letters), 8))
net.add(layers.LSTM(8, stateful=True))
net.add(layers.Dense(len(letters)))

# %% network | one number | a number for each letter that can come

net = keras.Sequential()
net.add(keras.Input(batch_shape=(32, None)))
net.add(layers.Embedding(len(letters), 8))
net.add(layers.LSTM(8, return_sequences=True, stateful=True))
net.add(layers.Dense(1))

# %% network | looks ahead | looks ahead

net = keras.Sequential()
net.add(keras.Input(batch_shape=(32, None)))
net.add(layers.Embedding(len(letters), 8))
net.add(layers.LSTM(8, return_sequences=True, stateful=True))
net.add(layers.Conv1D(8, 3, padding="same"))
net.add(layers.Dense(len(letters)))

# %% network | weights are NaN | NaN or infinity

net = keras.Sequential()
net.add(keras.Input(batch_shape=(32, None)))
net.add(layers.Embedding(len(letters), 8))
net.add(layers.LSTM(8, return_sequences=True, stateful=True))
net.add(layers.Dense(len(letters)))
net.layers[-1].set_weights([np.full((8, len(letters)), np.nan), np.zeros(len(letters))])

# %% network | y is x | it says the letter that it has just read

net = says(0)

# %% network | y is the letter before | the letter before the one just read

net = says(-1)

# %% network | y is two ahead | it says the second next letter

net = says(2)

# %% network | only the letter before is used | what came before the piece makes no difference

net = says(1)

# %% network | a rate much too high | is on its way

keras.utils.set_random_seed(0)
net = keras.Sequential([keras.Input(batch_shape=(32, None)), layers.Embedding(len(letters), 16)])
net.add(layers.LSTM(32, return_sequences=True, stateful=True))
net.add(layers.Dense(len(letters)))
net.compile(keras.optimizers.Adam(0.005), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
net.fit(x[: 32 * 60], y[: 32 * 60], batch_size=32, shuffle=False, verbose=0)

# %% writer | unchanged | the temperature changes nothing

# - logits, state = step(letter, state)
# - p = np.exp(logits / temperature)
# + logits, _ = step(letter, state)
# + p = np.exp(logits) / temperature

# %% writer | the state alone mended | the temperature changes nothing

# - p = np.exp(logits / temperature)
# + p = np.exp(logits) / temperature

# %% writer | the temperature alone mended | written from an empty state

# - logits, state = step(letter, state)
# + logits, _ = step(letter, state)

# %% writer | emptied each round | written from an empty state

# - logits, state = step(letter, state)
# + logits = step(letter, None)[0]

# %% writer | multiplied | works the wrong way round

# - p = np.exp(logits / temperature)
# + p = np.exp(logits * temperature)

# %% writer | a power | works the wrong way round

# - p = np.exp(logits / temperature)
# + p = (np.exp(logits) / np.exp(logits).sum()) ** temperature

# %% writer | no temperature | the temperature changes nothing

# - p = np.exp(logits / temperature)
# + p = np.exp(logits)

# %% writer | a probability as logit | the exponential is taken twice: of logits

# - p = np.exp(logits / temperature)
# + p = np.exp(logits) / np.exp(logits).sum()
# + p = np.exp(p / temperature)

# %% writer | argmax at 1 | always the likeliest letter

# - written.append(letter)
# + if temperature == 1:
# +     letter = int(np.argmax(logits))
# + written.append(letter)

# %% writer | argmax | always the likeliest letter

# - letter = int(rng.choice(len(p), p=p / p.sum()))
# + letter = int(np.argmax(p))

# %% writer | argmin | always the least likely letter

# - letter = int(rng.choice(len(p), p=p / p.sum()))
# + letter = int(np.argmin(p))

# %% writer | the signs | the signs are turned

# - p = np.exp(logits / temperature)
# + p = np.exp(-logits / temperature)

# %% writer | the temperature twice | divided by twice

# - p = np.exp(logits / temperature)
# + p = np.exp(logits / temperature**2)

# %% writer | another generator | the same seed writes another text

# - letter = int(rng.choice(len(p), p=p / p.sum()))
# + letter = int(np.random.choice(len(p), p=p / p.sum()))

# %% writer | the first letter again | the same first letter is read again

# - logits, state = step(letter, state)
# + logits, state = step(first, state)

# %% writer | first letter, empty state | from an empty state. Read the one

# - logits, state = step(letter, state)
# + logits, _ = step(first, state)

# %% writer | one letter too old | one too old

# - letter, state, written = first, None, []
# + letter, state, written, old = first, None, [], first
# - logits, state = step(letter, state)
# + logits, state = step(old, state)
# + old = letter

# %% writer | the state kept once | stays that of the first letter

# - logits, state = step(letter, state)
# + logits, new = step(letter, state)
# + state = new if state is None else state

# %% writer | called twice | `step` is called twice

# - logits, state = step(letter, state)
# + logits, state = step(letter, state)[0], step(letter, step(letter, state)[1])[1]

# %% writer | called twice, late | the second state is kept

# - logits, state = step(letter, state)
# + _, state = step(letter, state)
# + logits, state = step(letter, state)

# %% writer | the first letter returned | is the one that was given

# - return written
# + return [first, *written]

# %% writer | one too few | letters are asked for, and you return

# - for _ in range(n):
# + for _ in range(n - 1):

# %% writer | the last letter only | a list of

# - return written
# + return written[-1]

# %% writer | not divided by the sum | stops with ValueError

# - letter = int(rng.choice(len(p), p=p / p.sum()))
# + letter = int(rng.choice(len(p), p=p))

# %% writer | letters drawn evenly | the logits play no part

# - letter = int(rng.choice(len(p), p=p / p.sum()))
# + letter = int(rng.choice(len(p)))

# %% race | where the curves begin | still far above the dotted line

crossing, ahead, holds = 15, 0.33, "B"

# %% race | too early | the counts still need fewer

crossing, ahead, holds = 120, 0.33, "B"

# %% race | too late | all three are below the dotted line before

crossing, ahead, holds = 170, 0.33, "B"

# %% race | the end of the race | the end of the race

crossing, ahead, holds = 180, 0.33, "B"

# %% race | the sign | the sign: fewer nats are better

crossing, ahead, holds = 147, -0.33, "B"

# %% race | ahead of the counts | below the counts. The transformers are asked for

crossing, ahead, holds = 147, 0.02, "B"

# %% race | what the LSTM needs | what the LSTM needs

crossing, ahead, holds = 147, 1.47, "B"

# %% race | what the transformer needs | what the transformer needs

crossing, ahead, holds = 147, 1.8, "B"

# %% race | percent | a share in percent

crossing, ahead, holds = 147, 18, "B"

# %% race | another distance | the distance is another one

crossing, ahead, holds = 147, 0.6, "B"

# %% race | every time | A is not what the figure shows

crossing, ahead, holds = 147, 0.33, "A"

# %% race | in general | in three minutes. The figure has no others

crossing, ahead, holds = 147, 0.33, "C"

# %% race | learned all | all curves still fall

crossing, ahead, holds = 147, 0.33, "D"

# %% race | no letter | one of the letters "A" to "D"

crossing, ahead, holds = 147, 0.33, "the second"

# %% race | half read | `holds` has no answer yet

crossing, ahead, holds = 147, 0.33, None

# %% costs | pairs the wrong way round | each pair is counted the wrong way round

# - np.add.at(pairs, (counted[:-1], counted[1:]), 1)
# + np.add.at(pairs, (counted[1:], counted[:-1]), 1)

# %% writer | the state of a letter before | `write` does not write what the machine says

# - letter, state, written = first, None, []
# + letter, states, written = first, [None, None], []
# - logits, state = step(letter, state)
# + logits, state = step(letter, states[-2])
# + states.append(state)
