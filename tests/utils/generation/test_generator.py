"""Choosing held against its definitions, steps against Keras, writing against plain loops."""

import itertools
import time

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special, stats

from utils import generation
from utils.generation import (
    Generator,
    Stepper,
    beam_search,
    chain,
    greedy,
    length_penalty,
    log_softmax,
    sample_tokens,
    temperature,
    top_k,
    top_p,
)
from utils.generation import generator as generator_module
from utils.session import load_tensorflow

load_tensorflow()
import keras  # noqa: E402
from keras import layers  # noqa: E402

# Keras says so of a mask that reaches a nested model, and hands it on nevertheless.
pytestmark = pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")

few = settings(deadline=None, phases=[Phase.generate], max_examples=25)
INF = np.inf
# Whole numbers make ties, and -inf what cannot come; at least one token can. What differs by less than the
# rounding of a float64 ties as well, so there is a grid.
values = st.one_of(
    st.floats(-30, 30).map(lambda value: round(value, 6)), st.integers(-3, 3).map(float), st.just(-INF)
)
rows = st.integers(1, 12).flatmap(lambda size: arrays(float, (1, size), elements=values))
rows = rows.filter(lambda row: row.max() > -INF)


def close(found, wanted, atol=1e-12):
    np.testing.assert_allclose(np.asarray(found, float), np.asarray(wanted, float), rtol=0, atol=atol)


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
def test_what_is_impossible_is_never_drawn(row, luck):
    (token,) = sample_tokens(log_softmax(row), np.array([luck]))
    assert row[0, token] > -745  # below, exp is 0
    if luck == 0:
        assert token == np.flatnonzero(np.exp(log_softmax(row))[0] > 0)[0]


# Beam search


def table(vocab_size, seed, sharpness=1.5, impossible=0.0):
    """A model that knows the whole text: `after(text)` are log-probabilities; states are the texts."""
    made, rng = {}, np.random.default_rng(seed)

    def after(text):
        if text not in made:
            logits = rng.normal(0, sharpness, vocab_size)
            logits[1:][rng.random(vocab_size - 1) < impossible] = -INF
            made[text] = log_softmax([logits])[0]
        return made[text]

    def step(tokens, states, parents):
        texts = [(*states[parent], int(token)) for token, parent in zip(tokens, parents, strict=True)]
        step.widest = max(step.widest, len(texts))
        step.calls += 1
        return np.stack([after(text) for text in texts]), texts

    step.widest = step.calls = 0
    return after, step


def every_text(after, vocab_size, end, max_tokens):
    """All texts that end, or have max_tokens tokens, with the log-probability of each token."""
    found = []
    for length in range(1, max_tokens + 1):
        for text in itertools.product(range(vocab_size), repeat=length):
            if end not in text[:-1] and (text[-1] == end or length == max_tokens):
                log_p = np.array([after(text[:t])[text[t]] for t in range(length)])
                found += [(text, log_p)] if log_p.min() > -INF else []
    return found


@settings(max_examples=60)
@given(
    st.integers(2, 4),
    st.integers(1, 4),
    st.sampled_from([None, 0, 1]),
    st.sampled_from([None, float, length_penalty(0.6), length_penalty(2)]),
    st.sampled_from([0, 0.3]),
    st.integers(1, 6),
    st.integers(0, 99),
)
def test_a_wide_beam_finds_what_an_exhaustive_search_finds(
    vocab_size, max_tokens, end, divide_by, impossible, n, seed
):
    after, step = table(vocab_size, seed, impossible=impossible)
    width = vocab_size**max_tokens
    n = min(n, width)
    wanted = every_text(after, vocab_size, end, max_tokens)
    score = (lambda log_p: log_p.sum() / divide_by(len(log_p))) if divide_by else np.sum
    wanted = sorted(wanted, key=lambda one: -score(one[1]))[:n]
    found = beam_search(after(())[None], [()], step, width, n, max_tokens, end, divide_by)
    assert [tuple(tokens.tolist()) for tokens, _ in found] == [text for text, _ in wanted]
    for (_, log_p), (_, exact) in zip(found, wanted, strict=True):
        close(log_p, exact)


