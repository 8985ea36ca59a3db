"""Suggestions of words: what is shown, what typing costs, counted by hand; counts, a network, a mixture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.utils.generation.helpers import close
from utils.generation import Frequent, Key, Keyboard, LetterNGrams, Mixed, WordCounts, WordNetwork
from utils.preprocessing import Vocabulary

words = st.text("ab'é", min_size=1, max_size=4).filter(lambda word: word.strip("'"))
tokens = st.one_of(words, st.sampled_from(".,?!"))
texts = st.lists(st.lists(tokens, max_size=6), min_size=1, max_size=4).filter(
    lambda texts: any(token.strip(".,?!") for text in texts for token in text)
)
likelihoods = st.integers(0, 10_000).map(np.random.default_rng)
often = examples(60)


def random_likely(rng, vocabulary):
    """Numbers for all words of a vocabulary, some of them equal."""
    return rng.integers(0, 4, len(vocabulary)) / 4


class Scripted:
    """A forecaster that says what was written down, a row for each step."""

    def __init__(self, vocabulary, *rows):
        self.rows = [np.array([row.get(word, 0.0) for word in vocabulary]) for row in rows]
        self.read_so_far = []

    def begin(self):
        self.read_so_far = []
        return self.rows[0]

    def read(self, token):
        self.read_so_far.append(token)
        return self.rows[min(len(self.read_so_far), len(self.rows) - 1)]


class Guessing:
    """A forecaster that guesses anew at each step."""

    def __init__(self, vocabulary, seed):
        self.vocabulary, self.seed = vocabulary, seed

    def begin(self):
        self.rng = np.random.default_rng(self.seed)
        return random_likely(self.rng, self.vocabulary)

    def read(self, token):
        return random_likely(self.rng, self.vocabulary)


# What is shown


@often
@given(texts, likelihoods, st.text("ab'é", max_size=3), st.integers(1, 4))
def test_words_shown_begin_as_typed_are_longer_different_and_sorted(texts, rng, begun, places):
    vocabulary = Vocabulary.from_texts(texts)
    likely = random_likely(rng, vocabulary)
    shown = Keyboard(vocabulary, places).shown(likely, begun)
    assert all(word.startswith(begun) and len(word) > len(begun) for word in shown)
    assert len(set(shown)) == len(shown) <= places
    heights = [likely[vocabulary.ids[word]] for word in shown]
    assert heights == sorted(heights, reverse=True)


@often
@given(texts, likelihoods, st.text("ab'é", max_size=3), st.integers(1, 4))
def test_no_word_that_is_left_out_is_likelier_or_comes_first_among_equals(texts, rng, begun, places):
    vocabulary = Vocabulary.from_texts(texts)
    likely = random_likely(rng, vocabulary)
    possible = [
        (-likely[k], k, word)
        for k, word in enumerate(vocabulary)
        if k > 3 and any(map(str.isalnum, word)) and word.startswith(begun) and word != begun
    ]
    best = [word for *_, word in sorted(possible)[:places]]
    assert Keyboard(vocabulary, places).shown(likely, begun) == best


def test_neither_stops_nor_special_words_are_shown():
    vocabulary = Vocabulary.from_texts([["so", ".", "?"]])
    assert Keyboard(vocabulary).shown(np.ones(len(vocabulary))) == ["so"]


@often
@given(texts, likelihoods, words, st.integers(1, 3))
def test_letters_needed_are_those_until_the_word_is_shown(texts, rng, other, places):
    vocabulary = Vocabulary.from_texts(texts)
    keyboard, likely = Keyboard(vocabulary, places), random_likely(rng, vocabulary)
    for word in [*vocabulary, other]:
        cut = range(len(word))
        first = next((k for k in cut if word in keyboard.shown(likely, word[:k])), len(word))
        assert keyboard.letters_needed(likely, word) == first


# What typing costs


def test_a_sentence_counted_by_hand():
    vocabulary = Vocabulary.from_texts([["the", "tea", "ten", "tin", "to", "is", "hot", "."]])
    first = {"ten": 0.4, "tin": 0.3, "to": 0.2, "tea": 0.1, "the": 0.05}
    second = {"hot": 0.5, "is": 0.4, "to": 0.1}
    forecaster = Scripted(vocabulary, first, second, {}, {}, {})
    # "the is wet. ": 4 + 3 + 4 + 1 keystrokes by hand.
    # "the": the screen has ten tin to; after t the same; after th it has the: t h [the] = 3
    # "is" is on the screen at once: [is] = 1; "wet" is not known: w e t and a space = 4; "." = 1
    keyboard = Keyboard(vocabulary)
    typed = keyboard.type(forecaster, [["the", "is", "wet", "."]])
    assert (typed.letters, typed.keystrokes) == (12, 9)
    assert (typed.words, typed.at_once, typed.unknown) == (3, 1, 1)
    assert typed.saved == pytest.approx(3 / 12)
    keys = list(keyboard.keys(forecaster, ["the", "is", "wet", "."]))
    assert keys[:4] == [
        Key("", ("ten", "tin", "to"), "t", False),
        Key("t", ("ten", "tin", "to"), "h", False),
        Key("th", ("the",), "the", True),
        Key("the ", ("hot", "is", "to"), "is", True),
    ]
    assert [key.pressed for key in keys[4:]] == ["w", "e", "t", " ", "."]
    assert [key.text for key in keys[4:]] == ["the is " + begun for begun in ("", "w", "we", "wet", "wet ")]


@often
@given(texts, texts, st.integers(0, 99), st.integers(1, 4))
def test_letters_are_those_of_the_text_and_keystrokes_never_more(texts, others, seed, places):
    vocabulary = Vocabulary.from_texts(texts)
    typed = Keyboard(vocabulary, places).type(Guessing(vocabulary, seed), others)
    # A space after each word or, if a stop follows, after the stops; none between the stops.
    written = sum(len(token) for text in others for token in text)
    written += sum(token not in ".,?!" for text in others for token in text)
    assert typed.letters == written
    tokens = sum(map(len, others))
    assert tokens <= typed.keystrokes <= typed.letters
    assert 0 <= typed.saved < 1
    assert typed.at_once + typed.unknown <= typed.words <= tokens


@often
@given(texts, st.lists(tokens, max_size=6), st.integers(0, 99))
def test_key_by_key_it_costs_what_was_counted_and_gives_the_text(texts, text, seed):
    vocabulary = Vocabulary.from_texts(texts)
    keyboard, forecaster = Keyboard(vocabulary), Guessing(vocabulary, seed)
    keys = list(keyboard.keys(forecaster, text))
    assert len(keys) == keyboard.type(forecaster, [text]).keystrokes
    assert all(key.pressed in key.shown for key in keys if key.taken)
    plain = "".join(token if token in ".,?!" else " " + token for token in text).lstrip()
    assert all(plain.startswith(key.text.rstrip()) for key in keys)


@often
@given(texts, st.integers(0, 99))
def test_more_places_never_cost_more(texts, seed):
    vocabulary = Vocabulary.from_texts(texts)
    costs = [
        Keyboard(vocabulary, n).type(Guessing(vocabulary, seed), texts).keystrokes for n in (1, 2, 3, 99)
    ]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == sum(map(len, texts))


def test_a_forecaster_reads_all_tokens_and_the_end_of_each_text():
    vocabulary = Vocabulary.from_texts([["a", "b", "."]])
    forecaster = Scripted(vocabulary, {"a": 1.0})
    Keyboard(vocabulary).type(forecaster, [["a", "."], ["x"]])
    assert forecaster.read_so_far == ["a", ".", "<end>", "x", "<end>"]


def test_nothing_typed_saves_nothing():
    vocabulary = Vocabulary.from_texts([["a"]])
    assert Keyboard(vocabulary).type(Guessing(vocabulary, 0), []).saved == 0


@pytest.mark.parametrize(
    ("text", "begun", "read"),
    [
        ("", "", []),
        ("T", "t", []),
        ("The so", "so", ["the"]),
        ("The soup. ", "", ["the", "soup", "."]),
        ("The soup,", "", ["the", "soup", ","]),
        ("It isn’", "isn", ["it"]),
        ("A well-kn", "well-kn", ["a"]),
    ],
)
def test_what_is_offered_after_a_text(text, begun, read):
    vocabulary = Vocabulary.from_texts([["so", "soup", "the", "isn't", "well-known", "a", "it"]])
    keyboard = Keyboard(vocabulary)
    rows = np.random.default_rng(0).random((5, len(vocabulary)))
    forecaster = Scripted(vocabulary)
    forecaster.rows = list(rows)
    assert keyboard.offer(forecaster, text) == keyboard.shown(rows[len(read)], begun)
    assert forecaster.read_so_far == read


def test_a_word_that_is_taken_completes_what_was_typed():
    assert Keyboard.take("The so", "soup") == "The soup "
    assert Keyboard.take("So", "soup") == "Soup "
    assert Keyboard.take("The soup was ", "hot") == "The soup was hot "
    assert Keyboard.take("", "hot") == "hot "


# Forecasters


def test_frequent_words_by_hand():
    texts = [["a", "b"], ["a"]]
    vocabulary = Vocabulary.from_texts(texts)
    frequent = Frequent(texts, vocabulary)
    share = dict(zip(vocabulary, frequent.begin(), strict=True))
    assert share == pytest.approx(
        {"<pad>": 0, "<start>": 0, "<end>": 3 / 6, "<unknown>": 0, "a": 2 / 6, "b": 1 / 6}
    )
    assert (frequent.read("b") == frequent.begin()).all()


@examples(30)
@given(st.lists(st.lists(st.sampled_from("abc"), max_size=5), min_size=2, max_size=4), st.integers(1, 4))
def test_counts_of_words_are_those_of_letters(texts, order):
    """With words of one letter, and a stroke for the end, the texts are one text of letters."""
    vocabulary = Vocabulary("<>?abc", start="<", end=">", unknown="?")
    text = ">" + "".join("".join(text) + ">" for text in texts)
    if len(text) < order:
        return
    letters = LetterNGrams(text, order, letters="<>?abc")
    counted = WordCounts(texts, vocabulary, order)
    close(counted.begin(), letters.probabilities(">"))
    close(counted.read("a"), letters.probabilities(">a"))
    close(counted.read("c"), letters.probabilities(">ac"))
    close(counted.begin(), letters.probabilities(">"))


def test_tuned_counts_fit_other_texts_better():
    texts, others = [list("abcab"), list("cabba")], [list("abcabcab")]
    vocabulary = Vocabulary.from_texts(texts)
    counted = WordCounts(texts, vocabulary, 3)

    def loss():
        likely, found = counted.begin(), 0.0
        for token in others[0]:
            found -= np.log(likely[vocabulary.ids[token]])
            likely = counted.read(token)
        return found

    before = loss()
    counted.tune(others)
    assert loss() < before


def test_counts_know_what_an_unknown_word_is_worth():
    texts = [["red", "wine"], ["red", "wine"], ["white", "bread"]]
    vocabulary = Vocabulary.from_texts(texts)
    counted = WordCounts(texts, vocabulary, 3)
    counted.begin()
    close(counted.read("blue"), WordCounts(texts, vocabulary, 3).counts.probabilities(chr(3)))


@pytest.fixture
def network():
    """A network that knows six of eight ids, and the texts that the others are counted in."""
    from keras import layers

    from tests.utils.generation.models import rnn, stack

    texts = [list("aaabbbcd"), list("aabbccd"), ["d", "a"]]
    vocabulary = Vocabulary.from_texts(texts)
    return stack(rnn(layers.LSTM), vocab_size=6), vocabulary, texts


def test_a_network_says_what_the_model_says_and_shares_the_unknown(network):
    from tests.utils.generation.models import last_words

    model, vocabulary, texts = network
    forecaster = WordNetwork(model, vocabulary, texts)
    assert list(vocabulary)[4:] == ["a", "b", "c", "d"]
    forecaster.begin()
    forecaster.read("a")
    found = forecaster.read("d")  # to the model, d is unknown
    said = last_words(model, [[2, 4, 3]])[0]
    close(found[[0, 1, 2, 4, 5]], said[[0, 1, 2, 4, 5]], 1e-5)
    close(found[6:], said[3] * np.array([0.5, 0.5]), 1e-5)
    assert found[3] == 0 and found.sum() == pytest.approx(1)
    close(forecaster.begin(), WordNetwork(model, vocabulary, texts).begin())


def test_what_a_network_does_not_know_is_shared_by_counts(network):
    model, _, texts = network
    texts = [*texts, ["c"] * 5]
    vocabulary = Vocabulary("<>?abxcd", start="<", end=">", unknown="?")
    found = WordNetwork(model, vocabulary, texts).begin()
    close(found[7] / found[6], 3 / 8, 1e-6)


def test_a_mixture_is_the_weighted_mean():
    vocabulary = Vocabulary.from_texts([["a", "b"]])
    first, second = Scripted(vocabulary, {"a": 1.0}, {"b": 1.0}), Scripted(vocabulary, {"b": 1.0})
    mixed = Mixed(first, second, 0.75)
    close(mixed.begin()[4:], [0.75, 0.25])
    close(mixed.read("a")[4:], [0, 1])
    assert first.read_so_far == second.read_so_far == ["a"]


# What is refused


def test_a_vocabulary_that_will_not_do_is_named():
    plain = Vocabulary(["a", "b"])
    for call in (Keyboard, lambda v: Frequent([["a"]], v), lambda v: WordCounts([["a"]], v, 2)):
        for wrong in (plain, ["a", "b"], None):
            with pytest.raises(ValueError, match="expected a Vocabulary with words for the end"):
                call(wrong)
    with pytest.raises(ValueError, match="no word that can be shown"):
        Keyboard(Vocabulary.from_texts([["."]]))


def test_bad_numbers_are_named():
    vocabulary = Vocabulary.from_texts([["a", "b"]])
    keyboard = Keyboard(vocabulary)
    with pytest.raises(ValueError, match="places is 0"):
        Keyboard(vocabulary, 0)
    with pytest.raises(ValueError, match="order is 0"):
        WordCounts([["a"]], vocabulary, 0)
    for wrong in (-0.1, 1.1, "half", float("nan")):
        with pytest.raises(ValueError, match="weight is"):
            Mixed(Guessing(vocabulary, 0), Guessing(vocabulary, 0), wrong)
    for call in (lambda: keyboard.offer(Guessing(vocabulary, 0), 3), lambda: keyboard.take(3, "a")):
        with pytest.raises(TypeError, match="text is 3: expected what was typed"):
            call()
    for call in (keyboard.shown, lambda likely: keyboard.letters_needed(likely, "a")):
        with pytest.raises(ValueError, match=r"shape \(3,\): expected \(6,\).*vocabulary"):
            call(np.ones(3))


@pytest.mark.parametrize("texts", ["coat", ["coat"], [3], 3])
def test_texts_that_are_no_lists_of_words_are_refused_everywhere(texts):
    vocabulary = Vocabulary.from_texts([["coat"]])
    counted = WordCounts([["coat"]], vocabulary, 2)
    for call in (
        lambda: Keyboard(vocabulary).type(counted, texts),
        lambda: Frequent(texts, vocabulary),
        lambda: WordCounts(texts, vocabulary, 2),
        lambda: counted.tune(texts),
    ):
        with pytest.raises(ValueError, match=r"expected a list of (texts, each a list of )?words"):
            call()


def test_no_texts_are_named():
    vocabulary = Vocabulary.from_texts([["coat"]])
    for call in (Frequent, lambda texts, v: WordCounts(texts, v, 2)):
        with pytest.raises(ValueError, match="texts is empty"):
            call([], vocabulary)


def test_a_network_of_another_vocabulary_is_named(network):
    model, _, texts = network
    with pytest.raises(ValueError, match="model has 6 ids, the vocabulary 5 words"):
        WordNetwork(model, Vocabulary.from_texts([["a"]]), texts)
    late = Vocabulary("abcdefgh<>?", start="<", end=">", unknown="?")
    with pytest.raises(ValueError, match="special ones among the first 11"):
        WordNetwork(model, late, texts)
    with pytest.raises(TypeError, match="expected a Keras model"):
        WordNetwork("model", late, texts)
