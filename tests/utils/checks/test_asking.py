"""A learner's function is called with copies; answers that do not fit are refused in words."""

import ml_dtypes
import numpy as np
import pytest

from utils.checks.asking import ask, number, numbers, scalar, several
from utils.checks.judging import Unsolved, Wrong
from utils.session import load_tensorflow


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


def values_without_axes():
    """A number as learners may compute it: arrays and tensors without axes."""
    load_tensorflow()
    import keras
    import tensorflow as tf

    return {
        "array": np.array(4.0),
        "array of bfloat16": np.array(4, ml_dtypes.bfloat16),
        "bfloat16": ml_dtypes.bfloat16(4),
        "tensor": tf.constant(4.0),
        "whole tensor": tf.constant(4),
        "tensor of bfloat16": tf.constant(4, tf.bfloat16),
        "variable": tf.Variable(4.0),
        "variable of Keras": keras.Variable(4.0),
        "mean": keras.ops.mean(keras.ops.ones((2, 3)) * 4),
    }


def test_a_number_may_come_as_array_or_tensor_without_axes():
    for name, answer in values_without_axes().items():
        assert number("loss", answer, 0, 5) == 4 and type(number("loss", answer)) is float, name
        assert ask(lambda answer=answer: answer) is answer
        with pytest.raises(Wrong, match="`loss` is 4; a number between 5 and 6 is expected"):
            number("loss", answer, 5, 6)
    tensors = [value for name, value in values_without_axes().items() if "tensor" in name]
    assert numbers("h", tensors, (3,)).tolist() == [4, 4, 4]


def test_an_array_or_tensor_without_axes_that_holds_no_number_is_told():
    load_tensorflow()
    import tensorflow as tf

    for answer in (np.array(True), np.array("a"), np.array(None), tf.constant(True), tf.constant("a")):
        with pytest.raises(Wrong, match=r"`loss` is .*; one number is expected"):
            number("loss", answer)
    for answer in (np.ones(1), tf.ones(1), tf.ones((1, 1))):
        with pytest.raises(Wrong, match="one number is expected"):
            number("loss", answer)


def test_what_has_axes_or_is_no_array_stays_itself():
    for answer in (np.ones(1), [1], "a", None, ..., 3):
        assert scalar(answer) is answer
