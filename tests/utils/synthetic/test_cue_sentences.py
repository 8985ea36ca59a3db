"""The tasks in words: only the cue tells the answer, and nothing else does."""

import functools
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from utils.synthetic import cue_sentences
from utils.synthetic.cue_sentences import address, home_language, pronoun, short_context, swapped

LONG = [home_language, address, pronoun]
ROWS = 4000

# Written down once more, so that the module is not its own witness.
SPOKEN = {
    "Spain": "Spanish",
    "Japan": "Japanese",
    "Poland": "Polish",
    "Turkey": "Turkish",
    "Greece": "Greek",
    "Finland": "Finnish",
    "Italy": "Italian",
    "Denmark": "Danish",
}
PAIRS = """boy girl, man woman, uncle aunt, father mother, brother sister, grandfather grandmother,
    waiter waitress, actor actress, prince princess, king queen, duke duchess, gentleman lady"""
COUNTERPART = dict(pair.split() for pair in PAIRS.split(","))
MEN, WOMEN = set(COUNTERPART), set(COUNTERPART.values())
COUNTERPART |= {woman: man for man, woman in COUNTERPART.items()}
ANSWER = {
    home_language: SPOKEN,
    address: {noun: "sir" if noun in MEN else "ma'am" for noun in COUNTERPART},
    pronoun: {noun: "his" if noun in MEN else "her" for noun in COUNTERPART},
    short_context: {
        "brave": "knight",
        "tasted": "sweet",
        "blue": "sky",
        "brushed": "teeth",
        "crackling": "fire",
        "boiled": "egg",
        "fallen": "snow",
        "melted": "cheese",
    },
}
TRAP_FROM = {home_language: 12, pronoun: 6, address: 10**9}

gaps = st.one_of(st.integers(2, 30), st.integers(2, 200))
calls = st.tuples(
    st.sampled_from(LONG), st.integers(1, 30), gaps, st.integers(0, 99), st.sampled_from(["train", "test"])
)


@functools.cache
def many(task, gap, seed, part):
    """Many sentences, made once for all tests that ask for them."""
    return task(ROWS, gap, seed, part)


def words_of(told, row):
    return [told.vocabulary[i] for i in told.x[row]]


def masked(told):
    """Rows of ids without cue and trap: (rows, timesteps), -1 in place of each word that can be one."""
    hidden = [told.vocabulary.index(word) for words in told.cues for word in words]
    return np.where(np.isin(told.x, hidden), -1, told.x)


def lines(rows):
    return {row.tobytes() for row in np.ascontiguousarray(rows)}


@examples(150)
@given(calls)
def test_the_cue_alone_tells_the_answer_and_the_gap_is_exact(call):
    task, rows, gap, seed, part = call
    told = task(rows, gap, seed, part)
    assert told.x.shape[0] == rows and told.x.dtype == np.int32
    assert told.y.shape == told.cue_at.shape == told.trap.shape == (rows,)
    assert told.x.min() >= 0 and told.x.max() < len(told.vocabulary)
    for row in range(rows):
        words, at = words_of(told, row), told.cue_at[row]
        assert ANSWER[task][words[at]] == told.answers[told.y[row]]
        assert len(words) - 1 - at == gap
        assert not any(word in ANSWER[task] for word in words[:at])
        assert told.text(row) == " ".join(words) + " ___"
    counts = np.bincount(told.y, minlength=len(told.answers))
    assert np.ptp(counts) <= 1


@examples(150)
@given(calls)
def test_the_trap_is_the_only_other_cue_word_and_stands_for_another_answer(call):
    task, rows, gap, seed, part = call
    told = task(rows, gap, seed, part)
    for row in range(rows):
        after = words_of(told, row)[told.cue_at[row] + 1 :]
        others = [word for word in after if word in ANSWER[task]]
        if gap < TRAP_FROM[task]:
            assert others == [] and told.trap[row] == -1
        else:
            assert [ANSWER[task][word] for word in others] == [told.answers[told.trap[row]]]
            assert told.trap[row] != told.y[row]
            assert COUNTERPART.get(others[0]) != words_of(told, row)[told.cue_at[row]]


@pytest.mark.parametrize("task", LONG)
def test_every_gap_from_2_to_200_can_be_filled(task):
    for gap in range(2, 201):
        told = task(3, gap, seed=gap)
        assert (told.x.shape[1] - 1 - told.cue_at == gap).all()


@pytest.mark.parametrize("task", LONG)
def test_one_vocabulary_for_all_gaps_parts_and_seeds(task):
    first = task(2, 2).vocabulary
    assert len(set(first)) == len(first) <= 400
    used = set()
    for gap, part, seed in itertools.product([2, 12, 60], ["train", "test"], [0, 1]):
        told = task(300, gap, seed, part)
        assert told.vocabulary == first
        used |= set(told.x.ravel().tolist())
    assert len(used) > 0.97 * len(first)
    if task is home_language:
        assert task(2, 5, classes=3).vocabulary == first


