"""The exercise: a model that does not learn has three faults. Find them by hand, then with the check-up."""

import pytest

from tests.utils.checkup.models import VOCABULARY, checkup, keras, layers, texts


def three_faults(cured: bool = False):
    """Texts of 4 to 16 words, padded behind; the first word says the class, 0 or 1."""
    keras.utils.set_random_seed(0)
    x = texts(rows=400, timesteps=60)
    y = (x[:, 0] > VOCABULARY // 2).astype("int32")
    chain = [
        keras.Input((None,), dtype="int32"),
        layers.Embedding(VOCABULARY, 8, mask_zero=cured),  # 1: padding is read
        layers.LSTM(8),
        layers.Dense(2, activation="softmax" if cured else "sigmoid"),  # 2: no probabilities
    ]
    model = keras.Sequential(chain)
    model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", metrics=["accuracy"])
    x_val, y_val = (texts(rows=100, timesteps=60, seed=1) if cured else x[:100]), None
    y_val = (x_val[:, 0] > VOCABULARY // 2).astype("int32")  # 3: the validation rows are training rows
    return model, x, y, x_val, y_val


def test_the_check_up_names_all_three():
    report = checkup.examine(*three_faults())
    assert {one.name for one in report.alarms} == {
        "padding is read",
        "output and loss that do not fit",
        "the same rows in training and validation",
    }


def test_without_them_it_is_content():
    assert not checkup.examine(*three_faults(cured=True)).alarms


@pytest.mark.slow
def test_with_them_it_does_not_learn_and_without_it_does():
    scores = {}
    for cured in (False, True):
        model, x, y, *_ = three_faults(cured)
        model.fit(x, y, epochs=15, batch_size=32, verbose=0)
        scores[cured] = model.evaluate(x, y, verbose=0)[1]
    assert scores[False] < 0.7 and scores[True] > 0.95
