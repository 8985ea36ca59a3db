"""Right answers to the exercises of lesson 02 that look unlike the solution.

A part begins with the grade_id of an answer cell, then a bar, and what is unusual. It runs after the solution,
which it may call, and takes its place.
"""

# %% shift-register | a list of three

solved = shift_register


def shift_register(*given):
    return list(solved(*given))


# %% last-states | lists instead of an array


solved = last_states


def last_states(*given):
    return solved(*given).tolist()


# %% leaky-backward | a list of four


solved = leaky_backward


def leaky_backward(*given):
    return list(solved(*given))


# %% largest | a GRU in the functional way, scores instead of probabilities, the accuracy rounded and by hand

session.set_seed(1)
digits = keras.Input((12,), dtype="int32")
every_state = keras.layers.GRU(24, return_sequences=True)(keras.layers.Embedding(10, 8)(digits))
model = keras.Model(digits, keras.layers.Dense(10)(every_state))
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.Adam(0.01), loss)
model.fit(x_train, y_train, batch_size=64, epochs=3, verbose=0)
accuracy = round((model.predict(x_test, verbose=0).argmax(axis=-1) == y_test).mean(), 2)
