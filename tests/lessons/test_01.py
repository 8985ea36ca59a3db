"""Lesson 01: its counted baseline, its batches and its rule, as they stand on the page."""

import itertools

import numpy as np
import pandas as pd
import pytest

from tools.notebooks.definitions import whole_lesson
from utils.synthetic.cue_sentences import address, home_language, pronoun, short_context

pytestmark = pytest.mark.slow  # the page imports Keras


@pytest.fixture(scope="module")
def page():
    return whole_lesson("01")


def accuracy(page, task):
    train, test = task(4000, seed=0), task(2000, seed=1, part="test")
    guess = page.best_answers(train).reindex(test.x[:, -1], fill_value=-1)
    return np.mean(guess.to_numpy() == test.y), len(test.answers)


def test_counting_solves_the_control(page):
    assert accuracy(page, short_context)[0] >= 0.99


@pytest.mark.parametrize("gap", [2, 10, 50])
@pytest.mark.parametrize("story", [home_language, address, pronoun])
def test_counting_guesses_where_the_answer_stands_far_back(page, story, gap):
    right, classes = accuracy(page, lambda rows, **chosen: story(rows, gap, **chosen))
    assert abs(right - 1 / classes) < 4 * np.sqrt((classes - 1) / classes**2 / 2000)


def test_a_batch_has_one_gap_and_each_gap_as_many_rows(page):
    batches = page.mixed_batches((2, 10), rows=256, seed=3)
    lengths = [x.shape[1] for x, _ in batches]
    assert sorted(lengths) == sorted([lengths[0], lengths[0]] + [t for t in lengths if t != lengths[0]])
    assert {len(x) for x, _ in batches} == {128} and len(set(lengths)) == 2
    again = page.mixed_batches((2, 10), rows=256, seed=4)
    assert not all(np.array_equal(a, b) for (a, _), (b, _) in zip(batches, again, strict=True))


def test_no_seed_repeats_the_sentences_of_another(page):
    first, second = (page.mixed_batches((10,), rows=128, seed=seed)[0][0] for seed in (1, 2))
    assert not np.array_equal(first, second)


FINE_WHERE_SHORT = {2: 1.0, 5: 1.0, 10: 0.95, 20: 0.5, 50: 0.5, 100: 0.5, 200: 0.4}


@pytest.mark.parametrize(
    "changed, verdict",
    [
        ({}, "true"),
        ({5: 0.1}, "true, but"),
        ({100: 0.95}, "true, but"),
        ({200: 0.95}, "false"),
        ({2: 0.8}, "false"),
        ({10: 0.8, 5: 0.1}, "false"),
    ],
)
def test_the_rule_can_be_met_and_can_be_missed(page, changed, verdict):
    trained, between = page.margins(FINE_WHERE_SHORT | changed)
    assert page.by_the_rule(trained, between) == verdict


def test_stored_variations_agree_with_the_rule_of_the_page(page):
    table = page.robustness.load("01").table
    for row in table.to_dict("records"):
        right = {gap: row[f"plain_at_{gap}"] for gap in page.TESTED}
        trained, between = page.margins(right)
        assert page.by_the_rule(trained, between) == row["verdict"], row["variation"]
        assert min(trained, -between) == pytest.approx(row["margin"], abs=0.0015)


def test_a_window_network_sees_its_days_and_no_other(page):
    x = np.random.default_rng(0).normal(size=(4, 20, 1)).astype("float32")
    changed = x.copy()
    changed[:, :-8] = 0
    window, today = page.shop_network("window of 8"), page.shop_network("today only")
    for model in (window, today):
        assert np.allclose(model.predict(x, verbose=0), model.predict(changed, verbose=0))
    changed[:, -8] += 1
    assert not np.allclose(window.predict(x, verbose=0), window.predict(changed, verbose=0))
    assert np.allclose(today.predict(x, verbose=0), today.predict(changed, verbose=0))


def test_long_memories_set_the_biases_of_two_gates_only():
    deeper = whole_lesson("01d")
    layer = deeper.layers.LSTM(6)
    layer.build((None, None, 3))
    before = layer.get_weights()[2]
    deeper.begin_with_long_memories(layer, 200, seed=0)
    after = layer.get_weights()[2]
    assert (after[:6] == -after[6:12]).all() and after[6:12].min() >= 0 and after[6:12].max() <= np.log(200)
    assert np.array_equal(after[12:], before[12:])


def test_the_stored_tables_of_other_seeds_are_whole():
    from benchmarks import lesson_01 as bench

    tables = (bench.SHOP, bench.ALONE, bench.HALVES, bench.SWAP)
    shop, alone, halves, swap = map(pd.read_csv, tables)
    rivals = whole_lesson("01", "RIVALS").RIVALS
    assert sorted(zip(shop["network"], shop["lag"], shop["seed"], strict=True)) == sorted(
        itertools.product(rivals, bench.SHOP_LAGS, bench.SHOP_SEEDS)
    )
    assert sorted(zip(alone["model"], alone["seed"], strict=True)) == sorted(
        itertools.product(bench.ALONE_MODELS, bench.ALONE_SEEDS)
    )
    assert sorted(zip(halves["trained"], halves["model"], halves["seed"], strict=True)) == sorted(
        itertools.product(bench.HALVES_GAPS, ("plain", "LSTM"), bench.HALVES_SEEDS)
    )
    assert list(halves)[3:] == [f"at_{gap}" for gap in bench.HALVES_ASKED]
    assert sorted(zip(swap["task"], swap["model"], swap["seed"], strict=True)) == sorted(
        itertools.product(("address", "pronoun"), ("plain", "LSTM"), bench.SWAP_SEEDS)
    )


def test_every_seed_of_the_shop_says_what_the_page_says():
    from benchmarks import lesson_01 as bench

    error = pd.read_csv(bench.SHOP).pivot(index=["network", "seed"], columns="lag", values="error")
    assert (error.loc["today only", [7, 8, 9, 14]] > 0.8).all(axis=None) and (
        error.loc["today only", 1] < 0.3
    ).all()
    assert (error.loc["window of 8", [1, 7, 8]] < 0.3).all(axis=None)
    assert (error.loc["window of 8", [9, 14]] > 0.8).all(axis=None)
    assert (error.loc["plain network", [1, 7, 8, 9]] < 0.35).all(axis=None)
    later = [7, 8, 9, 14]
    assert (error.loc["LSTM", later].to_numpy() > error.loc["plain network", later].to_numpy()).all()


def test_every_seed_of_the_halves_says_what_the_deeper_page_says():
    from benchmarks import lesson_01 as bench

    right = pd.read_csv(bench.HALVES).set_index(["trained", "model"]).sort_index()
    assert (right.loc[("far", "LSTM"), ["at_50", "at_100", "at_200"]] < 0.2).all(axis=None)  # a guess: 0.125
    assert (right.loc[("near", "LSTM"), ["at_2", "at_10"]] > 0.95).all(axis=None)
    assert (right.loc[("near", "LSTM"), "at_100"] > 0.5).all()
