"""Log-ratios of words and pairs of words, out of fold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils import preprocessing as pre

ids = st.lists(st.integers(3, 60), min_size=1, max_size=30).map(lambda row: np.array(row, np.int32))


@given(ids)
def test_word_pairs_are_equal_exactly_when_both_words_are(row):
    keys = pre.word_pairs(row)
    assert len(keys) == len(row) and keys[0] == -1
    words = list(zip(row[:-1].tolist(), row[1:].tolist(), strict=True))
    for i in range(len(words)):
        for j in range(len(words)):
            assert (keys[i + 1] == keys[j + 1]) == (words[i] == words[j])


labelled = st.lists(st.tuples(ids, st.integers(0, 1)), min_size=5, max_size=25)


@given(labelled)
def test_log_ratios_of_new_rows_are_naive_bayes(pairs):
    rows, y = [row for row, _ in pairs], np.array([label for _, label in pairs])
    ratios = pre.LogRatios(alpha=0.5, min_count=1)
    ratios.fit_transform(rows, y)
    every = np.unique(np.concatenate(rows))
    positive = np.concatenate([np.zeros(0, int), *(r for r, label in pairs if label == 1)])
    negative = np.concatenate([np.zeros(0, int), *(r for r, label in pairs if label == 0)])
    expected = [
        np.log((np.sum(positive == k) + 0.5) / (len(positive) + 0.5 * len(every)))
        - np.log((np.sum(negative == k) + 0.5) / (len(negative) + 0.5 * len(every)))
        for k in every
    ]
    np.testing.assert_allclose(ratios.transform([every])[0], expected, rtol=1e-4, atol=1e-5)
    assert ratios.transform([np.array([999])])[0].tolist() == [0.0]


@given(labelled, st.data())
def test_out_of_fold_values_do_not_depend_on_the_rows_own_label(pairs, data):
    """The property that keeps a network honest: flip the label of a row, its values stay the same."""
    rows, y = [row for row, _ in pairs], np.array([label for _, label in pairs])
    n = data.draw(st.integers(0, len(rows) - 1))
    flipped = y.copy()
    flipped[n] = 1 - flipped[n]
    before = pre.LogRatios(min_count=1).fit_transform(rows, y)[n]
    after = pre.LogRatios(min_count=1).fit_transform(rows, flipped)[n]
    np.testing.assert_array_equal(before, after)


def test_rare_keys_say_nothing():
    rows = [np.array([5, 5, 9]), np.array([5]), np.array([5]), np.array([5]), np.array([5])]
    ratios = pre.LogRatios(min_count=2)
    ratios.fit_transform(rows, np.array([1, 0, 1, 0, 1]))
    five, nine = ratios.transform([np.array([5, 9])])[0]
    assert nine == 0 and five != 0


def test_log_ratios_refuse():
    rows = [np.array([3])] * 6
    with pytest.raises(ValueError, match="labels are"):
        pre.LogRatios().fit_transform(rows, np.array([0, 1, 2, 0, 1, 0]))
    with pytest.raises(ValueError, match="folds"):
        pre.LogRatios(folds=1)
    with pytest.raises(ValueError, match="3 rows"):
        pre.LogRatios().fit_transform(rows[:3], np.array([0, 1, 1]))
    with pytest.raises(ValueError, match="alpha"):
        pre.LogRatios(alpha=0)
