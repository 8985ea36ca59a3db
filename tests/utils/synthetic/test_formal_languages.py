"""The formal languages, held against their definitions."""

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.synthetic.formal_languages import counting, embedded_reber, parity

small, seeds = st.integers(1, 30), st.integers(0, 1000)
FROM_3 = "(T*VPX)*T*V(V|PS)E"  # Reber's grammar as one expression, not as a graph
REBER = re.compile(f"B(TS*X(SE|X{FROM_3})|P{FROM_3})")


def words(made, row, ids):
    return [made.symbols[one] for one in ids[row] if one]


def shared(made, rows, timesteps):
    """What holds for each of them."""
    assert made.x.shape == made.y.shape == (rows, timesteps) and made.x.dtype == made.y.dtype == np.int32
    assert made.legal.shape == (rows, timesteps, len(made.symbols)) and made.legal.dtype == bool
    np.testing.assert_array_equal(made.x > 0, made.y > 0)
    assert (np.diff((made.x > 0).astype(int), axis=1) <= 0).all()  # the padding is on the right
    said = np.take_along_axis(made.legal, made.y[..., None], axis=-1)[..., 0]
    np.testing.assert_array_equal(said, made.y > 0)  # what comes is legal, and nothing at padding
    np.testing.assert_array_equal(made.legal.any(axis=-1), made.y > 0)


def followed_by_itself(made):
    """In a string to be continued, y is x one step later."""
    both = (made.x[:, 1:] > 0) & (made.y[:, :-1] > 0)
    np.testing.assert_array_equal(made.x[:, 1:][both], made.y[:, :-1][both])


@given(small, small, seeds)
def test_parity_counts_the_ones(rows, timesteps, seed):
    made = parity(rows, timesteps, seed)
    shared(made, rows, timesteps)
    for row in range(rows):
        bits = words(made, row, made.x)
        assert words(made, row, made.y) == [str(bits[: t + 1].count("1") % 2) for t in range(timesteps)]
    assert (made.legal.sum(axis=-1) == 1).all()


def test_parity_draws_bits_evenly():
    ones = parity(4000, 10).x == 2
    assert ones.mean() == pytest.approx(0.5, abs=0.01)
    np.testing.assert_allclose(np.corrcoef(ones, rowvar=False), np.eye(10), atol=0.08)


@given(small, small, st.integers(0, 9), seeds)
def test_counting_is_a_and_b_and_c_equally_often(rows, least, more, seed):
    made = counting(rows, least, least + more, seed)
    shared(made, rows, 3 * (least + more) + 1)
    followed_by_itself(made)
    for row in range(rows):
        n = words(made, row, made.y).count("a")
        assert least <= n <= least + more
        assert words(made, row, made.y) == ["a"] * n + ["b"] * n + ["c"] * n + ["end"]
        assert words(made, row, made.x)[0] == "begin"
        legal = [{made.symbols[k] for k in np.flatnonzero(step)} for step in made.legal[row]]
        assert legal[: 3 * n + 1] == [{"a"}, *[{"a", "b"}] * n, *[{"b"}] * (n - 1), *[{"c"}] * n, {"end"}]


def test_counting_draws_n_evenly():
    n = (counting(9000, 3, 5).y == 2).sum(axis=1)
    np.testing.assert_allclose(np.bincount(n, minlength=6)[3:] / 9000, 1 / 3, atol=0.02)


@given(small, st.integers(5, 20), st.integers(0, 9), seeds)
def test_reber_strings_stand_between_brackets_that_agree(rows, least, more, seed):
    made = embedded_reber(rows, least, least + more, seed)
    shared(made, rows, least + more + 3)
    followed_by_itself(made)
    for row in range(rows):
        begin, opening, *inner, closing, end = [*words(made, row, made.x), words(made, row, made.y)[-1]]
        assert (begin, end) == ("B", "E") and opening == closing and opening in "TP"
        assert REBER.fullmatch("".join(inner)) and least <= len(inner) <= least + more