@given(
    st.integers(2, 6),
    st.sampled_from([None, 0, 1]),
    st.sampled_from([None, float, length_penalty(1)]),
    st.integers(0, 99),
)
def test_a_beam_of_one_is_greedy(vocab_size, end, divide_by, seed):
    after, step = table(vocab_size, seed)
    ((tokens, log_p),) = beam_search(after(())[None], [()], step, 1, 1, 8, end, divide_by)
    text = ()
    while len(text) < 8 and end not in text:
        text += (int(after(text).argmax()),)
    assert tuple(tokens.tolist()) == text
    close(log_p, [after(text[:t])[text[t]] for t in range(len(text))])


def slow_beam(after, width, max_tokens, end):
    """A plain beam, without stopping early: texts as tuples."""
    live, done = [((), 0.0)], []
    for t in range(max_tokens):
        longer = [((*text, i), s + p) for text, s in live for i, p in enumerate(after(text))]
        longer = sorted(longer, key=lambda one: -one[1])[:width]
        over = [one for one in longer if one[0][-1] == end or t + 1 == max_tokens]
        done, live = done + over, [one for one in longer if one not in over]
    return [text for text, _ in sorted(done, key=lambda one: -one[1])]


@given(st.integers(2, 6), st.integers(1, 5), st.integers(0, 99))
def test_a_narrow_beam_is_the_plain_one_and_no_wider_than_asked(vocab_size, width, seed):
    after, step = table(vocab_size, seed)
    for n in {1, width}:
        found = beam_search(after(())[None], [()], step, width, n, 7, 0)
        wanted = slow_beam(after, width, 7, 0)[:n]
        assert [tuple(tokens.tolist()) for tokens, _ in found] == wanted
    assert step.widest <= width


def test_a_beam_finds_what_greedy_misses_and_length_decides_what_is_best():
    texts = {(): [0.6, 0.4, 0], (0,): [0.35, 0.35, 0.3], (1,): [0, 0.05, 0.95]}

    def step(tokens, states, parents):
        states = [(*states[parent], token) for token, parent in zip(tokens, parents, strict=True)]
        with np.errstate(divide="ignore"):
            return np.log([texts.get(state, [0, 0, 1]) for state in states]), states

    with np.errstate(divide="ignore"):
        first = np.log([texts[()]])

    def best(**options):
        return [tokens.tolist() for tokens, _ in beam_search(first, [()], step, end=2, **options)]

    assert best(width=1) == [[0, 0, 2]]  # 0.6 * 0.35
    assert best(width=2) == [[1, 2]]  # 0.4 * 0.95
    assert best(width=9, n=9) == [[1, 2], [0, 0, 2], [0, 1, 2], [0, 2], [1, 1, 2]]
    # The mean: log(0.21) / 3 = -0.52 is below log(0.38) / 2 = -0.48; with length squared it is above.
    assert best(width=9, divide_by=float) == [[1, 2]]
    assert best(width=9, divide_by=lambda length: length**2) == [[0, 0, 2]]


def test_a_beam_stops_when_nothing_better_can_come():
    def certain(tokens, states, parents):
        certain.calls += 1
        return np.log(np.full((len(tokens), 4), 0.25)), None

    certain.calls = 0
    beam_search(np.log([[0.97, 0.01, 0.01, 0.01]]), None, certain, 3, 1, 50, end=0)
    assert certain.calls == 0
    beam_search(np.log([[0.97, 0.01, 0.01, 0.01]]), None, certain, 3, 2, 50, end=0)
    assert 1 <= certain.calls <= 3


def test_wu_is_the_formula_of_the_paper():
    assert length_penalty(0.6)(1) == 1 and length_penalty(0)(9) == 1
    assert length_penalty(0.6)(7) == pytest.approx(2**0.6) and length_penalty(2)(13) == pytest.approx(9)


# Steps


def shuffled(model, seed=0, scale=0.7):
    """The model with random weights, biases included; variances of a normalisation stay positive."""
    rng = np.random.default_rng(seed)
    model.set_weights([np.abs(rng.normal(0, scale, w.shape)) for w in model.get_weights()])
    model.set_weights([w * rng.choice([-1, 1], w.shape) for w in model.get_weights()])
    return model


def stack(*recurrent, vocab_size=7, mask_zero=False, between=(), last=None, seed=0):
    last = last or layers.Dense(vocab_size, activation="softmax")
    everything = [layers.Embedding(vocab_size, 4, mask_zero=mask_zero), *recurrent, *between, last]
    return shuffled(keras.Sequential([keras.Input((None,), dtype="int32"), *everything]), seed)


