"""Lesson 09: what it counts, asks and measures with, and that its tables belong to it."""

import keras
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import lesson_09 as benchmark
from tools.notebooks.definitions import whole_lesson
from utils.generation import Generator, greedy
from utils.preprocessing import tokenise
from utils.synthetic import fashion

EXTRA = {"diversity", "first_time", "middle", "STEP"}
lesson = whole_lesson("09", *benchmark.NEEDED, *EXTRA)
WORDS = list("abcde")
IDS = {word: k + 4 for k, word in enumerate(WORDS)}
texts_of_letters = st.lists(st.lists(st.sampled_from(WORDS), min_size=2, max_size=7), min_size=1, max_size=5)


def words_of(row):
    return [WORDS[k - 4] for k in row if k >= 4]


@given(texts_of_letters, st.booleans())
def test_prefixes_are_all_beginnings_with_the_word_that_follows(texts, with_end):
    x, y = lesson.prefixes(texts, IDS, 7, with_end)
    assert x.shape == (len(y), 7)
    expected = []
    for tokens in texts:
        signs = [*[IDS[word] for word in tokens], *[lesson.END] * with_end]
        expected += [([0] * (7 - k) + signs[:k], signs[k]) for k in range(1, len(signs))]
    assert [(row.tolist(), answer) for row, answer in zip(x, y, strict=True)] == expected


@given(texts_of_letters)
def test_whole_texts_are_asked_for_the_same_answers_as_their_rows(texts):
    x, y = lesson.same_answers(lesson.encode(texts, IDS))
    assert x.shape == y.shape
    assert y[y != 0].tolist() == lesson.prefixes(texts, IDS, 7)[1].tolist()
    # and each is asked where all the words before it have been read
    for tokens, row, answers in zip(texts, x, y, strict=True):
        for k in np.flatnonzero(answers):
            assert words_of(row[: k + 1]) == tokens[:k]


def test_unknown_words_get_their_own_sign():
    assert lesson.encode([["a", "z"]], IDS).tolist() == [[1, 4, 3, 2]]
    assert lesson.prefixes([["a", "z", "b"]], IDS, 3)[0].tolist() == [[0, 0, 4], [0, 4, 3]]


class Says:
    """A model that gives fixed logits, whatever it reads."""

    def __init__(self, logits):
        self.logits = np.asarray(logits, "float32")

    def predict_on_batch(self, x):
        return np.broadcast_to(self.logits, (*x.shape, len(self.logits)) if self.whole else (len(x), 5))

    def predict(self, x, verbose=0):
        return self.predict_on_batch(x)


@pytest.mark.parametrize("whole", [False, True])
def test_exam_asks_all_answers_but_the_padding(whole):
    model = Says(np.log([0.1, 0.1, 0.1, 0.2, 0.5]))
    model.whole = whole
    y = np.array([[4, 3, 0], [2, 4, 4]])
    x = np.zeros_like(y)
    if not whole:
        x, y = np.zeros((450, 2), int), np.array([4, 3] * 225)
    right, nats = lesson.exam(model, x, y)
    asked = y[y != 0]
    assert right.tolist() == (asked == 4).tolist()
    assert nats == pytest.approx(-np.log(np.array([0.1, 0.1, 0.1, 0.2, 0.5])[asked]), abs=1e-6)


def test_usual_loop_takes_the_likeliest_or_draws():
    model = Says(np.log([0.1, 0.1, 0.1, 0.2, 0.5]))
    model.whole = False
    rows = np.array([[0, 0, 1], [0, 2, 3]])
    assert lesson.usual_loop(model, rows, 2).tolist() == [[1, 4, 4], [3, 4, 4]]
    drawn = lesson.usual_loop(model, np.zeros((2000, 3), int), 3, np.random.default_rng(0))
    assert np.bincount(drawn.ravel()) / drawn.size == pytest.approx([0.1, 0.1, 0.1, 0.2, 0.5], abs=0.03)


def test_usual_loop_writes_what_the_generator_writes():
    vocabulary = ["<pad>", "<start>", fashion.END, "<unknown>", *WORDS]
    keras.utils.set_random_seed(0)
    model = lesson.usual_recipe(len(vocabulary), whole=True)
    model(np.zeros((1, 3), int))
    by_states = Generator(model, vocabulary, "<start>").write([["a"]], 1, greedy(), max_tokens=6)[0].tokens
    found = benchmark.whole_loop(lesson, model, np.array([[1, 4]]), 8, None)
    assert found[0, 2:].tolist() == by_states.tolist()


