"""Lesson 06: what it computes by hand, its rule, and that its tables belong to its page."""

import numpy as np
import pandas as pd
import pytest

from benchmarks import lesson_06 as benchmark
from tools.notebooks.definitions import from_lesson, whole_lesson
from utils import robustness
from utils.synthetic import formal_languages

lesson = whole_lesson("06", "has_solved", "log_sequences", "costs", "decide", "TASKS", "PARTS")
hand = from_lesson("06", "gru_step", "sigmoid")
RUNS = pd.read_csv(benchmark.RUNS)
KEY = ["cell", "task", "size", "start", "seed"]


# The table


def test_the_table_is_complete_and_in_its_order():
    assert RUNS[KEY].to_dict("records") == benchmark.wanted()


def test_each_row_is_within_its_budget_and_its_rate_is_one_of_the_three():
    assert RUNS["rate"].isin(benchmark.RATES).all()
    assert RUNS["right"].between(0, 1).all()
    over = RUNS["sequences"] > 0
    assert (RUNS["sequences"][over] % (benchmark.EVERY * benchmark.BATCH) == 0).all()
    assert (RUNS["sequences"] <= RUNS["budget"]).all()
    assert RUNS.groupby(["cell", "task", "size", "start"])["rate"].nunique().eq(1).all()


def test_the_ten_variations_follow_from_the_table():
    stored = robustness.load("06").table.set_index("variation")
    for variation in benchmark.VARIATIONS:
        again = benchmark.variation(lesson, RUNS, **variation.settings)
        for name, value in again.items():
            assert stored.loc[variation.name, name] == value, (variation.name, name)


def test_the_sample_that_was_trained_with_tensorflow_agrees_in_kind():
    again = pd.read_csv(benchmark.AGAIN)
    assert set(again["backend"]) == {"tensorflow"} and benchmark.is_solved(again).all()
    ratios = np.log2(again["sequences"] / again["stored"])
    assert abs(ratios.mean()) < 0.3 and ratios.abs().max() < 2  # of a factor of two, and of one network


def test_the_table_of_loud_and_quiet_inputs_is_complete_and_in_its_order():
    table = pd.read_csv(benchmark.LOUDNESS)
    assert table[["loudness", "rate", "seed"]].to_dict("records") == benchmark.loudness_wanted()
    assert table["right"].between(0, 1).all()


# The rule


def rows(sequences):
    """A table in which the LSTM reads 1,000 sequences on each task, the others as many as is said."""
    found = []
    for cell in ("lstm", *lesson.PARTS):
        for task in lesson.TASKS:
            read = sequences.get((cell, task), sequences.get(cell, 1000))
            for seed in range(2):
                found.append({"cell": cell, "task": task, "seed": seed, "sequences": read, "right": 1.0})
    return pd.DataFrame(found)


def test_twice_as_many_sequences_cost_one():
    cost = lesson.costs(rows({"no_input": 2000, ("no_tanh", "copy"): 500}))
    np.testing.assert_allclose(cost.loc["no_input"], 1)
    assert cost.loc["no_tanh", "copy"] == -1
    assert cost.drop(index=["no_input", "no_tanh"]).to_numpy().any() == np.False_


def test_who_does_not_solve_counts_as_twice_the_budget():
    cost = lesson.costs(rows({("no_forget", "recall"): 0, ("no_input", "recall"): 300_000}))
    np.testing.assert_allclose(cost.loc[["no_forget", "no_input"], "recall"], np.log2(512))
    table = rows({})
    table.loc[table["cell"] == "no_output", "right"] = 0.97
    np.testing.assert_allclose(lesson.costs(table).loc["no_output"], np.log2(512))


@pytest.mark.parametrize(
    ("sequences", "verdict", "distance"),
    [
        ({"no_forget": 4000}, "true", 2),
        ({"no_forget": 4000, "no_input": 2000}, "true", 1),
        ({"no_forget": 64_000, ("no_forget", "copy"): 500}, "true, but", (5 * 6 - 1) / 6),
        ({"no_forget": 4000, "no_output": 8000}, "false", -1),
        ({"no_forget": 4000, "no_tanh": 4000}, "false", 0),
        ({"no_forget": 500, "no_input": 250, "no_output": 250, "no_tanh": 250}, "false", -1),
    ],
)
def test_the_rule_can_be_met_and_missed(sequences, verdict, distance):
    found = lesson.decide(lesson.costs(rows(sequences)))
    assert found[0] == verdict
    assert found[1] == pytest.approx(distance, abs=0.1)


# The benchmark's own parts


def run(sequences, right=1.0):
    return {"sequences": sequences, "right": right, "budget": 256_000}


