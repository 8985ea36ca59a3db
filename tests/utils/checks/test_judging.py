"""A check gives words to a learner and an error to a grader; comparisons with known mistakes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.checks.asking import number
from utils.checks.judging import GRADING, NotSolved, Wrong, check, close, compare, within


@check
def twice(answer):
    """A check for these tests: is the answer 4?"""
    value = number("answer", answer)
    if value == 2:
        raise Wrong("you forgot to double", "the factor")
    if value != 4:
        raise Wrong("not four.")
    return "Four."


@pytest.fixture(autouse=True)
def learner(monkeypatch):
    monkeypatch.delenv(GRADING, raising=False)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (4, "Passed. Four.\n"),
        (np.float32(4), "Passed. Four.\n"),
        (2, "Not yet: you forgot to double.\nLook at the factor.\n"),
        (5, "Not yet: not four.\n"),
        (None, "Not solved yet: `answer` has no answer yet.\n"),
        (..., "Not solved yet: `answer` has no answer yet.\n"),
        (True, "Not yet: `answer` is bool True; one number is expected.\n"),
        (float("nan"), "Not yet: `answer` is nan; a number between -inf and inf is expected.\n"),
    ],
)
def test_a_learner_gets_words(answer, words, capsys):
    assert twice(answer) is None
    assert capsys.readouterr().out == words


@pytest.mark.parametrize("answer", [2, 5, None, "word"])
def test_a_grader_gets_an_error_with_the_same_words(answer, capsys, monkeypatch):
    twice(answer)
    words = capsys.readouterr().out
    monkeypatch.setenv(GRADING, "autograde")
    with pytest.raises(NotSolved) as error:
        twice(answer)
    assert f"{error.value}\n" == words
    assert "\n".join(error.value._render_traceback_()) == str(error.value)
    assert capsys.readouterr().out == ""


def test_a_grader_gets_nothing_that_could_count_as_part_of_the_marks(capsys, monkeypatch):
    monkeypatch.setenv(GRADING, "validate")
    assert twice(4) is None
    assert capsys.readouterr().out == "Passed. Four.\n"


def test_an_error_inside_a_check_becomes_words(capsys):
    @check
    def careless(answer):
        return answer["key"]

    careless([1])
    assert "the check cannot read your answer (TypeError: list indices" in capsys.readouterr().out


def test_an_end_keeps_its_own_mark(capsys):
    @check
    def asks(x):
        raise Wrong("the series is 0, 1, 2, ...", "the axes: which one is lost?")

    asks(1)
    assert (
        capsys.readouterr().out
        == "Not yet: the series is 0, 1, 2, ...\nLook at the axes: which one is lost?\n"
    )


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_close_is_relative_to_the_largest_number(a, b):
    assert close([a, b], [a, b])
    assert not close([a, b], [a, b + 1e-3 * max(1, abs(a), abs(b))])
    assert not close([a, b], [a])
    assert not close([a, b], [a, np.inf]) and close([a, np.inf], [a, np.inf])


def test_the_mistake_that_fits_gives_the_words():
    mistakes = {"you added": 5.0, "you divided": 1.5}
    compare(6.0, 6.0, {"this would fit as well": 6.0})
    for got, words in ((5.0, "you added"), (1.5, "you divided"), (7.0, "something else")):
        with pytest.raises(Wrong) as error:
            compare(got, 6.0, mistakes, "the sign", "something else")
        assert (error.value.words, error.value.look) == (words, "the sign")


@pytest.mark.parametrize(("said", "right", "off"), [(0.83, 0.93, 0.1), (0.96, 1, 0.04), (0.43, 0.5, 0.07)])
def test_within_takes_the_edge_whatever_a_float_makes_of_it(said, right, off):
    assert within(said, right, off) and within(right, said, off)
    assert not within(said, right, off - 1e-6) and not within(right, said, off - 1e-6)