def rnn(kind, units=5, **options):
    return kind(units, return_sequences=True, **options)


KINDS = [layers.SimpleRNN, layers.LSTM, layers.GRU]


def last_words(model, x, from_logits=False):
    said = np.asarray(model(np.asarray(x), training=False), float)[:, -1]
    return special.softmax(said, axis=1) if from_logits else said


def agrees(model, x, from_logits=None, atol=1e-5):
    """Whether the steps say what the model says after each prefix."""
    step, states, x = Stepper(model, from_logits), None, np.asarray(x)
    for t in range(x.shape[1]):
        log_probs, states = step(x[:, t], states)
        assert log_probs.dtype == np.float64 and log_probs.shape == (len(x), model.output_shape[-1])
        close(np.exp(log_probs), last_words(model, x[:, : t + 1], step._from_logits), atol)


@few
@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.integers(1, 6), st.booleans(), st.booleans()),
        min_size=1,
        max_size=3,
    ),
    st.booleans(),
    st.booleans(),
    arrays(int, st.tuples(st.integers(1, 3), st.integers(1, 6)), elements=st.integers(0, 6)),
    st.integers(0, 99),
)
def test_steps_say_what_the_model_says_when_it_reads_all_again(kinds, mask_zero, dropout, x, seed):
    recurrent = []
    for kind, units, bias, other in kinds:
        options = {"use_bias": bias, "dropout": 0.5 * dropout, "recurrent_dropout": 0.3 * dropout}
        options |= {"reset_after": other} if kind is layers.GRU else {}
        recurrent += [rnn(kind, units, **options)] + [layers.Dropout(0.5)] * dropout
    agrees(stack(*recurrent, mask_zero=mask_zero, seed=seed), x)


def functional(inputs, *chain):
    x = inputs
    for layer in chain:
        x = layer(x)
    return keras.Model(inputs, x)


def nested():
    inner = keras.Sequential([keras.Input((None, 4)), rnn(layers.LSTM), layers.Dense(6, activation="relu")])
    inputs = keras.Input((None,), dtype="int32")
    return functional(inputs, layers.Embedding(7, 4, mask_zero=True), inner, layers.Dense(7, "softmax"))


