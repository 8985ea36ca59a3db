"""Padding is told from words."""

import keras
import numpy as np
import pytest
from packaging.version import Version

from tests.utils.checkup.models import checkup, numbers, tagger, texts
from utils.checkup.padding import find_padding


@pytest.mark.parametrize("side", ["before", "behind"])
def test_padding_is_where_the_zeros_are(side: str):
    x = texts(side=side)
    found = find_padding(x)
    assert np.array_equal(found.at, x == 0) and found.sign == 0
    assert np.array_equal(found.words, (x > 0).sum(axis=1))
    filled = found.before if side == "before" else found.behind
    assert np.array_equal(filled, (x == 0).sum(axis=1))
    for row, first, last in zip(x, found.first, found.last, strict=True):
        assert row[first] and row[last] and not row[:first].any() and not row[last + 1 :].any()


def test_an_empty_row_is_all_padding():
    x = texts()
    x[3] = 0
    found = find_padding(x)
    assert found.at[3].all() and found.words[3] == found.before[3] == found.behind[3] == 0


def test_another_sign():
    assert find_padding(np.where(texts() == 0, 7000, texts())).sign == 7000
    assert find_padding(np.where(texts() == 0, -1, texts())).sign == -1


def test_steps_of_numbers():
    x = numbers(20, 15, 3)
    for k, row in enumerate(x):
        row[5 + k % 5 :] = 0
    assert np.array_equal(find_padding(x).at, (x == 0).all(axis=-1))
    assert find_padding(numbers(20, 15, 3)) is None


@pytest.mark.parametrize(
    "x",
    [
        np.random.default_rng(0).integers(0, 2, (40, 12)),  # bits
        np.random.default_rng(0).integers(0, 30, (40, 12)),  # letters, one of them 0
        np.hstack([np.random.default_rng(0).integers(1, 9, (40, 5)), np.zeros((40, 6), int)]),  # all alike
        np.hstack([np.random.default_rng(0).integers(3, 99, (40, 9)), np.full((40, 1), 2)]),  # an end
        np.zeros((5, 4), int),
        np.array([["a", "b"]]),
        np.zeros((0, 4)),
    ],
)
def test_what_is_no_padding(x: np.ndarray):
    assert find_padding(x) is None


def test_before_keras_3_12_the_accuracy_of_a_masked_tagger_counts_padding():
    """There, Keras hands no mask to a metric; later it does, and there is nothing to report."""
    x = texts()
    model = tagger(metrics=["accuracy"])
    found = checkup.examine(model, x, x % 4).findings
    counting = [one for one in found if one.what.startswith("The metric 'accuracy' counts padding")]
    assert [one.severity for one in counting] == ["alarm"] * (Version(keras.__version__) < Version("3.12"))
    right = model.predict(x, verbose=0).argmax(axis=-1) == x % 4
    measured = model.evaluate(x, x % 4, verbose=0, return_dict=True)["accuracy"]
    assert measured == pytest.approx(right.mean() if counting else right[x > 0].mean(), abs=1e-4)
