"""Beam search against an exhaustive search, a greedy loop and a plain beam."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.utils.generation.helpers import INF, close, every_text
from utils.generation import beam_search, length_penalty, log_softmax


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


@examples(60)
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