class Leaky(keras.layers.Layer):
    """A cell of one's own: half of the old state stays. Its output is not its state."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.state_size = units
        self.dense = layers.Dense(units)

    def build(self, shape):
        self.dense.build(shape)

    def call(self, x, states):
        h = 0.5 * states[0] + self.dense(x)
        return keras.ops.tanh(h), [h]


LSTM = layers.LSTM
MODELS = {
    "functional": lambda: functional(
        keras.Input((None,), dtype="int32"),
        layers.Embedding(7, 4, mask_zero=True),
        rnn(LSTM),
        layers.Dense(7),
    ),
    "fixed length": lambda: functional(
        keras.Input((6,), dtype="int32"), layers.Embedding(7, 4), rnn(LSTM, unroll=True), layers.Dense(7)
    ),
    "nested": nested,
    "softmax layer": lambda: stack(rnn(LSTM), between=[layers.Dense(7)], last=layers.Softmax()),
    "dense layers": lambda: stack(
        rnn(LSTM), between=[layers.Dense(6, activation="tanh"), layers.Dropout(0.5)]
    ),
    "normalised": lambda: stack(rnn(LSTM), layers.LayerNormalization(), rnn(layers.GRU)),
    "on words": lambda: stack(
        layers.SpatialDropout1D(0.5), rnn(LSTM), last=layers.TimeDistributed(layers.Dense(7, "softmax"))
    ),
    "activations": lambda: stack(
        rnn(LSTM),
        between=[layers.Activation("relu"), layers.Dense(7)],
        last=layers.Activation("softmax"),
    ),
    "cells": lambda: stack(layers.RNN(layers.LSTMCell(5), return_sequences=True), mask_zero=True),
    "cells stacked": lambda: stack(
        layers.RNN(layers.StackedRNNCells([layers.LSTMCell(5), layers.GRUCell(3)]), return_sequences=True),
        mask_zero=True,
    ),
    "one cell stacked": lambda: stack(
        layers.RNN(layers.StackedRNNCells([layers.LSTMCell(5)]), return_sequences=True)
    ),
    "own cell": lambda: stack(layers.RNN(Leaky(5), return_sequences=True), mask_zero=True),
    "zero for masked": lambda: stack(rnn(LSTM), rnn(layers.GRU, zero_output_for_mask=True), mask_zero=True),
}


@pytest.mark.parametrize("name", MODELS)
def test_steps_in_models_of_many_forms(name):
    x = [[3, 0, 5, 0, 0, 2], [0, 0, 6, 1, 1, 4]]
    model = shuffled(MODELS[name]())
    if name == "fixed length":  # it reads no prefix, only all of it
        step, states = Stepper(model), None
        for token in np.transpose(x):
            log_probs, states = step(token, states)
        close(np.exp(log_probs), last_words(model, x, True), 1e-5)
    else:
        agrees(model, x)


def test_a_sequential_model_that_was_built_by_its_first_call():
    model = keras.Sequential([layers.Embedding(7, 4, mask_zero=True), rnn(LSTM), rnn(LSTM), layers.Dense(7)])
    with pytest.raises(ValueError, match=r"cannot be followed.*call it on data first"):
        Stepper(model)
    model(np.array([[1, 2]]))
    agrees(shuffled(model), [[3, 0, 5, 2]])


def test_a_stateful_layer_begins_anew_and_keeps_what_it_stored():
    inputs = keras.Input(batch_shape=(1, None), dtype="int32")
    model = shuffled(functional(inputs, layers.Embedding(7, 4), rnn(LSTM, stateful=True), layers.Dense(7)))
    wanted = last_words(model, [[3, 4]], True)
    stored = np.asarray(model.layers[2].states[0])
    step = Stepper(model)
    log_probs, _ = step([4], step([3])[1])
    close(np.exp(log_probs), wanted, 1e-5)
    assert np.abs(stored).max() > 0 and np.array_equal(stored, np.asarray(model.layers[2].states[0]))


def test_steps_know_training_that_comes_later():
    model = stack(rnn(LSTM))
    step = Stepper(model)
    before, _ = step([3])
    shuffled(model, seed=1)
    after, _ = step([3])
    close(np.exp(after), last_words(model, [[3]]), 1e-5)
    assert np.abs(before - after).max() > 0.1


def test_rows_say_where_a_text_goes_on():
    model = stack(rnn(LSTM), rnn(layers.GRU))
    step = Stepper(model)
    _, states = step([1, 2, 3])
    found, states = step([4, 5, 6, 6], states, [2, 0, -1, 2])
    for row, text in zip(found, ([3, 4], [1, 5], [6], [3, 6]), strict=True):
        close(np.exp(row), last_words(model, [text])[0], 1e-5)
    found, _ = step([1], states, [1])
    close(np.exp(found), last_words(model, [[1, 5, 1]]), 1e-5)


def test_logits_and_probabilities_are_told_apart():
    logits = stack(rnn(LSTM), last=layers.Dense(7))
    agrees(logits, [[1, 2, 3]])
    close(Stepper(logits, from_logits=True)([3])[0], Stepper(logits)([3])[0])
    softmax = stack(rnn(LSTM))
    close(Stepper(softmax, from_logits=False)([3])[0], Stepper(softmax)([3])[0])
    own = stack(rnn(LSTM), last=layers.Dense(7, activation="softplus"))
    with pytest.raises(ValueError, match=r"'dense.*ends in neither softmax nor linear: pass from_logits"):
        Stepper(own)
    said = last_words(own, [[3]])
    close(np.exp(Stepper(own, from_logits=True)([3])[0]), special.softmax(said, axis=1), 1e-6)
    close(np.exp(Stepper(own, from_logits=False)([3])[0]), said / said.sum(), 1e-6)


def test_a_probability_of_zero_is_no_trouble(recwarn):
    model = stack(rnn(LSTM))
    model.layers[-1].bias.assign([200.0, 0, 0, 0, 0, 0, 0])
    log_probs, _ = Stepper(model)([3])
    assert log_probs[0, 0] == 0 and (log_probs[0, 1:] == -INF).all() and len(recwarn) == 0


def lstm(**options):
    return LSTM(7, **{"return_sequences": True, "name": "lstm"} | options)


LOOK = layers.MultiHeadAttention(1, 2, name="heads")
WRONG = [
    (lambda i, x: layers.Bidirectional(lstm(), name="both")(x), "Bidirectional 'both' cannot be taken token"),
    (lambda i, x: layers.Attention(name="look")([x, lstm()(x)]), "Attention 'look' has 2 inputs and 1 outp"),
    (lambda i, x: LOOK(x, lstm()(x)), "MultiHeadAttention 'heads' has 2 inputs"),
    (lambda i, x: LOOK(x, x), "'heads' has 2 inputs"),
    (lambda i, x: layers.Conv1D(7, 2, padding="causal", name="conv")(x), "Conv1D 'conv' cannot be taken"),
    (
        lambda i, x: lstm(return_sequences=False)(x),
        "LSTM 'lstm' returns its last state only.*_sequences=True",
    ),
    (lambda i, x: lstm(go_backwards=True)(x), "LSTM 'lstm' goes backwards"),
    (lambda i, x: layers.add([x, lstm()(x)]), "Add '.*' has 2 inputs"),
    (lambda i, x: lstm(return_state=True)(x)[0], "LSTM 'lstm' has 1 inputs and 3 outputs"),
    (lambda i, x: lstm()(x)[:, -1:], "GetItem '.*' cannot be taken"),
    (lambda i, x: lstm()(x, mask=i > 3), "LSTM 'lstm' has 2 inputs"),
    (lambda i, x: [lstm()(x), x], "has 1 inputs and 2 outputs"),
    (lambda i, x: layers.Softmax(axis=1, name="soft")(lstm()(x)), "Softmax 'soft' acts on axis 1"),
    (
        lambda i, x: layers.TimeDistributed(layers.Flatten(), name="all")(lstm()(x)),
        "TimeDistributed 'all' can",
    ),
    (lambda i, x: layers.SpectralNormalization(layers.Dense(7))(lstm()(x)), "Spectral.* cannot be taken"),
    (lambda i, x: x, "Expected an Embedding, recurrent layers, then Dense; the model has Embedding"),
    (lambda i, x: layers.Dense(8)(lstm()(x)), "8 tokens apart in its output, 7 in its Embedding"),
]


@pytest.mark.parametrize(("head", "message"), WRONG, ids=range(len(WRONG)))
def test_models_that_cannot_be_taken_step_by_step(head, message):
    inputs = keras.Input((None,), dtype="int32")
    outputs = head(inputs, layers.Embedding(7, 7)(inputs))
    if not isinstance(outputs, list) and outputs.shape[-1] == 7:
        outputs = layers.Dense(7)(outputs)
    with pytest.raises(ValueError, match=message):
        Stepper(keras.Model(inputs, outputs))


def test_models_that_are_none_or_cannot_be_followed():
    class Own(keras.Model):
        def call(self, x):
            return x

    own = Own(name="own")
    own(np.ones((1, 1)))
    with pytest.raises(ValueError, match="The layers of Own 'own' cannot be followed"):
        Stepper(own)
    for wrong in (None, layers.LSTM(3), np.ones(3)):
        with pytest.raises(TypeError, match="expected a Keras model"):
            Stepper(wrong)
    numbers = keras.Input((None, 7))
    with pytest.raises(ValueError, match="Expected an Embedding"):
        Stepper(functional(numbers, rnn(LSTM), layers.Dense(7)))


def test_a_model_that_diverged_is_named():
    model = stack(rnn(LSTM))
    model.layers[-1].bias.assign([np.nan] * 7)
    with pytest.raises(ValueError, match="Row 0 of the logits has NaN: did the training diverge"):
        Generator(model).write([[1]])


# Writing

WORDS = ["<end>", "<start>", "a", "cream", "coat", "crepe", "silk"]


@pytest.fixture(scope="module")
def model():
    return stack(rnn(LSTM, 8), rnn(layers.GRU, 6), mask_zero=False, seed=3)


@pytest.fixture(scope="module")
def generator(model):
    return Generator(model, WORDS, start="<start>", end="<end>")


def same(first, second):
    names = ("prompt", "tokens", "log_probability", "log_probability_drawn")
    return first.ended == second.ended and all(
        getattr(first, name).tolist() == pytest.approx(getattr(second, name).tolist(), abs=1e-5)
        for name in names
    )


def spoken(model, text):
    """log P of each new token, with the model reading everything from the beginning for each."""
    everything = [*text.prompt, *text.tokens]
    begin = len(text.prompt)
    return np.log(
        [np.asarray(model(np.array([everything[:t]])))[0, -1] for t in range(begin, len(everything))]
    )


@pytest.mark.parametrize("choose", [None, greedy(), chain(temperature(2), top_p(0.7)), top_k(3)])
def test_log_probabilities_are_those_of_the_model_and_of_the_draw(model, generator, choose):
    texts = generator.write([["a"], [], ["cream", "coat", 6]], n=2, choose=choose, max_tokens=9, seed=4)
    assert [text.prompt.tolist() for text in texts[::2]] == [[1, 2], [1], [1, 3, 4, 6]]
    assert [text.prompt.tolist() for text in texts[1::2]] == [[1, 2], [1], [1, 3, 4, 6]]
    for text in texts:
        said = spoken(model, text)
        each = np.arange(len(text.tokens))
        close(text.log_probability, said[each, text.tokens], 1e-4)
        drawn = (choose or log_softmax)(said)
        close(text.log_probability_drawn, drawn[each, text.tokens], 1e-4)
        assert np.isfinite(text.log_probability_drawn).all()
        assert len(text.log_probability) == len(text.log_probability_drawn) == len(text.tokens) <= 9


def test_greedy_writes_what_a_plain_loop_writes(model, generator):
    for prompt in ([], ["silk"], ["a", "cream", "coat"]):
        (text,) = generator.write([prompt], choose=greedy(), max_tokens=12)
        written = [1, *map(WORDS.index, prompt)]
        while len(written) < 1 + len(prompt) + 12 and written[-1] != 0:
            written.append(int(np.asarray(model(np.array([written])))[0, -1].argmax()))
        assert [*text.prompt, *text.tokens] == written
        assert not text.log_probability_drawn.any()


def test_first_words_and_pairs_of_words_follow_the_model(model):
    """Chi-square over the 49 pairs of first and second word of 6000 texts."""
    texts = Generator(model).write([[3]], n=6000, max_tokens=2, seed=11)
    pairs = np.bincount([7 * text.tokens[0] + text.tokens[1] for text in texts], minlength=49)
    first = np.asarray(model(np.array([[3]])))[0, -1]
    second = np.asarray(model(np.array([[3, i] for i in range(7)])))[:, -1]
    wanted = (first[:, None] * second).ravel().astype(float)
    assert wanted.min() * 6000 > 5
    assert stats.chisquare(pairs, 6000 * wanted / wanted.sum()).pvalue > 0.001


def test_a_text_ends_at_its_own_end_token_or_at_max_tokens(generator, model):
    texts = generator.write(n=200, max_tokens=6, seed=2)
    for text in texts:
        assert text.ended == (text.tokens[-1] == 0) and 0 not in text.tokens[:-1]
        assert text.ended or len(text.tokens) == 6
    assert {len(text.tokens) for text in texts} >= {1, 2, 6}
    endless = Generator(model, start=1).write(n=50, max_tokens=6)
    assert all(len(text.tokens) == 6 and text.ended is False for text in endless)
    assert any(0 in text.tokens[:-1] for text in endless)


def test_a_seed_fixes_the_texts_and_another_changes_them(generator):
    first, again, other = (generator.write(n=20, max_tokens=9, seed=seed) for seed in (5, 5, 6))
    assert all(map(same, first, again))
    assert not all(map(same, first, other))
    assert len({tuple(text.tokens) for text in first}) > 10


def test_a_text_depends_on_its_prompt_its_number_and_the_seed_alone(generator):
    prompts = [["a"], ["cream", "coat"], [], [1, 1], ["a", "<end>"]]
    together = generator.write(prompts, n=4, max_tokens=12, seed=8)
    for place, prompt in enumerate(prompts):
        alone = generator.write([prompt], n=3, max_tokens=12, seed=8)
        assert all(map(same, alone, together[4 * place :]))
        repeated = generator.write([["silk"], prompt, prompt, prompt], n=1, max_tokens=12, seed=8)
        assert all(map(same, alone, repeated[1:]))
        longer = generator.write([prompt], n=3, max_tokens=30, seed=8)
        for short, long in zip(alone, longer, strict=True):
            assert short.tokens.tolist() == long.tokens[:12].tolist()


def test_texts_have_luck_of_their_own(generator):
    prompts = [np.array(one) for one in ([1], [1, 0], [0, 1], [2], [1, 0, 0])]
    luck = generator_module._luck(prompts, 40, 50, 3)
    assert luck.shape == (200, 50) and luck.min() >= 0 and luck.max() < 1
    assert len({tuple(row) for row in luck}) == 200
    correlations = np.corrcoef(luck)[np.triu_indices(200, 1)]
    assert np.abs(correlations).max() < 0.75 and abs(correlations.mean()) < 0.01
    assert stats.kstest(luck.ravel(), "uniform").pvalue > 0.001


class Counting:
    """Stands in front of a Stepper and writes down how many tokens each step gets."""

    def __init__(self, step):
        self.step, self.seen = step, []

    def __call__(self, tokens, *others):
        self.seen.append(np.shape(tokens))
        return self.step(tokens, *others)


def test_each_token_is_read_once(model):
    generator = Generator(model, end=0)
    generator._step = counting = Counting(generator._step)
    generator.write([[3, 4, 5], [3]], n=2, max_tokens=1)
    assert counting.seen == [(1,), (1,), (2,)]  # the prompts once, whatever n is; the last token never
    counting.seen.clear()
    texts = generator.write([[3, 4, 5]], n=8, max_tokens=20)
    assert sum(size for (size,) in counting.seen) == 3 + sum(len(text.tokens) - 1 for text in texts)
    assert all(len(shape) == 1 for shape in counting.seen)
    counting.seen.clear()
    generator.beam([3, 4, 5], width=4, max_tokens=6)
    assert len(counting.seen) <= 3 + 5 and max(counting.seen) <= (4,)
    assert counting.step._step.experimental_get_tracing_count() == 1


def test_the_hundredth_token_costs_as_much_as_the_first(model):
    generator = Generator(model)
    generator.write([[3]], max_tokens=5)

    def seconds(tokens):
        begin = time.perf_counter()
        generator.write([[3]], max_tokens=tokens)
        return (time.perf_counter() - begin) / tokens

    # If each token read the whole text again, the ratio would be near 16.
    assert min(seconds(800) for _ in range(2)) < 4 * min(seconds(50) for _ in range(4))


# Beams of a model


@settings(deadline=None, phases=[Phase.generate], max_examples=10)
@given(st.integers(0, 20), st.integers(2, 3), st.sampled_from([None, float, length_penalty(0.6)]))
def test_a_wide_beam_over_a_model_is_an_exhaustive_search(seed, max_tokens, divide_by):
    model = stack(rnn(LSTM), vocab_size=3, seed=seed, last=layers.Dense(3))
    found = Generator(model, end=2).beam([0, 1], 3**max_tokens, 3, max_tokens, divide_by)

    def after(text):
        return log_softmax(np.asarray(model(np.array([[0, 1, *text]])))[:, -1])[0]

    wanted = every_text(after, 3, 2, max_tokens)
    score = (lambda log_p: log_p.sum() / divide_by(len(log_p))) if divide_by else np.sum
    wanted = sorted(wanted, key=lambda one: -score(one[1]))[:3]
    close([score(text.log_probability) for text in found], [score(log_p) for _, log_p in wanted], 1e-5)
    for text, (tokens, log_p) in zip(found, wanted, strict=True):
        assert tuple(text.tokens.tolist()) == tokens and text.ended == (tokens[-1] == 2)
        close(text.log_probability, log_p, 1e-5)
        assert text.prompt.tolist() == [0, 1] and not text.log_probability_drawn.any()
        assert text.log_probability_drawn.shape == text.tokens.shape


def test_a_beam_of_one_is_greedy_writing(generator):
    for prompt in ([], ["a"], ["silk", "coat"]):
        (text,) = generator.beam(prompt, width=1, max_tokens=15)
        assert same(text, generator.write([prompt], choose=greedy(), max_tokens=15)[0])


def test_a_beam_that_can_find_fewer_texts_says_fewer():
    model = stack(rnn(LSTM))
    model.layers[-1].bias.assign([300.0, 0, 0, 0, 0, 0, 0])
    assert [text.tokens.tolist() for text in Generator(model, end=0).beam([1], 4, 4)] == [[0]]


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
        (lambda: log_softmax([[1, 2], [0, np.nan]]), "Row 1 of the logits has NaN"),
        (lambda: log_softmax([[0, INF]]), r"Row 0 of the logits has \+inf"),
        (lambda: log_softmax([[-INF, -INF]]), "Row 0 of the logits has -inf only, no token is possible"),
    ],
)
def test_wrong_ways_to_choose_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_every_whole_and_real_number_type_is_taken():
    close(top_k(np.int64(2))([[1, 2, 3]]), top_k(2)([[1, 2, 3]]))
    close(top_p(np.float32(0.5))([[1, 2]]), top_p(0.5)([[1, 2]]))
    close(temperature(np.int32(2))([[1, 2]]), temperature(2.0)([[1, 2]]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"prompts": "a cream coat"}, "prompts is 'a cream coat': expected a list of prompts"),
        ({"prompts": 3}, "prompts is 3: expected a list of prompts"),
        ({"prompts": []}, r"prompts is empty: for a text from the start token pass \[\[\]\]"),
        ({"prompts": ["a cream coat"]}, r"A prompt is 'a cream coat'.*such as \['a', 'cream', 'coat'\]"),
        ({"prompts": [3, 4]}, "A prompt is 3: expected a list of ids or words"),
        ({"prompts": [["a", "creme"]]}, "Not in the vocabulary: 'creme' .near: crepe, cream"),
        ({"prompts": [["xyz", "silkk"]]}, "'xyz' .near: none., 'silkk' .near: silk.*Pass words from"),
        ({"prompts": [[2, 7]]}, "A token is 7: expected an id from 0 to 6"),
        ({"prompts": [[-1]]}, "A token is -1: expected an id from 0 to 6"),
        ({"prompts": [[1.5]]}, "A token is 1.5: expected a word, or an id from 0 to 6"),
        ({"prompts": [[True]]}, "A token is True: expected a word, or an id"),
        ({"n": 0}, "n is 0: expected at least 1"),
        ({"max_tokens": 0}, "max_tokens is 0: expected at least 1"),
        ({"max_tokens": 2.5}, "max_tokens is 2.5: expected a whole number"),
        ({"seed": -1}, "seed is -1: expected at least 0"),
        ({"seed": None}, "seed is None: expected a whole number"),
        ({"choose": 0.8}, "choose is 0.8: expected greedy"),
        ({"choose": greedy}, "choose is greedy itself: call it"),
        ({"choose": top_p}, "choose is top_p itself: call it"),
        ({"choose": top_k(8)}, "k is 8, but there are only 7 tokens"),
        ({"choose": lambda log_probs: log_probs[:, :3]}, r"choose gives \(1, 3\), expected the shape"),
    ],
)
def test_what_cannot_be_written_is_refused(generator, arguments, message):
    with pytest.raises(ValueError, match=message):
        generator.write(**arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"width": 0}, "width is 0: expected at least 1"),
        ({"n": 0}, "n is 0: expected at least 1"),
        ({"n": 6}, "n is 6, width is 5: a beam finds no more texts"),
        ({"max_tokens": 0}, "max_tokens is 0"),
        ({"divide_by": lambda length: length - 1}, "divide_by gives 0.0 for a length"),
        ({"prompt": ["creme"]}, "Not in the vocabulary: 'creme'"),
    ],
)
def test_what_cannot_be_searched_is_refused(generator, arguments, message):
    with pytest.raises(ValueError, match=message):
        generator.beam(**arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"vocabulary": WORDS[:-1]}, "vocabulary has 6 words, 6 of them different, and the model 7 tokens"),
        ({"vocabulary": [*WORDS[:-1], "a"]}, "vocabulary has 7 words, 6 of them different"),
        ({"vocabulary": []}, "vocabulary has 0 words"),
        ({"start": 7}, "A token is 7: expected an id"),
        ({"end": "<end>"}, "'<end>' is a word: pass vocabulary"),
        ({"vocabulary": WORDS, "end": "<stop>"}, "Not in the vocabulary: '<stop>'"),
    ],
)
def test_a_generator_that_cannot_be_is_refused(model, arguments, message):
    with pytest.raises(ValueError, match=message):
        Generator(model, **arguments)


def test_prompts_without_start_token_or_vocabulary(model):
    plain = Generator(model)
    with pytest.raises(ValueError, match="A prompt is empty: pass at least one token, or tell"):
        plain.write()
    with pytest.raises(ValueError, match="'a' is a word: pass vocabulary"):
        plain.write([["a"]])
    texts = plain.write(np.array([[2, 3], [4, 5]]), max_tokens=2)
    assert [text.prompt.tolist() for text in texts] == [[2, 3], [4, 5]]


def test_sampling_offers_all_ways_to_choose():
    for name in ("chain", "greedy", "temperature", "top_k", "top_p", "length_penalty"):
        assert name in generation.__all__
