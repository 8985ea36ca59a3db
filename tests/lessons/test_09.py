"""Lesson 09: what it counts, asks and measures with, and that its tables belong to it."""

import keras
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import lesson_09 as benchmark
from tools.notebooks.definitions import whole_lesson
from utils import robustness
from utils.generation import Generator, greedy
from utils.preprocessing import tokenise
from utils.synthetic import fashion

EXTRA = {"agrees", "cut", "draw", "share", "warm"}
page = whole_lesson("09", *benchmark.CORE, *EXTRA)
lesson = whole_lesson("09d", *benchmark.NEEDED, "diversity", "head_start", "middle", "STEP")
SEEDS = benchmark.FOLDER / "fashion_seeds.csv"
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


def test_diversity():
    assert lesson.diversity([list("abcd"), list("abc")]) == pytest.approx(2 / 3)


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
        seconds, past = lesson.train(model, x, questions, 6, kind, batch_size=8, jit=False)
        assert seconds > 0 and len(past) <= 6
        assert lesson.exam(model, *questions)[1].mean() == pytest.approx(min(past), abs=1e-4)
        # and as many steps as a pass has are the first pass of them all
        model = lesson.writer(9)
        _, first = lesson.train(model, x, questions, 6, kind, batch_size=8, jit=False, steps=5)
        assert len(first) == 1 and first[0] == pytest.approx(past[0], abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("steps", [2, 4])
def test_a_stopped_training_is_the_beginning_of_the_whole_one(steps):
    x = np.random.default_rng(0).integers(4, 9, (40, 6))
    questions = x[:8, :-1], x[:8, 1:]
    stopped = lesson.writer(9)
    lesson.train(stopped, x, questions, 6, "Muon", batch_size=8, jit=False, steps=steps)
    whole, weights = lesson.writer(9), []  # made here: it seeds the order of the rows, too
    keep = lambda batch, logs: weights.append(whole.get_weights())  # noqa: E731
    note = keras.callbacks.LambdaCallback(on_train_batch_end=keep)
    fit, whole.fit = whole.fit, lambda *rest, callbacks, **named: fit(*rest, callbacks=[note], **named)
    lesson.train(whole, x, questions, 6, "Muon", batch_size=8, jit=False)
    for a, b in zip(stopped.get_weights(), weights[steps - 1], strict=True):
        assert a == pytest.approx(b, abs=1e-5)


@pytest.mark.slow
def test_the_stored_writer_is_the_first_of_the_table():
    kept, seeds = np.load(benchmark.FOLDER / "fashion_writer.npz"), pd.read_csv(SEEDS)
    row = seeds[(seeds["name"] == "LSTM, both") & (seeds["seed"] == 0)].iloc[0]
    assert len(kept["validation"]) == row["epochs"] == benchmark.EPOCHS
    assert kept["third"] > kept["validation"][0]
    assert np.exp(kept["validation"].min()) == pytest.approx(row["validation"], rel=0.01)
    shop = benchmark.corpus(lesson)
    model = lesson.writer(len(shop["vocabulary"]))
    model.set_weights([kept[f"weights_{k}"] for k in range(len(model.weights))])
    x = lesson.encode(shop["texts"]["test"], shop["ids"])
    loss = lesson.exam(model, x[:, :-1], x[:, 1:])[1].mean()
    assert np.exp(loss) == pytest.approx(row["perplexity"], rel=0.01)


def test_stored_tables_have_three_seeds_of_what_the_benchmark_runs():
    seeds = pd.read_csv(SEEDS)
    stored = list(seeds["name"].unique())  # what has not been run yet is left out
    assert stored == [name for name in benchmark.NETWORKS if name in stored]
    assert {"SimpleRNN", "LSTM", "LSTM, both"} <= set(stored)
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
    assert table.notna().all(axis=None)
    assert table.loc["times the floor"].tolist() == sorted(table.loc["times the floor"], reverse=True)
    assert 1 < table.loc["times the floor", "writer"] < 1.05
    assert {"recipe.leaked_accuracy", "speed.generation_ratio"} <= set(table.attrs)


# The lesson itself


def test_what_is_asked_is_what_is_read_one_later_and_zeros_are_not_asked():
    x, y, asked = page.shifted(np.array([[5, 7, 9, 6], [5, 6, 0, 0]]))
    assert x.tolist() == [[5, 7, 9], [5, 6, 0]]
    assert y.tolist() == [[7, 9, 6], [6, 0, 0]]
    assert asked.tolist() == [[1, 1, 1], [1, 0, 0]]


def test_a_framed_text_is_cut_and_ends():
    assert page.framed("A coat, warm.") == ["<start>", "a", "coat", ",", "warm", ".", "<end>"]
    long = page.framed("word " * 500)
    assert len(long) == page.LONGEST and long[-1] == "<end>"


def test_draws_follow_the_shares():
    p = np.tile([0.0, 2.0, 6.0, 0.0, 2.0], (20_000, 1))
    drawn = page.draw(p)
    assert np.bincount(drawn, minlength=5) / len(drawn) == pytest.approx([0, 0.2, 0.6, 0, 0.2], abs=0.02)


def test_warm_is_a_softmax_at_that_temperature():
    logits = np.random.default_rng(0).normal(size=(3, 6))
    softmax = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    expected = np.exp(logits / 0.5) / np.exp(logits / 0.5).sum(axis=1, keepdims=True)
    warm = page.warm(softmax, 0.5)
    assert warm / warm.sum(axis=1, keepdims=True) == pytest.approx(expected)


@given(st.integers(0, 99), st.floats(0.05, 0.999))
def test_cut_keeps_the_fewest_words_that_reach_the_mass(seed, mass):
    p = np.random.default_rng(seed).dirichlet(np.full(9, 0.5), 4)
    for row, kept in zip(p, page.cut(p, mass), strict=True):
        order = np.argsort(-row)
        n = int(np.argmax(row[order].cumsum() >= mass)) + 1
        assert set(np.flatnonzero(kept)) == set(order[:n])
        assert kept[kept > 0] == pytest.approx(row[kept > 0])


def test_the_loop_writes_what_the_model_says():
    model = page.ordinary(12, seed=1)
    begun = np.array([[3, 5], [3, 7]])
    rows = page.write(model, begun, lambda p: p.argmax(axis=1))
    assert rows[:, :2].tolist() == begun.tolist()
    p = model.predict(rows[:, :-1], verbose=0)
    p[..., :2] = 0
    assert rows[:, 2:].tolist() == p.argmax(axis=-1)[:, 1:].tolist()


def test_texts_end_before_their_end_sign_and_unknown_words_stay_visible():
    vocabulary = ["", "[UNK]", "<start>", "<end>", "a", "b"]
    rows = np.array([[2, 4, 5, 3, 4], [2, 4, 1, 5, 5]])
    assert page.in_words(rows, vocabulary) == [["a", "b"], ["a", "[UNK]", "b", "b"]]


def test_agrees_says_nothing_of_a_text_that_names_too_little():
    names = ["red", "blue"]
    assert page.agrees(["a", "red", "coat", "with", "blue", "lining", "in", "red"], names) is True
    assert page.agrees(["a", "red", "coat", "in", "blue"], names) is False
    assert page.agrees(["a", "red", "coat"], names) is None


def test_the_interval_holds_the_share_and_stays_between_0_and_1():
    share, low, high = page.share([True] * 30 + [False] * 10 + [None] * 5)
    assert share == 0.75 and 0.58 < low < 0.62 and 0.84 < high < 0.87
    assert page.share([True] * 1000)[2] == 1 and page.share([True] * 1000)[1] > 0.99
    assert np.isnan(page.share([None, None])).all()


def row(colour, garment, care):
    return {"colour": (colour, 0, 1), "garment": (garment, 0, 1), "care": (care, 0, 1), "new": (1, 0, 1)}


@pytest.mark.parametrize(
    ("colour", "guessed", "verdict"),
    [(0.07, 0.66, "false"), (0.95, 0.66, "true"), (0.95, 0.57, "true, but")],
)
def test_the_rule_can_be_met_and_missed_in_each_way(colour, guessed, verdict):
    sense = {"counted triples": row(0.05, 0.05, 0.2), "real texts": row(1, 1, 1)}
    sense |= {f"LSTM, {way}": row(colour - 0.02 * k, 1, 0.93) for k, way in enumerate(page.WAYS)}
    found, margin, in_accuracy, in_colours = page.by_rule(
        sense, {"triples": 0.55, "LSTM": guessed, "ceiling": 0.67}
    )
    assert found == verdict
    assert margin == pytest.approx(0.9 - min(colour, 0.93))
    assert in_accuracy == pytest.approx((guessed - 0.55) / 0.12)
    assert in_colours == pytest.approx((colour - 0.05) / 0.95)


def test_the_variations_are_those_of_the_page():
    assert len(benchmark.VARIATIONS) == 10
    stored = robustness.load("09").table
    assert stored["variation"].tolist() == [one.name for one in benchmark.VARIATIONS]
