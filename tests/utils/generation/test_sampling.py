"""Ways to choose a token and draws, held against their definitions."""

import ml_dtypes
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special, stats

from tests.utils.generation.helpers import INF, close
from utils import generation
from utils.generation import (
    chain,
    greedy,
    length_penalty,
    log_softmax,
    sample_tokens,
    temperature,
    top_k,
    top_p,
)

# Whole numbers make ties, and -inf what cannot come; at least one token can. What differs by less than the
# rounding of a float64 ties as well, so there is a grid.
values = st.one_of(
    st.floats(-30, 30).map(lambda value: round(value, 6)), st.integers(-3, 3).map(float), st.just(-INF)
)
rows = st.integers(1, 12).flatmap(lambda size: arrays(float, (1, size), elements=values))
rows = rows.filter(lambda row: row.max() > -INF)


def probabilities(choose, *numbers):
    """What is drawn from, when the model gives these probabilities."""
    with np.errstate(divide="ignore"):
        return np.exp(choose(np.log([numbers])))[0]


# Choosing


@given(arrays(float, (3, 5), elements=st.floats(-1e4, 1e4)), st.floats(-1e6, 1e6))
def test_log_softmax_is_that_of_scipy_and_a_constant_changes_nothing(logits, constant):
    close(log_softmax(logits), special.log_softmax(logits, axis=1), 1e-9)
    close(log_softmax(logits + constant), log_softmax(logits), 1e-8)
    close(log_softmax(log_softmax(logits)), log_softmax(logits), 1e-9)


EVERY = [greedy(), temperature(0.5), temperature(3), top_k(2), top_p(0.8), chain(temperature(2), top_p(0.5))]


@pytest.mark.parametrize("choose", EVERY)
@given(rows)
def test_every_way_gives_a_distribution_over_what_is_possible(choose, row):
    assume(row.shape[1] >= 2)
    before = row.copy()
    found = choose(row)
    assert found.dtype == np.float64 and found.shape == row.shape and np.array_equal(row, before)
    assert not np.isnan(found).any() and found.max() <= 0
    assert np.exp(found).sum() == pytest.approx(1, abs=1e-12)
    assert (found[row == -INF] == -INF).all()


@pytest.mark.parametrize("choose", [log_softmax, *EVERY, temperature(5e-324), temperature(1e300)])
def test_extreme_numbers_give_no_nan_and_no_warning(choose, recwarn):
    for row in ([1e4, 0, -1e4], [1e308, -1e308, -INF], [-1e308, -1e308, -INF], [-1e4 - 1, -1e4, -INF]):
        found = choose([row])
        assert not np.isnan(found).any() and np.exp(found).sum() == pytest.approx(1, abs=1e-12)
        assert found[0, np.argmax(row)] == found.max()
        assert row[2] > -INF or found[0, 2] == -INF
    assert found[0, 1] - found[0, 0] >= 0 and len(recwarn) == 0


def test_small_differences_survive_next_to_large_numbers():
    close(log_softmax([[1e4 - 1, 1e4]]), special.log_softmax([[0.0, 1.0]], axis=1))
    # In float32, or by way of probabilities, the second token would be gone.
    close(log_softmax([[0, -800]]), [[0, -800]])
    close(log_softmax(np.array([[0, -800]], np.float32)), [[0, -800]])


@given(rows)
def test_greedy_takes_the_first_of_the_most_probable(row):
    wanted = np.full_like(row, -INF)
    wanted[0, row[0].tolist().index(row.max())] = 0
    for choose in (greedy(), temperature(0), temperature(0.0), top_k(1)):
        assert np.array_equal(choose(row), wanted)


@given(rows, st.floats(0.1, 10))
def test_temperature_divides_the_logits(row, value):
    possible = row > -INF
    wanted = special.log_softmax(row[possible] / value)
    close(temperature(value)(row)[possible], wanted, 1e-9)
    close(temperature(1)(row)[possible], special.log_softmax(row[possible]), 1e-9)


