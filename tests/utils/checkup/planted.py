"""One fault after the other, planted in a small model, each beside the same model without it.

`PLANTED` maps the name of a case to the finding it must bring, its severity, and a function that makes the
model and what `examine` is given: with the fault for True, without it for False.
"""

import numpy as np

from tests.utils.checkup.models import (
    ACCURACY,
    VOCABULARY,
    forecaster,
    keras,
    layers,
    numbers,
    ops,
    reader,
    series,
    stateful,
    tagger,
    texts,
    two_classes,
)
from utils.preprocessing import windows

PLANTED = {}


def plant(finding: str, severity: str = "alarm"):
    def enter(make):
        PLANTED[make.__name__] = (finding, severity, make)
        return make

    return enter


@plant("padding is read")
def padding_behind_the_words(sick):
    return reader(mask=not sick), {"x": texts(), "y": two_classes()}


@plant("padding is read", "note")
def padding_before_the_words(sick):
    return reader(mask=not sick), {"x": texts(side="before"), "y": two_classes()}


@plant("padding is read")
def padding_of_numbers(sick):
    x = numbers(48, 30, 3)
    for k, row in enumerate(x):
        row[8 + k % 7 :] = 0
    middle = [] if sick else [layers.Masking()]
    model = keras.Sequential([keras.Input((30, 3)), *middle, layers.GRU(6), layers.Dense(1)])
    return model, {"x": x}


@plant("padding is read")
def padding_with_another_id(sick):
    x = texts()
    return reader(), {"x": np.where(x == 0, VOCABULARY - 1, x) if sick else x}


@plant("padding is read")
def padding_behind_a_convolution_that_drops_the_mask(sick):
    middle = [layers.Conv1D(8, 3, padding="same")] if sick else [layers.Dense(8)]
    return reader(*middle, layers.LSTM(8)), {"x": texts()}


@plant("padding is read", "note")
def padding_for_one_half(sick):
    return reader(layers.Bidirectional(layers.LSTM(8)), mask=not sick), {"x": texts()}


@plant("padding is read")
def padding_in_the_upper_of_two(sick):
    """As from Keras 3.16 on, where a recurrent layer does not hand its mask on."""
    words = keras.Input((None,), dtype="int32")
    known = ops.not_equal(words, 0)
    h = layers.Embedding(VOCABULARY, 8)(words)
    h = layers.LSTM(8, return_sequences=True)(h, mask=known)
    h = h + 0.0  # no layer, so that no Keras hands the mask on
    h = layers.LSTM(8)(h, mask=None if sick else known)
    return keras.Model(words, layers.Dense(1)(h)), {"x": texts()}


@plant("padding is read")
def padding_of_one_of_two_texts(sick):
    first, second = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")
    a = layers.LSTM(8)(layers.Embedding(VOCABULARY, 8, mask_zero=True)(first))
    b = layers.LSTM(8, name="of_second")(layers.Embedding(VOCABULARY, 8, mask_zero=not sick)(second))
    model = keras.Model([first, second], layers.Dense(1)(layers.Concatenate()([a, b])))
    return model, {"x": [texts(side="before"), texts(seed=1)]}


@plant("a mask ends", "note")
def a_mask_that_a_layer_drops(sick):
    middle = [layers.Flatten()] if sick else []
    chain = [keras.Input((40,), dtype="int32"), layers.Embedding(VOCABULARY, 8, mask_zero=True)]
    chain += [layers.LSTM(4, return_sequences=bool(middle)), *middle, layers.Dense(1)]
    return keras.Sequential(chain), {"x": texts()}


@plant("a mask ends", "note")
def a_mask_that_an_operation_drops(sick):
    words = keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(VOCABULARY, 8, mask_zero=True)(words)
    vectors = vectors * 2.0 if sick else layers.Dense(8)(vectors)
    return keras.Model(words, layers.Dense(1)(layers.LSTM(8)(vectors))), {"x": texts()}


@plant("a mask ends", "note")
def a_mask_beside_a_given_state(sick):
    first, words = keras.Input((8,)), keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(VOCABULARY, 8, mask_zero=True)(words)
    known = None if sick else ops.not_equal(words, 0)
    h = layers.GRU(8, return_sequences=True)(vectors, initial_state=first, mask=known)
    return keras.Model([first, words], layers.Dense(1)(h)), {"x": [numbers(96, 8), texts()]}