@pytest.mark.parametrize("classes", [2, 3, 8])
@given(rows=st.integers(1, 200), seed=st.integers(0, 99))
@examples(20)
def test_a_country_is_trap_as_often_as_answer(classes, rows, seed):
    told = home_language(rows, 12, seed, classes=classes)
    assert told.answers == list(SPOKEN.values())[:classes]
    for labels in (told.y, told.trap):
        assert np.ptp(np.bincount(labels, minlength=classes)) <= 1


def test_the_trap_is_drawn_evenly_from_the_other_countries_and_at_every_place():
    told = home_language(5600, 40)
    table = np.zeros((8, 8), int)
    np.add.at(table, (told.y, told.trap), 1)
    assert (table == 100 * (1 - np.eye(8))).all()
    countries = [told.vocabulary.index(word) for word in SPOKEN]
    at = [np.flatnonzero(np.isin(row, countries))[-1] for row in told.x]
    assert np.ptp(at) > 20


def test_cue_and_trap_are_introduced_by_different_words():
    origin = set(" ".join(cue_sentences.SLOTS["origin"]).split())
    told = set(" ".join(cue_sentences.HOME.traps).split())
    season = set(cue_sentences.SLOTS["season"]) | set(cue_sentences.SLOTS["number"])
    assert not origin & (told | season)


@pytest.mark.parametrize("task", LONG)
def test_gendered_nouns_and_countries_are_all_used(task):
    told = task(ROWS, 2)
    assert {told.vocabulary[i] for i in told.x[np.arange(ROWS), told.cue_at]} == set(ANSWER[task])


@pytest.mark.parametrize("task", [*LONG, short_context])
def test_a_seed_fixes_every_byte_and_another_changes_them(task):
    arguments = {} if task is short_context else {"gap": 12}
    first, again, other = [task(50, seed=seed, **arguments) for seed in (3, 3, 4)]
    for name in ("x", "y", "cue_at", "trap"):
        assert getattr(first, name).tobytes() == getattr(again, name).tobytes()
    assert first.x.tobytes() != other.x.tobytes() and first.y.tobytes() != other.y.tobytes()
    assert not lines(first.x) & lines(other.x)


@pytest.mark.parametrize("gap", [2, 50])
@pytest.mark.parametrize("task", LONG)
def test_training_and_testing_share_no_sentence_even_without_cue_and_trap(task, gap):
    train, test = many(task, gap, 1, "train"), many(task, gap, 2, "test")
    assert not lines(masked(train)) & lines(masked(test))
    before = train.cue_at[0]
    assert not lines(train.x[:, :before]) & lines(test.x[:, :before])
    assert len(lines(masked(train))) > 0.8 * ROWS  # and hardly any sentence comes twice


@pytest.mark.parametrize("words", [17, 20, 40])
def test_short_context_splits_by_its_beginning(words):
    train, test = short_context(ROWS, 1, "train", words), short_context(ROWS, 2, "test", words)
    assert not lines(masked(train)) & lines(masked(test))
    assert not lines(train.x[:, :7]) & lines(test.x[:, :7])


@examples(20)
@given(st.integers(1, 40), st.integers(0, 99), st.integers(17, 60))
def test_the_last_word_of_short_context_tells_the_answer(rows, seed, words):
    told = short_context(rows, seed, words=words)
    assert told.x.shape == (rows, words) and (told.cue_at == words - 1).all() and (told.trap == -1).all()
    for row in range(rows):
        assert ANSWER[short_context][words_of(told, row)[-1]] == told.answers[told.y[row]]
    assert len(told.answers) == 8 and np.ptp(np.bincount(told.y, minlength=8)) <= 1
    assert len(told.vocabulary) <= 400 and told.vocabulary == short_context(1).vocabulary


@pytest.mark.parametrize("task", LONG)
@pytest.mark.parametrize("gap", [2, 30])
def test_swapping_changes_the_cue_and_the_answer_only(task, gap):
    told = task(300, gap)
    other = swapped(told, seed=1)
    changed = told.x != other.x
    assert (changed.sum(axis=1) == 1).all() and (np.argmax(changed, axis=1) == told.cue_at).all()
    assert (told.y != other.y).all()
    for name in ("cue_at", "trap"):
        np.testing.assert_array_equal(getattr(told, name), getattr(other, name))
    assert other.vocabulary == told.vocabulary and other.answers == told.answers
    for row in range(300):
        before, after = words_of(told, row)[told.cue_at[row]], words_of(other, row)[told.cue_at[row]]
        assert ANSWER[task][after] == told.answers[other.y[row]]
        if task is home_language:
            assert other.y[row] != told.trap[row]
        else:
            assert after == COUNTERPART[before]


def test_swapping_countries_uses_all_others_and_two_countries_are_enough():
    told = home_language(800, 12)
    assert {*zip(told.y.tolist(), swapped(told).y.tolist(), strict=True)} == {
        *itertools.permutations(range(8), 2)
    }
    assert swapped(told, 1).y.tobytes() == swapped(told, 1).y.tobytes() != swapped(told, 2).y.tobytes()
    two = home_language(40, 12, classes=2)
    assert (swapped(two).y == two.trap).all()
    control = short_context(40)
    assert ((swapped(control).x != control.x).sum(axis=1) == 1).all()


