"""Lesson 07: how it draws and arranges rows, its rule, and that its tables belong to its page."""

import numpy as np
import pandas as pd
import pytest

from benchmarks import lesson_07 as benchmark
from tools.notebooks.definitions import whole_lesson
from utils import robustness

lesson = whole_lesson("07", "cuts", "draw", "arrange", "network", "decide", "DROPOUT")
CELLS, MORE = pd.read_csv(benchmark.CELLS), pd.read_csv(benchmark.MORE)
KEY = [*benchmark.FACTORS, "seed"]
SHARES = ["accuracy", "short", "long", "trained"]


# The tables


def test_the_eight_cells_are_complete_and_in_their_order():
    assert CELLS[KEY].to_dict("records") == benchmark.wanted()
    assert len(CELLS) == 24


def test_shares_are_shares_and_the_whole_lies_between_its_halves():
    for table in (CELLS, MORE, pd.read_csv(benchmark.OTHERS)):
        assert table[SHARES].stack().between(0, 1).all()
        np.testing.assert_allclose(table["accuracy"], table[["short", "long"]].mean(axis=1), atol=2e-4)


def test_the_variations_follow_the_rule():
    stored = robustness.load("07").table
    verdict = benchmark.of_the_page()["verdict"]
    for row in stored.to_dict("records"):
        accuracies = {name: row[name] for name in ("sick", "cured", "more_units", "more_epochs")}
        again = benchmark.by_the_rule(accuracies, verdict)
        assert row["verdict"] == again["verdict"], row
        assert row["margin"] == pytest.approx(again["margin"], abs=0.02)  # from rounded shares


def test_the_ten_variations_are_those_that_are_named():
    stored = robustness.load("07").table
    assert stored["variation"].tolist() == [one.name for one in benchmark.VARIATIONS]


# The rule


@pytest.mark.parametrize(
    ("units", "epochs", "verdict"),
    [
        (0.70, 0.65, "true"),
        (0.70, 0.64, "true, but"),
        (0.50, 0.80, "true, but"),
        (0.64, 0.64, "false"),
        (0.40, 0.50, "false"),
    ],
)
def test_the_rule_can_be_met_and_missed(units, epochs, verdict):
    found, low, high = lesson.decide(sick=0.5, cured=0.8, more_units=units, more_epochs=epochs)
    assert found == verdict
    assert low == pytest.approx((min(units, epochs) - 0.5) / 0.3)
    assert high == pytest.approx((max(units, epochs) - 0.5) / 0.3)


@pytest.mark.parametrize(
    ("verdict", "margin"), [("true", 0.1 - 0.5), ("true, but", 0.2), ("false", -0.2), (None, 0.2)]
)
def test_the_margin_is_that_of_the_pages_verdict(verdict, margin):
    accuracies = {"sick": 0.5, "cured": 0.8, "more_units": 0.53, "more_epochs": 0.71}
    assert benchmark.by_the_rule(accuracies, verdict)["margin"] == pytest.approx(margin)


def test_a_worst_cell_with_a_mask_has_no_cure():
    table = CELLS.copy()
    table.loc[table["mask"] == "masked", "accuracy"] = 0.1
    with pytest.raises(ValueError, match="knows no cure"):
        benchmark.worst(table)


# Rows


def test_rows_are_half_short_and_half_long_and_keep_their_labels():
    rows = [np.full(n, n) for n in range(1, 301)]
    labels = np.arange(1, 301)
    short, middle, long = lesson.cuts(rows)
    assert (short, middle, long) == (60, 120, 200)
    drawn, kept = lesson.draw(rows, labels, short, long, 80, seed=3)
    lengths = np.array([len(row) for row in drawn])
    assert (lengths <= short).sum() == (lengths > long).sum() == 40
    assert len(set(lengths)) == 80
    np.testing.assert_array_equal(lengths, kept)
    assert (lengths[:40] <= short).any() and (lengths[:40] > long).any()


@pytest.mark.parametrize(
    ("side", "kept", "short", "long"),
    [
        ("front", "head", [0, 0, 1, 2], [1, 2, 3, 4]),
        ("front", "tail", [0, 0, 1, 2], [3, 4, 5, 6]),
        ("back", "head", [1, 2, 0, 0], [1, 2, 3, 4]),
        ("back", "tail", [1, 2, 0, 0], [3, 4, 5, 6]),
    ],
)
def test_zeros_and_cuts_are_where_the_words_say(side, kept, short, long):
    rows = [[1, 2], [1, 2, 3, 4, 5, 6]]
    np.testing.assert_array_equal(lesson.arrange(rows, 4, side, kept), [short, long])


@pytest.mark.slow
@pytest.mark.parametrize("mask", [True, False])
def test_only_the_masked_network_does_not_read_the_zeros(mask):
    net = lesson.network(mask)
    text = np.array([[5, 9, 4]])
    padded = np.pad(text, ((0, 0), (0, 30)))
    moved = np.abs(np.asarray(net(padded)) - np.asarray(net(text))).max()
    assert (moved < 1e-6) == mask


# The deeper page


deeper = whole_lesson("07d", "stream", "windows", "decide", "WAYS")


def test_the_ways_of_the_stream_are_complete():
    stored = pd.read_csv(benchmark.CARRIED)
    expected = [(way, seed) for way in deeper.WAYS for seed in benchmark.SEEDS]
    assert list(stored[["way", "seed"]].itertuples(index=False, name=None)) == expected
    assert stored[["whole", "pieces"]].stack().between(0, 1).all()


def test_row_i_of_a_batch_goes_on_where_row_i_of_the_batch_before_has_ended():
    stream = np.arange(6 * 8).reshape(6, 8)
    rows = deeper.windows(stream, 2)
    batches = rows.reshape(4, 6, 2)
    np.testing.assert_array_equal(np.concatenate(batches, axis=1), stream)


def test_the_answer_is_the_last_key():
    symbols, answers = deeper.stream(3, 400, seed=1)
    for row, asked in zip(symbols, answers, strict=True):
        key = None
        for symbol, answer in zip(row, asked, strict=True):
            key = symbol if symbol < 2 else key
            assert answer == key
    assert 0.003 < (symbols < 2).mean() < 0.02


def test_each_way_has_the_same_steps_in_a_batch():
    assert {size * rows for size, rows, *_ in deeper.WAYS.values()} == {640}


@pytest.mark.parametrize(
    ("carried", "verdict"), [(1.0, "true"), (0.981, "true"), (0.97, "true, but"), (0.84, "false")]
)
def test_the_deeper_rule_can_be_met_and_missed(carried, verdict):
    assert deeper.decide(short=0.8, long=0.99, carried=carried) == verdict