@plant("rows that are all padding")
def an_empty_row(sick):
    x = texts()
    x[5] = 0 if sick else x[6]
    return reader(), {"x": x}


@plant("rows that are all padding")
def an_empty_row_of_numbers(sick):
    x = numbers(48, 12, 2)
    for k, row in enumerate(x):
        row[6 + k % 4 :] = 0
    x[7] = 0 if sick else x[8]
    model = keras.Sequential([keras.Input((12, 2)), layers.Masking(), layers.LSTM(4), layers.Dense(1)])
    return model, {"x": x}


@plant("a mask hides words")
def a_word_with_the_id_0(sick):
    x = texts(first_id=1)
    words = x > 0
    x[words] = np.where(np.random.default_rng(0).random(words.sum()) < 0.2, 1, x[words])
    return reader(), {"x": np.where(words, x - sick, 0)}


@plant("numbers that are missing")
def a_missing_number(sick):
    x = numbers(40, 20, 1)
    x[3, 4] = np.nan if sick else 0.1
    return forecaster(), {"x": x}


@plant("numbers that are missing")
def weights_that_ran_away(sick):
    model = forecaster()
    model.set_weights([weight * (np.nan if sick else 1) for weight in model.get_weights()])
    return model, {"x": numbers(40, 20, 1)}


@plant("ids out of range")
def an_id_too_large(sick):
    x = texts(rows=300)
    x[17, 0] = VOCABULARY if sick else 5  # in a row that the model does not read
    return reader(), {"x": x}


@plant("ids out of range")
def a_negative_id(sick):
    x = texts()
    x[:, 0] = -1 if sick else 5
    return reader(), {"x": x}


@plant("unknown words", "note")
def many_unknown_words(sick):
    x = texts()
    unknown = (x > 0) & (np.random.default_rng(0).random(x.shape) < (0.4 if sick else 0.05))
    return reader(), {"x": np.where(unknown, 1, x)}


@plant("inputs out of scale")
def inputs_not_scaled(sick):
    return forecaster(), {"x": 100 * numbers(40, 20, 1) + 300 if sick else numbers(40, 20, 1)}


@plant("inputs out of scale", "note")
def features_of_different_scale(sick):
    x = numbers(40, 20, 2)
    x[..., 1] *= 1e-3 if sick else 1
    return forecaster(features=2), {"x": x}


@plant("inputs out of scale")
def ids_without_an_embedding(sick):
    x = texts(shortest=40, longest=40)[..., None].astype("float32")
    return forecaster(timesteps=40), {"x": x if sick else x / VOCABULARY}


@plant("sequences of one step")
def an_axis_in_the_wrong_place(sick):
    x = numbers(40, 1, 20) if sick else numbers(40, 20, 1)
    return forecaster(*x.shape[1:]), {"x": x}


@plant("how far back the gradient arrives", "note")
def a_gradient_that_fades(sick):
    x = texts(timesteps=120 if sick else 12, shortest=12, longest=120 if sick else 12)
    return reader(), {"x": x}


@plant("how far back the gradient arrives")
def a_gradient_that_grows(sick):
    loud = keras.initializers.Orthogonal(2.0 if sick else 1.0)
    model = forecaster(40, kind=layers.SimpleRNN, activation="linear", recurrent_initializer=loud)
    return model, {"x": 0.01 * numbers(40, 40, 1)}


@plant("how far back the gradient arrives")
def a_gradient_that_does_not_arrive(sick):
    given = keras.Input((12, 2))
    h = layers.LSTM(4)(given)
    h = ops.stop_gradient(h) if sick else h
    return keras.Model(given, layers.Dense(1)(h)), {"x": numbers(20, 12, 2)}


@plant("half-life of the units", "note")
def short_memories(sick):
    model = reader()
    if not sick:
        (lstm,) = [layer for layer in model.layers if isinstance(layer, layers.LSTM)]
        W, U, b = lstm.get_weights()
        b[8:16] = np.log(np.linspace(2, 60, 8))
        lstm.set_weights([W, U, b])
    return model, {"x": texts(timesteps=60, shortest=50, longest=60)}


@plant("half-life of the units", "note")
def short_memories_of_a_gru(sick):
    model = reader(layers.GRU(8))
    if not sick:
        W, U, b = model.layers[1].get_weights()
        b[0, :8] = 3
        model.layers[1].set_weights([W, U, b])
    return model, {"x": texts(timesteps=60, shortest=50, longest=60)}