def test_reber_says_all_that_may_follow():
    """Against all strings of the expression with up to ten symbols, of which the first five are looked at."""
    strings = ["B" + "".join(rest) + "E" for n in range(3, 9) for rest in product("PSTVX", repeat=n)]
    strings = [string for string in strings if REBER.fullmatch(string)]
    made, seen = embedded_reber(200, 5, 10), set()
    for row in range(200):
        inner = "".join(words(made, row, made.x)[2:-1])
        for t in range(1, min(5, len(inner))):
            may = {string[t] for string in strings if string.startswith(inner[:t])}
            step = t + 1  # the first symbol of the inner string is the third of all
            assert {made.symbols[k] for k in np.flatnonzero(made.legal[row, step])} == may
            seen.add(inner[:t])
        last = len(inner) + 1
        around = ("TP", "B", words(made, row, made.x)[1], "E")
        for step, symbols in zip((0, 1, last, last + 1), around, strict=True):
            assert {made.symbols[k] for k in np.flatnonzero(made.legal[row, step])} == set(symbols)
    assert seen == {string[:t] for string in strings for t in range(1, 5)}


def test_reber_draws_lengths_strings_and_brackets_evenly():
    made = embedded_reber(14_000, 8, 9)
    inner = ["".join(words(made, row, made.x)[2:-1]) for row in range(14_000)]
    long = np.array([len(string) == 9 for string in inner])
    assert long.mean() == pytest.approx(0.5, abs=0.02)
    found, counts = np.unique([string for string in inner if len(string) == 8], return_counts=True)
    all_strings = ["B" + "".join(rest) + "E" for rest in product("PSTVX", repeat=6)]
    assert set(found) == {string for string in all_strings if REBER.fullmatch(string)}
    np.testing.assert_allclose(counts / counts.sum(), 1 / len(found), atol=0.02)
    assert (made.x[:, 1] == made.symbols.index("T")).mean() == pytest.approx(0.5, abs=0.02)


def test_a_string_is_right_if_each_symbol_is_legal():
    made = counting(3, 1, 2, seed=1)
    probability = made.legal / np.maximum(1, made.legal.sum(axis=-1, keepdims=True))
    assert made.right(probability).all()
    a_then_b = probability.copy()
    a_then_b[made.x == 2] = np.eye(6)[3]  # after a say b, which may come
    assert made.right(a_then_b).all()
    wrong = probability.copy()
    wrong[1, 0] = np.eye(6)[4]
    assert made.right(wrong).tolist() == [True, False, True]
    padded = probability.copy()
    padded[made.y == 0] = np.eye(6)[4]  # what is said at padding does not count
    assert (made.y == 0).any() and made.right(padded).all()


@pytest.mark.parametrize("broken", [np.zeros((3, 7)), np.full((3, 7, 6), np.nan)])
def test_right_refuses_what_is_no_probability(broken):
    with pytest.raises(ValueError, match=r"expected \(3, 7, 6\), without NaN"):
        counting(3, 1, 2).right(broken)


@pytest.mark.parametrize(
    ("function", "arguments", "match"),
    [
        (parity, {"rows": 0, "timesteps": 3}, "rows is 0"),
        (parity, {"rows": 2, "timesteps": 0}, "timesteps is 0"),
        (counting, {"rows": 2, "least": 0, "most": 3}, "least is 0"),
        (
            counting,
            {"rows": 2, "least": 4, "most": 3},
            r"most is 3: expected at least 4 \(not below `least`\)",
        ),
        (embedded_reber, {"rows": 2, "least": 4, "most": 9}, "least is 4: expected at least 5"),
        (embedded_reber, {"rows": 2, "least": 7, "most": 6}, "most is 6: expected at least 7"),
        (embedded_reber, {"rows": 2.5, "least": 7, "most": 8}, "rows is 2.5"),
        (parity, {"rows": 2, "timesteps": 3, "seed": -1}, "seed is -1"),
    ],
)
def test_arguments_that_cannot_be(function, arguments, match):
    with pytest.raises(ValueError, match=match):
        function(**arguments)


@pytest.mark.parametrize(
    "make", [lambda seed: parity(9, 9, seed), lambda seed: embedded_reber(9, 5, 20, seed)]
)
def test_the_same_seed_gives_the_same_strings(make):
    np.testing.assert_array_equal(make(3).x, make(3).x)
    assert not np.array_equal(make(3).x, make(4).x)