@given(rows)
def test_a_low_temperature_nears_greedy_and_a_high_one_the_uniform_distribution(row):
    most, possible = row == row.max(), row > -INF
    gaps = row.max() - row[possible & ~most]
    assume(gaps.size == 0 or gaps.min() > 1e-3)
    close(np.exp(temperature(1e-6)(row)), most / most.sum(), 1e-9)  # those that tie share
    close(np.exp(temperature(1e9)(row)), possible / possible.sum(), 1e-6)


@given(rows, st.integers(1, 12))
def test_top_k_keeps_exactly_k_the_most_probable_with_lower_ids_first(row, k):
    size = row.shape[1]
    assume(k <= size)
    found = top_k(k)(row)[0]
    order = sorted(range(size), key=lambda i: (-row[0, i], i))[:k]
    kept = [i for i in order if row[0, i] > -INF]
    assert np.flatnonzero(found > -INF).tolist() == sorted(kept)
    close(found[kept], special.log_softmax(row[0, kept]), 1e-9)


def test_top_k_of_equals():
    close(probabilities(top_k(2), 0.1, 0.3, 0.3, 0.3), [0, 0.5, 0.5, 0])


@given(rows, st.floats(0, 1, exclude_min=True))
def test_top_p_keeps_the_fewest_tokens_that_reach_p(row, p):
    found, all_of_it = top_p(p)(row)[0], np.exp(log_softmax(row))[0]
    order = sorted(range(row.shape[1]), key=lambda i: (-row[0, i], i))
    kept = [i for i in order if found[i] > -INF]
    assert kept == order[: len(kept)]
    assert all_of_it[kept].sum() >= p - 2e-12
    assert len(kept) == 1 or all_of_it[kept[:-1]].sum() < p
    close(found[kept], special.log_softmax(row[0, kept]), 1e-9)


def test_top_p_by_hand():
    close(probabilities(top_p(0.9), 0.7, 0.2, 0.1), [7 / 9, 2 / 9, 0])  # 0.7 + 0.2 is rounded to below 0.9
    close(probabilities(top_p(0.91), 0.7, 0.2, 0.1), [0.7, 0.2, 0.1])
    close(probabilities(top_p(0.5), 0.25, 0.25, 0.25, 0.25), [0.5, 0.5, 0, 0])
    close(probabilities(top_p(1e-15), 0.2, 0.5, 0.3), [0, 1, 0])
    close(top_p(1)([[0, -40]]), [[0, -40]])  # 1 keeps all, however improbable


def test_a_chain_goes_from_left_to_right():
    model = (0.64, 0.16, 0.16, 0.04)  # at temperature 2, square roots: 4/9, 2/9, 2/9, 1/9
    close(probabilities(chain(temperature(2), top_p(0.6)), *model), [2 / 3, 1 / 3, 0, 0])
    close(probabilities(chain(top_p(0.6), temperature(2)), *model), [1, 0, 0, 0])
    close(probabilities(chain(temperature(2), top_k(3)), *model), [0.5, 0.25, 0.25, 0])
    close(probabilities(chain(), *model), model)


# Drawing


def test_draws_follow_the_distribution():
    """200 chi-square tests on draws of their own: if they are right, their p-values are uniform."""
    logits = np.random.default_rng(1).normal(0, 1.5, (1, 12))
    found = []
    for choose in (log_softmax, chain(temperature(0.7), top_k(8)), top_p(0.95), temperature(2)):
        log_probs = choose(logits)
        wanted = np.exp(log_probs)[0]
        many = np.repeat(log_probs, 2000, axis=0)
        for seed in range(50):
            drawn = sample_tokens(many, np.random.default_rng([7, seed]).random(2000))
            counts = np.bincount(drawn, minlength=12)
            assert (counts[wanted == 0] == 0).all()
            possible = wanted > 0
            found.append(stats.chisquare(counts[possible], 2000 * wanted[possible]).pvalue)
    assert stats.kstest(found, "uniform").pvalue > 0.001