@plant("gates that are stuck")
def gates_without_slope(sick):
    model = reader()
    if sick:
        model.set_weights([weight * 300 for weight in model.get_weights()])
    return model, {"x": texts()}


@plant("a carried state")
def a_state_across_shuffled_rows(sick):
    return stateful(), {"x": numbers(32, 10, 2), "shuffled": bool(sick)}


@plant("a carried state", "note")
def a_state_that_was_not_reset(sick):
    model = stateful()
    model(numbers(8, 10, 2, seed=1))
    if not sick:
        model.layers[0].reset_state()
    return model, {"x": numbers(32, 10, 2), "shuffled": False}


@plant("a last batch of another size")
def a_batch_that_is_not_full(sick):
    return stateful(), {"x": numbers(35 if sick else 32, 10, 2), "shuffled": False}


@plant("a backward half that has read one word")
def the_last_step_of_both_halves(sick):
    words = keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(VOCABULARY, 8, mask_zero=True)(words)
    h = layers.Bidirectional(layers.GRU(4, return_sequences=bool(sick)))(vectors)
    return keras.Model(words, layers.Dense(1)(h[:, -1] if sick else h)), {"x": texts(side="before")}


@plant("output and loss that do not fit")
def scores_where_probabilities_belong(sick):
    return reader(last=layers.Dense(1, activation=None if sick else "sigmoid")), {"x": texts()}


@plant("output and loss that do not fit")
def probabilities_where_scores_belong(sick):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    last = layers.TimeDistributed(layers.Dense(4, activation="softmax" if sick else None))
    return reader(layers.LSTM(4, return_sequences=True), last=last, loss=loss), {"x": texts()}


@plant("output and loss that do not fit", "note")
def probabilities_that_keras_sees_through(sick):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return reader(last=layers.Dense(3, activation="softmax" if sick else None), loss=loss), {"x": texts()}


@plant("output and loss that do not fit", "note")
def a_sigmoid_that_keras_sees_through(sick):
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    return reader(last=layers.Dense(1, activation="sigmoid" if sick else None), loss=loss), {"x": texts()}


@plant("output and loss that do not fit")
def a_sigmoid_with_two_units(sick):
    last = layers.Dense(2, activation="sigmoid" if sick else "softmax")
    return reader(last=last, loss="sparse_categorical_crossentropy"), {"x": texts()}


@plant("output and loss that do not fit")
def a_softmax_with_one_unit(sick):
    return reader(last=layers.Dense(1, activation="softmax" if sick else "sigmoid")), {"x": texts()}


@plant("output and loss that do not fit", "note")
def two_units_judged_alone(sick):
    last = layers.Dense(2, activation="softmax" if sick else "sigmoid")
    return reader(last=last), {"x": texts(), "y": np.eye(2)[two_classes()]}


@plant("labels that do not fit")
def one_label_for_all_steps(sick):
    y = two_classes()[:, None].astype("float32")
    middle = layers.LSTM(8, return_sequences=bool(sick))
    return reader(middle), {"x": texts(), "y": y}


@plant("labels that do not fit")
def classes_counted_from_1(sick):
    model = reader(last=layers.Dense(3, activation="softmax"), loss="sparse_categorical_crossentropy")
    return model, {"x": texts(), "y": np.arange(96) % 3 + sick}


@plant("labels that do not fit")
def labels_1_and_2(sick):
    return reader(), {"x": texts(), "y": two_classes() + sick}


@plant("labels that do not fit")
def one_hot_labels_for_the_sparse_loss(sick):
    loss = "sparse_categorical_crossentropy" if sick else "categorical_crossentropy"
    model = reader(last=layers.Dense(3, activation="softmax"), loss=loss)
    return model, {"x": texts(), "y": np.eye(3)[np.arange(96) % 3]}


@plant("labels that do not fit")
def targets_out_of_reach(sick):
    last = layers.Dense(1, activation="sigmoid" if sick else None)
    return forecaster(last=last), {"x": numbers(40, 20, 1), "y": 3 * numbers(40, 1)}


@plant("labels of one class")
def labels_all_alike(sick):
    return reader(), {"x": texts(), "y": two_classes() * (not sick)}


@plant("labels of one class")
def validation_labels_all_alike(sick):
    given = {"x": texts(), "y": two_classes(), "x_val": texts(rows=32, seed=1)}
    return reader(), {**given, "y_val": two_classes(32) * (not sick)}


