"""The longest shared run, against a search through everything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from utils.generation import longest_shared_runs

letters = st.lists(st.lists(st.sampled_from("abcde"), max_size=8), max_size=5)


def longest(tokens, training):
    runs = {tuple(t[a:b]) for t in training for a in range(len(t)) for b in range(a + 1, len(t) + 1)}
    own = [tuple(tokens[a:b]) for a in range(len(tokens)) for b in range(a + 1, len(tokens) + 1)]
    return max((len(run) for run in own if run in runs), default=0)


@examples(300)
@given(letters, letters.filter(len))
def test_runs_are_those_of_a_search_through_everything(texts, training):
    assert longest_shared_runs(texts, training).tolist() == [longest(tokens, training) for tokens in texts]


def test_a_copy_is_as_long_as_itself_and_a_stranger_has_none():
    assert longest_shared_runs([list("abcabc"), list("xyz")], [list("zzabcabczz"), list("q")]).tolist() == [
        6,
        1,
    ]


def test_texts_of_one_word():
    assert longest_shared_runs([["coat"], ["silk"]], [["coat"]]).tolist() == [1, 0]
    assert longest_shared_runs([["coat"], ["a", "coat"]], [["a", "coat", "a"]]).tolist() == [1, 2]


@pytest.mark.parametrize("wrong", ["coat", ["coat"], ["red coat"], 3, [3]])
def test_a_string_is_no_text(wrong):
    for texts, training in ((wrong, [["coat"]]), ([["coat"]], wrong)):
        with pytest.raises(ValueError, match=r"expected a list of (texts, each a list of )?words"):
            longest_shared_runs(texts, training)


def test_no_training_text_is_named():
    with pytest.raises(ValueError, match="training is empty"):
        longest_shared_runs([["a"]], [])
