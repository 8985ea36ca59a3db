"""Counted runs of words: probabilities, strengths, written texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from utils.generation import NGrams, greedy

WORDS = list("abcde")
letters = st.lists(st.lists(st.sampled_from(WORDS), max_size=7), min_size=1, max_size=5)


@examples(50)
@given(letters, st.integers(1, 4), st.sampled_from([0.1, 1.0, 20.0]), st.integers(0, 99))
def test_probabilities_of_all_tokens_add_up_to_one(texts, order, strength, seed):
    counted = NGrams(texts, order, vocab_size=7)
    counted.strength = [strength] * order
    begun = list(np.random.default_rng(seed).choice(WORDS, 3))
    total = np.exp(-counted.nats([begun])[3])
    total += sum(np.exp(-counted.nats([[*begun, word]])[3]) for word in [*WORDS, "z"])
    assert total == pytest.approx(1)


def test_by_hand():
    counted = NGrams([list("ab"), list("ac")], order=2, vocab_size=7)
    counted.strength = [1, 2]
    a, b, end = (2 + 1 / 7) / 7, (1 + 1 / 7) / 7, (2 + 1 / 7) / 7
    assert np.exp(-counted.nats([list("ab")])) == pytest.approx(
        [(2 + 2 * a) / 4, (1 + 2 * b) / 4, (1 + 2 * end) / 3]
    )
    assert np.exp(-counted.nats([list("ab")], order=1)) == pytest.approx([a, b, end])


def test_a_longer_context_is_used_where_it_helps():
    texts = [list("abab"), list("baba")] * 10
    counted = NGrams(texts, 3, 5)
    counted.tune(texts)
    assert counted.nats(texts, 2).mean() < counted.nats(texts, 1).mean()


@given(letters, letters)
@examples(20)
def test_tuned_strengths_are_the_best_of_the_choices_one_after_the_other(texts, others):
    counted, choices = NGrams(texts, 2, 7), (0.5, 50.0)
    counted.tune(others, choices)
    lowest = [counted.strength[0]]
    for first in choices:
        counted.strength = [first, 1.0]
        lowest.append(counted.nats(others, 1).mean())
    assert lowest[0] == choices[int(np.argmin(lowest[1:]))]


def test_written_texts_are_of_seen_runs_and_end_where_texts_end():
    texts = [list("abcd"), list("abce"), list("bcde")]
    seen = {run for text in texts for run in zip(text, text[1:], text[2:], strict=False)}
    written = NGrams(texts, 3, 6).write(60)
    assert all(set(zip(t, t[1:], t[2:], strict=False)) <= seen for t in written)
    assert {text[-1] for text in written} <= {"d", "e"}
    assert len({tuple(text) for text in written}) > 2
    assert written == NGrams(texts, 3, 6).write(60) != NGrams(texts, 3, 6).write(60, seed=1)


def test_words_are_drawn_by_their_counts_or_as_chosen():
    counted = NGrams([["a"]] * 3 + [["b"]], 2, 4)
    found = [text[0] for text in counted.write(2000)]
    assert found.count("a") / 2000 == pytest.approx(0.75, abs=0.04)
    assert {text[0] for text in counted.write(50, greedy())} == {"a"}


def test_a_text_without_end_is_cut():
    assert all(len(text) <= 5 for text in NGrams([["a"] * 40], 2, 4).write(5, max_tokens=5))


def test_texts_of_one_word():
    counted = NGrams([["coat"], ["coat"], ["silk"]], 3, 4)
    counted.tune([["coat"]])
    assert {text[0] for text in counted.write(40)} == {"coat", "silk"}
    assert all(len(text) == 1 for text in counted.write(40))
    assert len(counted.nats([["coat"], ["wool"]])) == 4


@pytest.mark.parametrize(
    "texts", ["coat", ["coat"], ["red coat"], 3, [3], [["coat"], "silk"], [float("nan")]]
)
def test_texts_that_are_no_lists_of_words_are_refused_everywhere(texts):
    counted = NGrams([["coat"]], 2, 4)
    for call in (lambda: NGrams(texts, 2, 4), lambda: counted.tune(texts), lambda: counted.nats(texts)):
        with pytest.raises(ValueError, match=r"expected a list of (texts, each a list of )?words"):
            call()


def test_no_texts_to_tune_on_are_named():
    with pytest.raises(ValueError, match="texts is empty"):
        NGrams([["coat"]], 2, 4).tune([])


@pytest.mark.parametrize(
    ("texts", "order", "vocab_size", "words"),
    [
        ([], 2, 5, "empty"),
        (["a text"], 2, 5, r"A text in texts is 'a text': expected a list of words, such as \['a', 'text'\]"),
        ([["a"]], 0, 5, "order"),
        ([["a"]], 2, 0, "vocab"),
    ],
)
def test_bad_input_is_named(texts, order, vocab_size, words):
    with pytest.raises(ValueError, match=words):
        NGrams(texts, order, vocab_size)


def test_the_word_counted_most_often_after_the_longest_context_is_right_or_not():
    counted = NGrams([list("abc"), list("abe"), list("abe"), list("xbc")], order=3, vocab_size=9)
    # After "ab" e comes most often, after "xb" only c.
    assert counted.right([list("abe"), list("abc")]).tolist() == [
        True,
        True,
        True,
        True,
        True,
        True,
        False,
        True,
    ]
    assert counted.right([list("xbc")]).tolist() == [False, True, True, True]
    assert counted.right([list("zz")]).tolist() == [False, False, False]
