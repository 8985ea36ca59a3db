"""Texts that a model writes, against plain loops over the model."""

import functools
import time

import numpy as np
import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st
from scipy import stats

from tests.examples import examples
from tests.utils.generation.helpers import close, every_text
from tests.utils.generation.models import layers, rnn, shuffled, stack, traced
from utils.generation import (
    Generator,
    chain,
    greedy,
    length_penalty,
    log_softmax,
    temperature,
    top_k,
    top_p,
)
from utils.generation import generator as generator_module
from utils.preprocessing import Vocabulary

# Keras says so of a mask that reaches a nested model, and hands it on nevertheless.
pytestmark = pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")

WORDS = ["<end>", "<start>", "a", "cream", "coat", "crepe", "silk"]


@pytest.fixture(scope="module")
def model():
    return stack(rnn(layers.LSTM, 8), rnn(layers.GRU, 6), mask_zero=False, seed=3)


@pytest.fixture(scope="module")
def generator(model):
    return Generator(model, WORDS, start="<start>", end="<end>")


def same(first, second):
    names = ("prompt", "tokens", "log_probability", "log_probability_drawn")
    return first.ended == second.ended and all(
        getattr(first, name).tolist() == pytest.approx(getattr(second, name).tolist(), abs=1e-5)
        for name in names
    )


@pytest.fixture(scope="module")
def after(model):
    """P of the next token after some ids; the model reads all of them from the beginning."""
    read = traced(model)
    return lambda ids: np.asarray(read(np.array([ids], np.int32)))[0, -1]


def spoken(after, text):
    """log P of each new token, with the model reading everything from the beginning for each."""
    everything = [*text.prompt, *text.tokens]
    return np.log([after(everything[:t]) for t in range(len(text.prompt), len(everything))])


@pytest.mark.parametrize("choose", [None, greedy(), chain(temperature(2), top_p(0.7)), top_k(3)])
def test_log_probabilities_are_those_of_the_model_and_of_the_draw(after, generator, choose):
    texts = generator.write([["a"], [], ["cream", "coat", 6]], n=2, choose=choose, max_tokens=9, seed=4)
    assert [text.prompt.tolist() for text in texts[::2]] == [[1, 2], [1], [1, 3, 4, 6]]
    assert [text.prompt.tolist() for text in texts[1::2]] == [[1, 2], [1], [1, 3, 4, 6]]
    for text in texts:
        said = spoken(after, text)
        each = np.arange(len(text.tokens))
        close(text.log_probability, said[each, text.tokens], 1e-4)
        drawn = (choose or log_softmax)(said)
        close(text.log_probability_drawn, drawn[each, text.tokens], 1e-4)
        assert np.isfinite(text.log_probability_drawn).all()
        assert len(text.log_probability) == len(text.log_probability_drawn) == len(text.tokens) <= 9


def test_greedy_writes_what_a_plain_loop_writes(after, generator):
    for prompt in ([], ["silk"], ["a", "cream", "coat"]):
        (text,) = generator.write([prompt], choose=greedy(), max_tokens=12)
        written = [1, *map(WORDS.index, prompt)]
        while len(written) < 1 + len(prompt) + 12 and written[-1] != 0:
            written.append(int(after(written).argmax()))
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


def test_each_text_has_random_numbers_of_its_own(generator):
    prompts = [np.array(one) for one in ([1], [1, 0], [0, 1], [2], [1, 0, 0])]
    uniforms = generator_module._uniforms(prompts, 40, 50, 3)
    assert uniforms.shape == (200, 50) and uniforms.min() >= 0 and uniforms.max() < 1
    assert len({tuple(row) for row in uniforms}) == 200
    correlations = np.corrcoef(uniforms)[np.triu_indices(200, 1)]
    assert np.abs(correlations).max() < 0.75 and abs(correlations.mean()) < 0.01
    assert stats.kstest(uniforms.ravel(), "uniform").pvalue > 0.001


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


@pytest.mark.slow
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


@pytest.fixture(scope="module")
def of_three_tokens():
    model = stack(rnn(layers.LSTM), vocab_size=3, last=layers.Dense(3))
    return model, Generator(model, end=2), traced(model)


@examples(10, phases=[Phase.generate])
@given(st.integers(0, 20), st.integers(2, 3), st.sampled_from([None, float, length_penalty(0.6)]))
def test_a_wide_beam_over_a_model_is_an_exhaustive_search(of_three_tokens, seed, max_tokens, divide_by):
    model, generator, read = of_three_tokens
    shuffled(model, seed)
    found = generator.beam([0, 1], 3**max_tokens, 3, max_tokens, divide_by)

    @functools.cache
    def after(text):
        return log_softmax(np.asarray(read(np.array([[0, 1, *text]], np.int32)))[:, -1])[0]

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
    model = stack(rnn(layers.LSTM))
    model.layers[-1].bias.assign([300.0, 0, 0, 0, 0, 0, 0])
    assert [text.tokens.tolist() for text in Generator(model, end=0).beam([1], 4, 4)] == [[0]]


# Errors
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


@pytest.mark.parametrize(
    "vocabulary",
    [dict(enumerate(WORDS)), {word: k for k, word in enumerate(WORDS)}, tuple(WORDS), Vocabulary(WORDS)],
    ids=["id to word", "word to id", "tuple", "Vocabulary"],
)
def test_every_form_of_a_vocabulary_is_taken(model, generator, vocabulary):
    found = Generator(model, vocabulary, start="<start>", end="<end>").write([["a", "coat"]], n=4)
    assert all(map(same, found, generator.write([["a", "coat"]], n=4)))
    assert found[0].prompt.tolist() == [1, 2, 4]


def test_a_vocabulary_tells_its_start_and_end_unless_others_are_given(model):
    vocabulary = Vocabulary(WORDS, start="<start>", end="<end>")
    plain = Generator(model, vocabulary)
    assert (plain.start, plain.end) == (1, 0)
    other = Generator(model, vocabulary, start="a", end=6)
    assert (other.start, other.end) == (2, 6)
    first = Generator(model, Vocabulary([*WORDS[1:], "<end>"], start="<start>"))  # an id of 0
    assert (first.start, first.end) == (0, None)


def test_a_dict_with_a_gap_is_refused(model):
    with pytest.raises(ValueError, match=r"ids of the .* are not 0, 1, 2"):
        Generator(model, {k + 1: word for k, word in enumerate(WORDS)})


def test_prompts_without_start_token_or_vocabulary(model):
    plain = Generator(model)
    with pytest.raises(ValueError, match="A prompt is empty: pass at least one token, or tell"):
        plain.write()
    with pytest.raises(ValueError, match="'a' is a word: pass vocabulary"):
        plain.write([["a"]])
    texts = plain.write(np.array([[2, 3], [4, 5]]), max_tokens=2)
    assert [text.prompt.tolist() for text in texts] == [[2, 3], [4, 5]]
