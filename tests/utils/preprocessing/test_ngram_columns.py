"""Words, pairs and triples of ids: the matrix of scikit-learn, without the texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from utils import preprocessing as pre

ids = st.lists(st.integers(0, 12), max_size=20).map(lambda row: np.array(row, np.int32))


def columns(matrix) -> list[tuple]:
    """The columns of a matrix in an order of their own."""
    return sorted(map(tuple, matrix.toarray().T))


@given(
    st.lists(ids, min_size=2, max_size=12), st.lists(ids, min_size=1), st.integers(1, 3), st.integers(1, 3)
)
def test_the_matrix_is_that_of_scikit_learn(rows, new, longest, min_rows):
    ours = pre.NGramColumns(longest, min_rows)
    found = ours.fit_transform(rows)
    assert found.dtype == np.float32 and found.shape == (len(rows), len(ours.sizes))
    texts = [" ".join(map(str, row)) for row in (*rows, *new)]
    theirs = CountVectorizer(
        ngram_range=(1, longest), min_df=min_rows, binary=True, token_pattern=r"\S+", dtype=np.float32
    )
    try:
        expected = theirs.fit_transform(texts[: len(rows)])
    except ValueError:  # theirs refuses a matrix without columns
        assert found.shape[1] == 0 and ours.transform(new).shape == (len(new), 0)
        return
    together = np.vstack([expected.toarray(), theirs.transform(texts[len(rows) :]).toarray()])
    assert columns(found) == columns(expected)
    ours_together = np.vstack([found.toarray(), ours.transform(new).toarray()])
    assert sorted(map(tuple, ours_together.T)) == sorted(map(tuple, together.T))
    sizes = [len(name.split()) for name in theirs.get_feature_names_out()]
    assert sorted(ours.sizes) == sorted(sizes)


def test_a_column_knows_how_many_words_it_has():
    ngrams = pre.NGramColumns(longest=3, min_rows=1)
    held = ngrams.fit_transform([np.array([7, 8, 9]), np.array([7])]).toarray()
    assert ngrams.sizes.tolist() == [1, 1, 1, 2, 2, 3]
    assert held[1].tolist() == [1, 0, 0, 0, 0, 0]


def test_a_start_mark_is_left_out_and_no_pair_crosses_two_rows():
    rows = [np.array([1, 5, 6]), np.array([1, 5, 6]), np.array([1])]
    ngrams = pre.NGramColumns(longest=2, min_rows=1, skip=1)
    assert ngrams.fit_transform(rows).toarray().tolist() == [[1, 1, 1], [1, 1, 1], [0, 0, 0]]


def test_large_ids_are_told_apart():
    last = 2**20 - 2
    ngrams = pre.NGramColumns(longest=3, min_rows=1)
    held = ngrams.fit_transform([np.array([last] * 3), np.array([0, last, last])]).toarray()
    assert held.tolist() == [[0, 1, 0, 1, 0, 1], [1, 1, 1, 1, 1, 0]]


@pytest.mark.parametrize("row", [[1.5], [-1], [2**20 - 1], [[1, 2]], ["a"]])
def test_only_ids_are_taken(row):
    with pytest.raises(ValueError, match=r"rows\[1\] has the shape"):
        pre.NGramColumns().fit_transform([np.array([3]), np.array(row)])


def test_ngrams_refuse():
    with pytest.raises(ValueError, match="longest is 4: expected 1, 2 or 3"):
        pre.NGramColumns(longest=4)
    with pytest.raises(ValueError, match="min_rows"):
        pre.NGramColumns(min_rows=0)
    with pytest.raises(ValueError, match="call fit_transform"):
        pre.NGramColumns().transform([np.array([3])])
    with pytest.raises(ValueError, match="rows is empty"):
        pre.NGramColumns().fit_transform([])