@pytest.mark.parametrize(
    ("tokens", "n", "expected"),
    [("abcab", 2, True), ("abcab", 3, False), ("abcabc", 3, True), ("aa", 2, False), ("aaa", 2, True)],
)
def test_repeats(tokens, n, expected):
    assert lesson.repeats(list(tokens), n) is expected


def test_twins_change_the_own_colour_everywhere_and_nothing_else():
    tokens = tokenise("A cream coat. Team it with navy socks. The coat in cream lasts.", punctuation=True)
    first, second = lesson.twins([tokens])
    assert first == tokens and len(second) == len(tokens)
    changed = {(a, b) for a, b in zip(first, second, strict=True) if a != b}
    assert len(changed) == 1
    ((own, new),) = changed
    assert own == "cream" and new in fashion.COLOURS
    assert lesson.twins([["no", "colour"]]) == [["no", "colour"]] * 2


def test_diversity_and_first_time():
    assert lesson.diversity([list("abcd"), list("abc")]) == pytest.approx(2 / 3)
    assert lesson.first_time([1, 2, 3], [5.0, 3.0, 4.0], 4.0) == 2
    assert lesson.first_time([1, 2, 3], [5.0, 3.0, 4.0], 1.0) == np.inf


def test_middle_takes_texts_whose_own_colour_stands_on_both_sides():
    filling = ["word"] * lesson.STEP
    good = ["a", "cream", "coat", *filling, "the", "cream", "coat"]
    other = ["a", "cream", "coat", *filling, "the", "navy", "coat"]
    early = ["cream", "coat", "cream", *filling]
    assert lesson.middle([good, other, early]) == [(good, "cream", len(good) - 2)]


def test_sense_counts_only_texts_that_name_both():
    good = tokenise("A cream wool coat. Hand wash only. Wear the cream coat.", punctuation=True)
    wrong = tokenise("A cream wool coat. Hand wash only. Wear the navy coat.", punctuation=True)
    silent = tokenise("A coat. Wear it.", punctuation=True)
    shares = lesson.sense([good, wrong, silent], [silent])
    assert shares["colour"] == 0.5
    assert shares["new"] == pytest.approx(2 / 3)
    assert shares["all three"] <= 1 / 3


def test_an_untrained_network_with_a_head_start_says_what_it_has_read():
    rng, vocab_size = np.random.default_rng(0), 200
    x = np.array([rng.choice(np.arange(4, vocab_size), 6, replace=False) for _ in range(40)])
    model = lesson.writer(vocab_size)
    found = {}
    for name in ("plain", "ahead"):
        likeliest = np.argsort(model(x).numpy()[:, -1])[:, -6:]
        found[name] = np.mean([np.isin(a, b).mean() for a, b in zip(x, likeliest, strict=True)])
        lesson.head_start(model, 20)
    assert found["plain"] < 0.15 and found["ahead"] > 0.6


@pytest.mark.slow
def test_training_keeps_the_best_epoch():
    x = np.random.default_rng(0).integers(4, 9, (40, 6))
    questions = x[:8, :-1], x[:8, 1:]
    for kind in ("Adam", "Muon"):
        model = lesson.writer(9)
        clock, past = lesson.train(model, x, questions, 6, kind, batch_size=8, jit_compile=False)
        assert len(clock) == len(past) and clock == sorted(clock)
        assert lesson.exam(model, *questions)[1].mean() == pytest.approx(min(past), abs=1e-4)


def test_stored_tables_have_three_seeds_of_what_the_benchmark_runs():
    seeds = pd.read_csv(benchmark.FOLDER / "fashion_seeds.csv")
    assert list(seeds["name"].unique()) == list(benchmark.NETWORKS)
    assert (seeds.groupby("name")["seed"].nunique() == 3).all()
    audit = pd.read_csv(benchmark.FOLDER / "fashion_audit.csv")
    assert audit["step"].unique().tolist() == [
        "as published",
        "stop early",
        "mask",
        "end sign",
        "whole texts",
    ]
    assert (audit.groupby("step")["seed"].nunique() == 3).all()
    leak = pd.read_csv(benchmark.FOLDER / "fashion_leak.csv")
    assert (leak.groupby(["texts", "seed"])["epochs"].max() == 80).all()
    assert leak.groupby("texts")["seed"].nunique().to_dict() == {"different": 3, "two colours": 3}


def test_recipe_and_writer_stand_side_by_side():
    table = benchmark.side_by_side()
    assert table.notna().any(axis=1).all()
    usual, ours = table.loc["times the floor"]
    assert 1 < ours < 1.05 < usual
    assert table.loc["test perplexity: trigram, writer"].tolist() == sorted(
        table.loc["test perplexity: trigram, writer"], reverse=True
    )
