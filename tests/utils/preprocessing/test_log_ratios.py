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
    with pytest.raises(ValueError, match="y holds 0, 1, 2: expected the labels 0 and 1"):
        pre.LogRatios().fit_transform(rows, np.array([0, 1, 2, 0, 1, 0]))
    with pytest.raises(ValueError, match="folds"):
        pre.LogRatios(folds=1)
    with pytest.raises(ValueError, match="3 rows"):
        pre.LogRatios().fit_transform(rows[:3], np.array([0, 1, 1]))
    with pytest.raises(ValueError, match="alpha"):
        pre.LogRatios(alpha=0)
    with pytest.raises(ValueError, match=r"np.array\(y\) == 'pos'"):
        pre.LogRatios().fit_transform(rows, ["pos", "neg"] * 3)
    with pytest.raises(ValueError, match="All rows are empty"):
        pre.LogRatios().fit_transform([[]] * 6, [0, 1] * 3)
    with pytest.raises(ValueError, match=r"rows\[1\] .* holds float64: expected .* whole numbers"):
        pre.LogRatios().fit_transform([[1], [1.5], [1], [1], [1]], [0, 1, 0, 1, 0])
    with pytest.raises(ValueError, match="call fit_transform"):
        pre.LogRatios().transform(rows)
    ratios = pre.LogRatios()
    ratios.fit_transform(rows, [0, 1] * 3)
    with pytest.raises(ValueError, match="rows is empty"):
        ratios.transform([])


@pytest.mark.parametrize("row", [[1.5, 2], [-1, 3], [2**31], [[1, 2]], ["a"], "text", [True]])
def test_word_pairs_take_ids_only(row):
    with pytest.raises(ValueError, match=r"^row h"):
        pre.word_pairs(row)


@given(labelled)
def test_a_step_has_the_log_ratios_of_its_word_and_of_the_pair_it_ends(labelled_rows):
    rows, y = [row for row, _ in labelled_rows], np.array([label for _, label in labelled_rows])
    both, words, pairs = pre.WordAndPairRatios(), pre.LogRatios(), pre.LogRatios()
    keys = [pre.word_pairs(row) for row in rows]
    for found, of_words, of_pairs in zip(
        both.fit_transform(rows, y), words.fit_transform(rows, y), pairs.fit_transform(keys, y), strict=True
    ):
        np.testing.assert_array_equal(found, np.transpose([of_words, of_pairs]))
    for found, of_words, of_pairs in zip(
        both.transform(rows), words.transform(rows), pairs.transform(keys), strict=True
    ):
        np.testing.assert_array_equal(found, np.transpose([of_words, of_pairs]))


def test_large_keys_are_told_apart_next_to_an_empty_row():
    """An empty list counts as decimal numbers, which cannot tell such keys apart."""
    keys = np.array([2**60, 2**60 + 1])
    ratios = pre.LogRatios(min_count=1)
    ratios.fit_transform([[], keys[:1], keys[1:], keys[:1], keys[1:]], [0, 1, 0, 1, 0])
    first, second = ratios.transform([keys, []])[0]
    assert first > 0 > second


def test_rows_and_labels_are_taken_by_position():
    rows = [np.array(row) for row in ([3, 4], [5], [3], [4, 4], [5, 3], [4])]
    y = [1, 0, 1, 0, 1, 0]
    plain, table = pre.LogRatios(), pre.LogRatios()
    expected = plain.fit_transform(rows, y)
    found = table.fit_transform(pd.Series(rows, index=[3, 1, 5, 0, 2, 4]), pd.Series(y, index=range(6)[::-1]))
    for a, b in zip(expected, found, strict=True):
        np.testing.assert_array_equal(a, b)
    new = pd.Series(rows[:3], index=[2, 0, 1])
    for a, b in zip(plain.transform(rows[:3]), table.transform(new), strict=True):
        np.testing.assert_array_equal(a, b)
    square = pd.DataFrame([[3, 4]] * 5, columns=["first", "second"])
    assert [len(row) for row in table.fit_transform(square, [0, 1, 0, 1, 0])] == [2] * 5
    pairs = pre.word_pairs(pd.Series([3, 4, 5], index=[2, 1, 0]))
    assert pairs.tolist() == pre.word_pairs([3, 4, 5]).tolist()