def bigram(train, test):
    """Accuracy of the most frequent answer after each last word."""
    table = np.zeros((len(train.vocabulary), len(train.answers)))
    np.add.at(table, (train.x[:, -1], train.y), 1)
    return np.mean(table.argmax(axis=1)[test.x[:, -1]] == test.y)


def bag_of_words(train, test):
    """Accuracy of multinomial naive Bayes on counts of words, cue and trap left out."""

    def counts(told):
        rows, table = masked(told), np.zeros((len(told.x), len(told.vocabulary) + 1))
        np.add.at(table, (np.arange(len(rows))[:, None], rows), 1)
        return table[:, :-1]  # the hidden words were counted in the last column, -1

    x = counts(train)
    share = np.array([x[train.y == k].sum(axis=0) + 1 for k in range(len(train.answers))])
    weights = np.log(share / share.sum(axis=1, keepdims=True))
    return np.mean((counts(test) @ weights.T).argmax(axis=1) == test.y)


@pytest.mark.parametrize("model", [bigram, bag_of_words])
@pytest.mark.parametrize("gap", [2, 20, 100])
@pytest.mark.parametrize("task", LONG)
def test_without_the_cue_nothing_is_better_than_chance(task, gap, model):
    train, test = many(task, gap, 1, "train"), many(task, gap, 2, "test")
    chance = 1 / len(train.answers)
    assert abs(model(train, test) - chance) < 4 * np.sqrt(chance * (1 - chance) / ROWS)


def test_a_bigram_solves_the_control():
    assert bigram(short_context(ROWS, 1), short_context(ROWS, 2, "test")) >= 0.99


@pytest.mark.parametrize(
    ("task", "end", "repeated", "different"),
    [(home_language, " . ", 0.01, 0.35), (address, " . ", 0.01, 0.35), (pronoun, " , ", 0.04, 0.175)],
)
def test_fillers_vary_and_are_seldom_told_twice(task, end, repeated, different):
    told = task(200, 200)
    clauses = [told.text(row).split(end)[2:-1] for row in range(200)]
    every = [clause for row in clauses for clause in row]
    assert sum(len(row) - len(set(row)) for row in clauses) < repeated * len(every)
    assert len(set(every)) > different * len(every)


def test_the_items_of_a_slot_are_equally_long_and_every_slot_is_used():
    stories = (cue_sentences.HOME, cue_sentences.ADDRESS, cue_sentences.PRONOUN, cue_sentences.CONTROL)
    used = {
        token[1:-1]
        for story in stories
        for template in (story.lead_in, *story.fillers, *story.traps, *story.endings, *story.quick)
        for token in template.split()
        if token.startswith("{")
    }
    assert used - {"trap"} == set(cue_sentences.SLOTS)
    for name, items in cue_sentences.SLOTS.items():
        assert len({len(item.split()) for item in items}) == 1, name
        assert len(set(items)) == len(items), name


def test_fillers_name_no_gender_and_no_cue():
    gendered = {"he", "she", "him", "his", "her", "hers", "himself", "herself", "sir", "ma'am", *COUNTERPART}
    texts = [*cue_sentences.FILLERS["scenes"], *cue_sentences.FILLERS["deeds"], str(cue_sentences.SLOTS)]
    words = set(" ".join(texts).replace("'", " ").replace(",", " ").split())
    assert not words & (gendered | set(SPOKEN) | set(SPOKEN.values()))


@pytest.mark.parametrize(
    ("task", "arguments", "message"),
    [
        *((task, {"rows": 0, "gap": 5}, "rows is 0: expected at least 1") for task in LONG),
        *((task, {"rows": 5, "gap": 1}, "gap is 1: expected at least 2") for task in LONG),
        *((task, {"rows": 5, "gap": 2.0}, "gap is 2.0: expected a whole number") for task in LONG),
        *((task, {"rows": 5, "gap": 2, "part": "val"}, "part is 'val': expected") for task in LONG),
        *((task, {"rows": 5, "gap": 2, "seed": -1}, "seed is -1") for task in LONG),
        (home_language, {"rows": 5, "gap": 2, "classes": 1}, "classes is 1: expected at least 2"),
        (home_language, {"rows": 5, "gap": 2, "classes": 9}, "classes is 9: expected at most 8"),
        (home_language, {"rows": 5, "gap": 2, "classes": 2.5}, "classes is 2.5"),
        (short_context, {"rows": 0}, "rows is 0"),
        (short_context, {"rows": 5, "words": 16}, "words is 16: expected at least 17"),
        (short_context, {"rows": 5, "words": "20"}, "words is '20'"),
        (short_context, {"rows": 5, "part": None}, "part is None"),
        (short_context, {"rows": 5, "seed": 1.5}, "seed is 1.5"),
    ],
)
def test_bad_arguments_are_named(task, arguments, message):
    with pytest.raises(ValueError, match=message):
        task(**arguments)


def test_swapped_refuses_a_bad_seed():
    with pytest.raises(ValueError, match="seed is -1"):
        swapped(address(2, 2), seed=-1)
