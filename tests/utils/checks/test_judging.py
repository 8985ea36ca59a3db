"""What checks are made of: words for a learner, an error for a grader, predictions that stay."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.checks import note_prediction
from utils.checks.asking import ask, number, numbers, several
from utils.checks.judging import GRADING, NotSolved, Unsolved, Wrong, check, close, compare, within
from utils.checks.lesson_05.shuffle_tests import beside_the_exact
from utils.checks.predictions import forget_predictions, predicted


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
    forget_predictions()


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


def test_a_function_is_asked_with_copies():
    def greedy(x, parts):
        parts["a"][0] += x.sum()
        x += 1
        return x.sum()

    x, parts = np.zeros(3), {"a": (np.zeros(1),)}
    with pytest.raises(Wrong):
        ask(greedy, x, parts)
    assert x.sum() == 0 and parts["a"][0] == 0


def spoil(container):
    """Change the first number that a container holds, however deep."""
    inner = next(iter(container.values())) if isinstance(container, dict) else container[0]
    if isinstance(inner, np.ndarray | list | tuple | dict):
        return spoil(inner)
    container[next(iter(container)) if isinstance(container, dict) else 0] = 99
    return 1


@pytest.mark.parametrize(
    "given",
    [
        np.array([np.nan, 1]),
        np.arange(3),
        [1.0, 2],
        {"a": np.zeros(2)},
        [np.zeros((2, 2)), 3],
        {"s": [np.zeros(1)]},
        (np.zeros(2),),
    ],
    ids=repr,
)
def test_who_changes_what_is_given_is_told_who_does_not_is_not(given):
    with pytest.raises(Wrong, match="`spoil` changes `container`, which it is given") as error:
        ask(spoil, given)
    assert "copy" in error.value.look
    assert ask(lambda x: 1, given) == 1


def test_who_adds_a_key_is_told():
    with pytest.raises(Wrong, match="changes `sums`"):
        ask(lambda sums: sums.setdefault("new", 1), {"a": 1})


def test_where_to_look_fits_the_error_and_the_shape():
    with pytest.raises(Wrong) as error:
        ask(lambda n: 1 / n, 0)
    assert error.value.look.startswith("what the divisor is")
    for answer, look in (([1, 2, 3], "axis 0: how long it is"), ([[1, 2]], "the axes: which one")):
        with pytest.raises(Wrong) as error:
            numbers("h", answer, (2,))
        assert error.value.look.startswith(look)


def test_who_drops_a_word_of_the_list_is_told():
    with pytest.raises(Wrong, match="changes `words`"):
        ask(lambda rng, words: words.pop() and rng.random(), np.random.default_rng(0), ["a", "b"])
    assert ask(lambda rng, words: rng.random(), np.random.default_rng(0), ["a", "b"]) < 1


@pytest.mark.parametrize(
    ("answer", "fits"), [((1, 2), True), ([1, 2], True), (np.zeros((2, 2)), False), ((1,), False)]
)
def test_several_results_may_come_as_tuple_or_list(answer, fits):
    if fits:
        assert several("f", answer, "the sum", "the rest") == (1, 2)
        return
    with pytest.raises(Wrong, match="`f` should return 2 things: the sum, the rest") as error:
        several("f", answer, "the sum", "the rest")
    assert "return" in error.value.look


def test_an_end_keeps_its_own_mark(capsys):
    @check
    def asks(x):
        raise Wrong("the series is 0, 1, 2, ...", "the axes: which one is lost?")

    asks(1)
    assert (
        capsys.readouterr().out
        == "Not yet: the series is 0, 1, 2, ...\nLook at the axes: which one is lost?\n"
    )


def test_a_function_that_fails_is_told_where_and_with_which_shapes():
    def broken(x, W):
        return x @ W

    with pytest.raises(Wrong) as error:
        ask(broken, np.zeros((2, 3)), np.zeros((4, 5)))
    assert "`broken` stops with ValueError in the line `return x @ W`" in error.value.words
    assert "(2, 3), (4, 5)" in error.value.words


def unwritten():
    raise NotImplementedError


@pytest.mark.parametrize("function", [lambda: None, unwritten])
def test_a_function_that_says_nothing_is_unsolved(function):
    with pytest.raises(Unsolved):
        ask(function)


def test_what_is_no_function_is_told():
    with pytest.raises(Wrong, match="`step` is int 3; a function is expected"):
        ask(3, name="step")


@pytest.mark.parametrize("answer", [True, "4", [4], 1j, 11, -1, float("inf")])
def test_what_is_no_number_in_range_is_told(answer):
    with pytest.raises(Wrong, match="`guess` is "):
        number("guess", answer, 0, 10)


def test_infinity_is_no_number_even_without_a_range():
    with pytest.raises(Wrong, match="`loss` is inf"):
        number("loss", float("inf"))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ([[1, 2]], r"`h` has the shape \(1, 2\); \(2,\) is expected"),
        ([1, np.nan], "NaN or infinity"),
        (["a", "b"], "an array of numbers is expected"),
        ([[1], [1, 2]], "an array of numbers is expected"),
    ],
)
def test_what_is_no_array_of_that_shape_is_told(answer, words):
    with pytest.raises(Wrong, match=words):
        numbers("h", answer, (2,))


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_close_is_relative_to_the_largest_number(a, b):
    assert close([a, b], [a, b])
    assert not close([a, b], [a, b + 1e-3 * max(1, abs(a), abs(b))])
    assert not close([a, b], [a])


def test_the_mistake_that_fits_gives_the_words():
    mistakes = {"you added": 5.0, "you divided": 1.5}
    compare(6.0, 6.0, {"this would fit as well": 6.0})
    for got, words in ((5.0, "you added"), (1.5, "you divided"), (7.0, "something else")):
        with pytest.raises(Wrong) as error:
            compare(got, 6.0, mistakes, "the sign", "something else")
        assert (error.value.words, error.value.look) == (words, "the sign")


def test_a_prediction_may_change_until_it_is_measured(capsys):
    with pytest.raises(Unsolved, match="nothing is noted for"):
        predicted("loss")
    note_prediction("loss", 1, 0, 5)
    note_prediction("loss", 2, 0, 5)
    assert capsys.readouterr().out == "Noted for loss: 1.\nNoted for loss: 2.\n"
    assert predicted("loss") == 2
    note_prediction("loss", 2, 0, 5)
    note_prediction("loss", 3, 0, 5)
    note_prediction("loss", None, 0, 5)
    assert "your prediction stays 2." in capsys.readouterr().out
    assert predicted("loss") == 2


@pytest.mark.parametrize("guess", [None, ..., "much", 7, float("nan")])
def test_what_is_no_prediction_is_not_noted(guess, capsys):
    note_prediction("loss", 1, 0, 5)
    note_prediction("loss", guess, 0, 5)
    assert "Nothing noted" in capsys.readouterr().out
    with pytest.raises(Unsolved):
        predicted("loss")


@pytest.mark.parametrize(("said", "right", "off"), [(0.83, 0.93, 0.1), (0.96, 1, 0.04), (0.43, 0.5, 0.07)])
def test_within_takes_the_edge_whatever_a_float_makes_of_it(said, right, off):
    assert within(said, right, off) and within(right, said, off)
    assert not within(said, right, off - 1e-6) and not within(right, said, off - 1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_shuffles_of_any_seed_are_near_the_exact_p(seed):
    beside_the_exact(shuffler(np.random.default_rng(seed)))


@pytest.mark.parametrize(("factor", "words"), [(0.5, "8 texts"), (1.5, "8 texts"), (2, "double p as well")])
def test_a_p_that_is_not_near_the_exact_one_is_refused(factor, words):
    of_shuffles = shuffler(np.random.default_rng(0))
    with pytest.raises(Wrong, match=words):
        beside_the_exact(lambda *given: factor * of_shuffles(*given) if given[2].sum() == 4 else 0.25)


def shuffler(rng):
    """A right `p_value` of lesson 05 that goes on with one generator."""

    def p_value(values, text, group, flips=199):
        level = np.bincount(text, values) / np.bincount(text)
        labels = rng.permuted(np.tile(group, (1 + flips, 1)), axis=1)
        labels[0] = group  # the order as it is
        sizes = np.abs(labels @ level / group.sum() - (1 - labels) @ level / (1 - group).sum())
        return float(np.mean(sizes >= sizes[0] - 1e-12))

    return p_value