@given(rows, st.sampled_from([0.0, 0.5, 1 - 2.0**-53]))
def test_what_is_impossible_is_never_drawn(row, uniform):
    (token,) = sample_tokens(log_softmax(row), np.array([uniform]))
    assert row[0, token] > -745  # below, exp is 0
    if uniform == 0:
        assert token == np.flatnonzero(np.exp(log_softmax(row))[0] > 0)[0]


# Errors


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: temperature(-0.1), "temperature is -0.1: expected a number from 0"),
        (lambda: temperature(np.nan), "temperature is nan: expected a number from 0"),
        (lambda: temperature(INF), "temperature is inf"),
        (lambda: temperature("1"), "temperature is '1'"),
        (lambda: temperature(True), "temperature is True"),
        (lambda: top_k(0), "k is 0: expected at least 1"),
        (lambda: top_k(2.0), "k is 2.0: expected a whole number"),
        (lambda: top_k(4)([[1, 2, 3]]), "k is 4, but there are only 3 tokens"),
        (lambda: top_p(0), "p is 0: expected a number above 0 and up to 1"),
        (lambda: top_p(1.1), "p is 1.1"),
        (lambda: top_p(np.nan), "p is nan"),
        (lambda: top_p(None), "p is None"),
        (lambda: length_penalty(-1), "alpha is -1"),
        (lambda: length_penalty(np.nan), "alpha is nan"),
        (lambda: log_softmax([1, 2]), r"shape \(2,\) and type int64: expected numbers, one row for"),
        (lambda: log_softmax(np.zeros((2, 0))), r"shape \(2, 0\)"),
        (lambda: log_softmax([["a"]]), "type <U1: expected numbers"),
        (lambda: log_softmax([[True, False]]), "type bool: expected numbers"),
        (lambda: log_softmax([[1j, 2]]), "type complex128: expected numbers"),
        (lambda: log_softmax([[None, 2]]), "type object: expected numbers"),
        (lambda: sample_tokens(np.log([0.5, 0.5]), np.zeros(1)), r"log_probs have shape \(2,\)"),
        (lambda: log_softmax([[1, 2], [0, np.nan]]), "Row 1 of the logits has NaN"),
        (lambda: log_softmax([[0, INF]]), r"Row 0 of the logits has \+inf"),
        (lambda: log_softmax([[-INF, -INF]]), "Row 0 of the logits has -inf only, no token is possible"),
    ],
)
def test_wrong_ways_to_choose_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("choose", [log_softmax, *EVERY])
@pytest.mark.parametrize("kind", [ml_dtypes.bfloat16, np.float16, np.float32, np.int8, np.longdouble])
def test_every_type_of_number_is_taken_as_logits(choose, kind):
    logits = np.array([[1, -2, 3, 0], [3, 1, 1, -8]], kind)  # the same number in all of these types
    found = choose(logits)
    assert found.dtype == np.float64 and np.array_equal(found, choose(logits.astype(float)))


def test_draws_from_bfloat16_are_those_of_the_same_numbers_in_float64():
    log_probs = log_softmax(np.zeros((4, 1000))).astype(ml_dtypes.bfloat16)
    uniforms = np.array([0.1, 0.4, 0.6, 0.9])
    drawn = sample_tokens(log_probs, uniforms)
    assert drawn.tolist() == sample_tokens(log_probs.astype(float), uniforms).tolist()
    assert np.abs(drawn / 1000 - uniforms).max() < 0.002


def test_every_whole_and_real_number_type_is_taken():
    close(top_k(np.int64(2))([[1, 2, 3]]), top_k(2)([[1, 2, 3]]))
    close(top_p(np.float32(0.5))([[1, 2]]), top_p(0.5)([[1, 2]]))
    close(temperature(np.int32(2))([[1, 2]]), temperature(2.0)([[1, 2]]))


def test_sampling_offers_all_ways_to_choose():
    for name in ("chain", "greedy", "temperature", "top_k", "top_p", "length_penalty"):
        assert name in generation.__all__
