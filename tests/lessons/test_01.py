"""Lesson 01: its bigram, on the tasks that the lesson puts it to."""

import numpy as np
import pytest

from tools.notebooks.definitions import from_lesson
from utils.synthetic.cue_sentences import address, home_language, pronoun, short_context


@pytest.fixture(scope="module")
def Bigram():
    return from_lesson("01", "Bigram").Bigram


def accuracy(Bigram, task):
    train, test = task(4000, seed=0), task(2000, seed=1, part="test")
    return np.mean(Bigram(train)(test.x) == test.y), len(test.answers)


def test_the_bigram_solves_the_control(Bigram):
    assert accuracy(Bigram, short_context)[0] >= 0.99


@pytest.mark.parametrize("gap", [2, 10, 50])
@pytest.mark.parametrize("story", [home_language, address, pronoun])
def test_the_bigram_guesses_where_the_answer_stands_far_back(Bigram, story, gap):
    right, classes = accuracy(Bigram, lambda rows, **chosen: story(rows, gap, **chosen))
    assert abs(right - 1 / classes) < 4 * np.sqrt((classes - 1) / classes**2 / 2000)


def test_parts_are_learned_together_and_an_unseen_word_is_an_error(Bigram):
    first, second = home_language(200, 2, seed=0), home_language(200, 10, seed=0)
    both = Bigram(first, second)
    assert set(both.best) == set(Bigram(first).best) | set(Bigram(second).best)
    with pytest.raises(KeyError):
        both(np.array([[len(first.vocabulary) + 5]]))