def test_the_rate_is_that_with_which_most_solve_then_the_fastest_then_the_smallest():
    two, three, slow = [run(3200), run(3200), run(0)], [run(9600)] * 3, [run(12_800)] * 3
    assert benchmark.choose({0.001: two, 0.003: three, 0.01: slow}, 256_000) == 0.003
    assert benchmark.choose({0.001: slow, 0.003: two, 0.01: slow}, 256_000) == 0.001
    assert benchmark.choose({0.001: [run(0)] * 3, 0.003: [run(3200, 0.97)] * 3}, 256_000) == 0.001


def test_training_may_end_early_only_where_nothing_that_is_reported_can_change():
    def results(**sequences):
        seeds = (*benchmark.CHOOSING, 0)
        return {
            (seed, rate): run(sequences[name][n])
            for rate, name in zip(benchmark.RATES, ("low", "middle", "high"), strict=True)
            for n, seed in enumerate(seeds)
        }

    over = results(low=[0] * 4, middle=[0] * 4, high=[3200] * 4)
    assert benchmark.settled(over, 6400, 256_000)
    assert not benchmark.settled(over, 3200, 256_000)  # the smaller rates may still be as fast
    waits = results(low=[0] * 4, middle=[0] * 4, high=[3200] * 3 + [0])
    assert not benchmark.settled(waits, 6400, 256_000)  # a network that is reported still learns
    close = results(low=[3200, 3200, 0, 0], middle=[0] * 4, high=[6400] * 4)
    assert not benchmark.settled(close, 9600, 256_000)
    assert not benchmark.settled(results(low=[0] * 4, middle=[0] * 4, high=[0] * 4), 6400, 256_000)


def test_what_became_of_a_network_is_read_at_the_first_pass():
    shares = [(0.5, 0.4), (0.992, 0.97), (1.0, 1.0)]
    step = benchmark.EVERY * benchmark.BATCH
    assert benchmark.finish(shares, 256_000) == {"sequences": 2 * step, "right": 0.97, "budget": 256_000}
    assert benchmark.finish(shares[:1], 256_000) == {"sequences": 0, "right": 0.4, "budget": 256_000}


def test_a_stream_is_strings_one_behind_the_other_and_each_answer_is_legal():
    x, y, legal = benchmark.TASKS["stream"].draw(50, 3)
    assert x.shape == y.shape == (50, 100) and legal.shape == (50, 100, 8)
    np.testing.assert_array_equal(x[:, 1:], y[:, :-1])
    assert np.take_along_axis(legal, y[..., None], axis=-1).all()
    symbols = formal_languages.embedded_reber(1, 5, 5).symbols
    letters = ["".join(symbols[i] for i in row) for row in x]
    whole = [string for row in letters for string in row.split("EB")[1:-1]]  # of some, the middle part
    assert whole and all(row.startswith("B") for row in letters)


def test_right_means_right_from_beginning_to_end_and_padding_does_not_count():
    x, y, legal = benchmark.TASKS["counting"].draw(8, 1)
    answer = np.eye(6, dtype="float32")[y]
    assert float(benchmark.share_right("counting", legal, answer)) == 1
    answer[0, 0] = np.eye(6)[5]  # no string ends at once
    answer[1, y[1] == 0] = np.eye(6)[4]
    assert float(benchmark.share_right("counting", legal, answer)) == 7 / 8
    vectors = np.asarray(benchmark.one_hot("counting", x))
    np.testing.assert_array_equal(vectors.sum(axis=-1), x > 0)


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["lstm", "no_forget", "gru", "janet", "plain", "stacked", "bidirectional"])
def test_the_cells_have_about_as_many_weights_as_the_lstm(cell):
    from utils.models import relative

    weights = {}
    for name in ("lstm", cell):
        layer = relative(name, benchmark.units(name, "recall", 32))
        layer.build((None, 52, 17))
        weights[name] = layer.count_params()
    assert weights[cell] == pytest.approx(weights["lstm"], rel=0.04)


# By hand


@pytest.mark.slow
def test_a_gru_step_by_hand_is_a_step_of_keras():
    from keras import layers

    rng = np.random.default_rng(0)
    layer = layers.GRU(5)
    x = rng.normal(size=(4, 3, 2)).astype("float32")
    layer.build(x.shape)
    layer.set_weights([rng.normal(size=weight.shape) for weight in layer.weights])
    h = np.zeros((4, 5))
    for t in range(3):
        h = hand.gru_step(x[:, t], h, *layer.get_weights())
    np.testing.assert_allclose(h, layer(x), atol=1e-5)