@plant("padding that is counted")
def a_mask_that_misses_the_loss(sick):
    x = texts()
    return tagger(mask=not sick), {"x": x, "y": x % 4}


@plant("padding that is counted")
def a_loss_of_ones_own_that_takes_the_mean(sick):
    def own(y, p):
        each = keras.losses.sparse_categorical_crossentropy(y, p)
        return ops.mean(each) if sick else each

    x = texts()
    return tagger(loss=own), {"x": x, "y": x % 4}


class EveryStep(keras.metrics.Mean):
    """An accuracy that has not heard of masks."""

    def update_state(self, y, p, sample_weight=None):
        right = ops.equal(ops.cast(y, "int32"), ops.cast(ops.argmax(p, axis=-1), "int32"))
        return super().update_state(ops.cast(right, "float32"))


@plant("padding that is counted")
def a_metric_of_ones_own_that_counts_all(sick):
    x = texts()
    return tagger(metrics=[EveryStep()] if sick else ACCURACY), {"x": x, "y": x % 4}


@plant("padding that is counted")
def a_metric_of_many_classes_that_counts_all(sick):
    x = texts()
    return tagger(metrics=[EveryStep()] if sick else ACCURACY, tags=VOCABULARY), {"x": x, "y": x}


@plant("padding that is counted")
def padding_without_weights(sick):
    x = texts()
    given = {"x": x, "y": x % 4}
    return tagger(mask=False), given if sick else given | {"sample_weight": (x > 0).astype("float32")}


@plant("padding that is counted")
def padding_that_is_a_class(sick):
    x = texts()
    ignored = None if sick else 0
    loss = keras.losses.SparseCategoricalCrossentropy(ignore_class=ignored)
    return tagger(mask=False, loss=loss), {"x": x, "y": np.where(x > 0, 1 + x % 3, 0)}


@plant("padding that is counted")
def a_metric_of_keras_that_knows_no_masks(sick):
    chain = [layers.Embedding(VOCABULARY, 8, mask_zero=True), layers.GRU(8, return_sequences=True)]
    model = keras.Sequential(
        [keras.Input((None,), dtype="int32"), *chain, layers.Dense(1, activation="sigmoid")]
    )
    model.compile("adam", "binary_crossentropy", metrics=["AUC"] if sick else ACCURACY)
    x = texts()
    return model, {"x": x, "y": (x % 2)[..., None]}


@plant("the same rows in training and validation")
def shared_rows(sick):
    x = texts()
    others = texts(seed=1)
    return reader(), {"x": x, "x_val": np.concatenate([x[:10], others[10:40]]) if sick else others}


@plant("windows that overlap across the split")
def windows_split_at_random(sick):
    x, y = windows(series(), 20)
    order = np.random.default_rng(0).permutation(len(x)) if sick else np.arange(len(x))
    x, y = x[order], y[order]
    return forecaster(), {"x": x[:280], "y": y[:280], "x_val": x[280 + 20 * (not sick) :]}


@plant("windows that overlap across the split", "note")
def windows_at_the_border_of_the_split(sick):
    x, y = windows(series(), 20)
    return forecaster(), {"x": x[:280], "y": y[:280], "x_val": x[280 + 20 * (not sick) :]}


@plant("a forecast that is the input, shifted", "note")
def a_forecast_of_the_last_value(sick):
    """The network is told to hand the last value back; the other one knows the wave."""
    t = np.arange(400)
    walk = np.cumsum(np.random.default_rng(0).normal(size=400)) / 10 if sick else np.sin(t / 2)
    x, y = windows(walk.astype("float32"), 12)
    given = keras.Input((12, 1))
    kept = layers.LSTM(4)(given)
    last = given[:, -1] if sick else float(2 * np.cos(0.5)) * given[:, -1] - given[:, -2]
    model = keras.Model(given, last + 0.0 * layers.Dense(1)(kept))
    model.compile("adam", "mse")
    return model, {"x": x, "y": y}


@plant("no fused kernel", "note")
def an_argument_that_prevents_it(sick):
    return reader(layers.LSTM(8, recurrent_dropout=0.2 if sick else 0.0)), {"x": texts()}


@plant("no fused kernel", "note")
def another_activation(sick):
    activation = "hard_sigmoid" if sick else "sigmoid"
    return reader(layers.GRU(8, recurrent_activation=activation)), {"x": texts()}


@plant("no fused kernel", "note")
def a_mask_of_padding_in_front(sick):
    return reader(), {"x": texts(side="before" if sick else "behind")}
