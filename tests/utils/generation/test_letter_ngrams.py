"""Counted letters: against a textbook's Kneser-Ney, sums, the text that chooses, what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime

from utils.generation import LetterNGrams
from utils.synthetic import plays

LETTERS = "abc d"
texts = st.text(LETTERS[:4], min_size=6, max_size=40)
contexts = st.text(LETTERS, max_size=9)
orders = st.integers(1, 6)


def textbook_counts(text, n, order):
    """Runs of n letters: of the longest how often each occurs, of the others how many letters come before."""
    starts = range(len(text) - n + 1)
    if n == order:
        runs = [text[k : k + n] for k in starts]
        return {run: runs.count(run) for run in runs}
    before: dict = {}
    for k in starts:
        before.setdefault(text[k : k + n], set()).add(text[k - 1] if k else "<start>")
    return {run: len(found) for run, found in before.items()}


def textbook(text, order, discounts, context, letter, n):
    """P(letter | last n - 1 letters of the context) by the recursion of Chen and Goodman, eq. 21."""
    if n == 0:
        return 1 / len(LETTERS)
    lower = textbook(text, order, discounts, context, letter, n - 1)
    if len(context) < n - 1:
        return lower
    history = context[len(context) - n + 1 :]
    counts = textbook_counts(text, n, order)
    after = [counts[history + other] for other in LETTERS if history + other in counts]
    if not after:
        return lower
    taken = {0: 0.0, 1: discounts[n - 1][0], 2: discounts[n - 1][1]}
    count = counts.get(history + letter, 0)
    kept = count - taken.get(count, discounts[n - 1][2])
    saved = sum(taken.get(found, discounts[n - 1][2]) for found in after)
    return (kept + saved * lower) / sum(after)


def with_random_discounts(text, order, seed):
    counted = LetterNGrams(text, order, LETTERS)
    counted.discounts = np.random.default_rng(seed).uniform(0.1, (1, 2, 3), (order, 3))
    return counted


@given(texts, orders, contexts, st.integers(0, 99))
def test_the_same_as_the_textbook(text, order, context, seed):
    counted = with_random_discounts(text, order, seed)
    expected = [textbook(text, order, counted.discounts, context, letter, order) for letter in LETTERS]
    assert counted.probabilities(context) == pytest.approx(expected, abs=1e-12)


@given(texts, orders, contexts, st.booleans())
def test_probabilities_add_up_to_one_and_none_is_zero(text, order, context, usual):
    counted = LetterNGrams(text, order, LETTERS) if usual else with_random_discounts(text, order, 0)
    found = counted.probabilities(context)
    assert found.sum() == pytest.approx(1)
    assert (found > 0).all()


@given(texts, orders, contexts, contexts)
def test_the_loss_of_a_text_is_that_of_its_letters_one_by_one(text, order, before, other):
    counted = with_random_discounts(text, order, 1)
    found = counted.nats(other, before)
    assert found.shape == (len(other),)
    for k, letter in enumerate(other):
        p = counted.probabilities(before + other[:k])[LETTERS.index(letter)]
        assert found[k] == pytest.approx(-np.log(p))


@given(texts, orders, contexts)
def test_what_lies_further_back_than_the_order_is_not_read(text, order, context):
    counted = LetterNGrams(text, order, LETTERS)
    last = context[: order - 1].rjust(order - 1, "a")
    assert counted.probabilities("d" * 9 + last).tolist() == counted.probabilities(last).tolist()


@given(texts, orders, st.text(LETTERS, min_size=1, max_size=30), st.integers(0, 99))
def test_the_slopes_are_those_of_the_loss(text, order, other, seed):
    counted = with_random_discounts(text, order, seed)
    numbers = list(counted._look_up(other, "ab"))

    def loss(flat):
        counted.discounts = flat.reshape(order, 3)
        return counted.nats(other, "ab").mean()

    start = counted.discounts.ravel()
    value, slope = counted._loss_and_slope(numbers, counted.discounts)
    assert value == pytest.approx(loss(start))
    assert slope == pytest.approx(approx_fprime(start, loss, 1e-7), abs=1e-4)


def test_tuning_helps_on_the_text_that_chooses_and_on_another():
    play = plays.play(900)
    counted, chooses, judges = play[:20_000], play[20_000:24_000], play[24_000:]
    usual, tuned = LetterNGrams(counted, 7, sorted(set(play))), LetterNGrams(counted, 7, sorted(set(play)))
    tuned.tune(chooses, before=counted)
    assert tuned.nats(chooses, counted).mean() < usual.nats(chooses, counted).mean() - 0.01
    assert tuned.nats(judges).mean() < usual.nats(judges).mean()
    assert (tuned.discounts > 0).all() and (tuned.discounts <= (1, 2, 3)).all()
    for number in range(tuned.discounts.size):  # no step of one discount is better
        for step in (-0.05, 0.05):
            other = LetterNGrams(counted, 7, sorted(set(play)))
            other.discounts = tuned.discounts.copy()
            other.discounts.flat[number] += step
            if 0 < other.discounts.flat[number] <= (1, 2, 3)[number % 3]:
                assert other.nats(chooses, counted).mean() > tuned.nats(chooses, counted).mean() - 1e-4


def test_by_hand():
    # "abab": of two letters ab twice, ba once; a follows the start and b, b follows a.
    counted = LetterNGrams("abab", 2)
    counted.discounts = np.array([[0.5, 1.0, 1.5], [0.4, 0.8, 1.2]])
    a, b = (2 - 1 + 1.5 / 2) / 3, (1 - 0.5 + 1.5 / 2) / 3
    assert counted.probabilities("") == pytest.approx([a, b])
    assert counted.probabilities("a") == pytest.approx([0.8 * a / 2, (2 - 0.8 + 0.8 * b) / 2])
    assert counted.probabilities("b") == pytest.approx([(1 - 0.4 + 0.4 * a) / 1, 0.4 * b])


def test_the_formula_of_the_discounts():
    # Of single letters: a, b, c, d once, e and f twice, g and h three times, i four times.
    counted = LetterNGrams("abcdeeffggghhhiiii", 1)
    share = 4 / (4 + 2 * 2)
    expected = [1 - 2 * share * 2 / 4, 2 - 3 * share * 2 / 2, 3 - 4 * share * 1 / 2]
    assert counted.discounts[0] == pytest.approx(expected)
    assert LetterNGrams("aab", 1).discounts.tolist() == [[0.5, 1.0, 1.5]]


def test_longer_contexts_help_and_take_memory():
    play = plays.play(600)
    short, long = (LetterNGrams(play[:15_000], order, sorted(set(play))) for order in (2, 6))
    assert long.nats(play[15_000:]).mean() < short.nats(play[15_000:]).mean() - 0.3
    assert long.nbytes > 5 * short.nbytes > 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("", 1), "text has 0 letters: expected at least order, 1"),
        (("ab", 3), "text has 2 letters: expected at least order, 3"),
        (("ab", 0), "order"),
        ((["ab"], 1), "text is .*expected one text, a string"),
        ((3, 1), "text is 3: expected one text"),
        (("ab", 1, "a"), "text has the letter 'b', which is not among the 1 letters"),
        (("ab", 1, "aba"), "a letter twice"),
    ],
)
def test_bad_input_is_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        LetterNGrams(*arguments)


def test_bad_texts_are_named():
    counted = LetterNGrams("abab", 2)
    for call in (counted.nats, counted.probabilities, counted.tune):
        with pytest.raises(ValueError, match=r"has the letter 'é'.*letters=\.\.\."):
            call("é")
        with pytest.raises(ValueError, match="expected one text, a string"):
            call(["ab"])
    with pytest.raises(ValueError, match="before has the letter 'x'"):
        counted.nats("ab", before="ax")
    with pytest.raises(ValueError, match="text is empty"):
        counted.tune("")
    assert counted.nats("").shape == (0,)
