"""Lesson 05: what it measures with, and that its tables belong to its pages."""

import ast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import log_loss as sklearn_log_loss

from benchmarks import lesson_05 as benchmark
from tests.examples import examples
from tools.course import ROOT
from tools.notebooks.definitions import from_lesson, whole_lesson
from tools.notebooks.files import read, read_verdicts
from utils import robustness
from utils.synthetic import gate_stories

lesson = from_lesson("05", "tally", "log_loss", "lost", "score", "decide", "margin", "a_word_earlier")
deeper = from_lesson("05d", "effect", "holds", "exchanged", "alignment", "written")


def result(moves, lost, earlier=0.0):
    """What a trial of the lesson gives."""
    return {"f moves by": moves, "lost": lost, "lost, a word earlier": earlier}


# The rule of the verdict


@pytest.mark.parametrize(
    ("trial", "expected"),
    [
        (result(-0.3, 0.8), 0.8),
        (result(0.1, 0.8), 0),  # the gate opens
        (result(-0.3, 0.8, 0.6), 0),  # a word earlier does as well
        (result(-0.3, 0.2), 0.2),
    ],
)
def test_a_story_scores_what_it_loses_if_the_gate_closes_there_and_only_there(trial, expected):
    assert lesson.score(trial) == expected


@pytest.mark.parametrize(
    ("scores", "verdict", "by"),
    [
        ([0.9, 0.8, 0.7], "true", -0.2),
        ([0.1, 0.9, 0.8], "true, but", 0.4),
        ([0.1, 0.9, 0.2], "true, but", 0.4),
        ([0.1, 0.2, 0.45], "false", -0.05),
    ],
)
def test_the_margin_is_above_zero_where_some_stories_hold_and_others_do_not(scores, verdict, by):
    assert lesson.decide(scores) == verdict
    assert lesson.margin(scores) == pytest.approx(by)


def test_lost_is_a_share_of_the_lead_for_accuracy_and_for_loss():
    assert lesson.lost(0.9, 0.6, 0.5) == pytest.approx(0.75)
    assert lesson.lost(0.58, 0.61, 0.61) == pytest.approx(1)
    assert lesson.lost(0.9, 0.9, 0.5) == 0


def test_a_word_earlier_is_right_before_each_marked_word():
    story = gate_stories.subjects(50, unseen=True, seed=1)
    before = lesson.a_word_earlier(story.marks["inner_stop"])
    np.testing.assert_array_equal(before[:, :-1], story.marks["inner_stop"][:, 1:])
    assert not before[:, -1].any() and before.sum() == story.marks["inner_stop"].sum()


# The owner's baselines


def test_a_tally_that_keeps_everything_is_the_best_forecast_where_nothing_changes():
    story = gate_stories.restaurant(300, seed=5)
    calm = ~story.marks["change"].any(axis=1)
    assert 50 < calm.sum() < 250
    same = np.isclose(lesson.tally(story), gate_stories.best_forecast(story)).all(axis=1)
    np.testing.assert_array_equal(same, calm)


def test_a_tally_fades_by_the_share_it_keeps():
    story = gate_stories.restaurant(1, reviews=3, seed=1)
    opinions = [
        o for o in np.where(story.marks["good"][0], 1, np.where(story.marks["bad"][0], 0, -1)) if o >= 0
    ]
    first, second, third = opinions
    counted, total = third + 0.5 * second + 0.25 * first, 1.75
    assert lesson.tally(story, 0.5)[0, -1] == pytest.approx((counted + 1) / (total + 2))


def test_log_loss_is_that_of_sklearn():
    story = gate_stories.restaurant(50, seed=2)
    p = gate_stories.best_forecast(story)
    assert lesson.log_loss(p, story) == pytest.approx(sklearn_log_loss(story.y[story.asked], p[story.asked]))


# The deeper page: effect sizes, and what a word writes


def marked(rng, rows, timesteps=12):
    """Values, and two kinds of words that share none; every row has both."""
    values = rng.normal(size=(rows, timesteps))
    kind = rng.integers(0, 3, (rows, timesteps))
    kind[:, 0], kind[:, 1] = 1, 2
    return values, kind == 1, kind == 2


@examples(30)
@given(st.integers(0, 999), st.integers(5, 60))
def test_effect_compares_the_means_of_each_text(seed, rows):
    values, here, there = marked(np.random.default_rng(seed), rows)
    a = [row[at].mean() for row, at in zip(values, here, strict=True)]
    b = [row[at].mean() for row, at in zip(values, there, strict=True)]
    difference, d, p = deeper.effect(values, here, there)
    assert difference == pytest.approx(np.mean(a) - np.mean(b))
    assert d == pytest.approx(difference / np.sqrt((np.std(a, ddof=1) ** 2 + np.std(b, ddof=1) ** 2) / 2))
    assert deeper.effect(values, there, here) == pytest.approx((-difference, -d, p))


def test_p_is_that_of_a_paired_permutation_test():
    rng = np.random.default_rng(1)
    for shift in (0, 0.1, 0.2, 0.4):
        values, here, there = marked(rng, 40)
        values[here] += shift
        pairs = [(row[h].mean(), row[t].mean()) for row, h, t in zip(values, here, there, strict=True)]
        exact = stats.permutation_test(
            tuple(np.transpose(pairs)),
            lambda a, b, axis: np.mean(a - b, axis=axis),
            permutation_type="samples",
            n_resamples=20_000,
            vectorized=True,
        ).pvalue
        assert deeper.effect(values, here, there)[2] == pytest.approx(exact, abs=0.04)


def test_without_an_effect_p_is_even_and_with_a_large_one_as_small_as_it_can_be():
    rng = np.random.default_rng(0)
    small = [deeper.effect(*marked(rng, 30), flips=199)[2] < 0.1 for _ in range(400)]
    assert abs(np.mean(small) - 0.1) < 4 * np.sqrt(0.09 / 400)
    values, here, there = marked(rng, 50)
    values[here] += 5
    assert deeper.effect(values, here, there, flips=199)[2] == 1 / 200


def test_rows_without_one_of_the_kinds_are_left_out():
    values, here, there = marked(np.random.default_rng(0), 30)
    here[20:] = False
    assert deeper.effect(values, here, there) == deeper.effect(values[:20], here[:20], there[:20])


def test_masked_steps_are_left_out_of_an_effect():
    values, here, there = marked(np.random.default_rng(2), 40)
    masked = np.random.default_rng(3).random(values.shape) < 0.3
    masked[:, :2] = False
    with_gaps = np.where(masked, np.nan, values)
    assert np.isfinite(deeper.effect(with_gaps, here, there)).all()
    assert deeper.effect(with_gaps, here, there) == deeper.effect(values, here & ~masked, there & ~masked)
    with_gaps[7] = np.nan  # a row without a single gate
    rest = np.arange(40) != 7
    assert deeper.effect(with_gaps, here, there) == deeper.effect(with_gaps[rest], here[rest], there[rest])


class Reading:
    """Gates and candidates by hand."""

    def __init__(self, i, c_tilde):
        self.i, self.c_tilde = np.array(i, float), np.array(c_tilde, float)


def test_gate_and_candidate_are_exchanged_one_at_a_time():
    reading = Reading([[[0.5, 0.0], [1.0, 1.0]]], [[[0.2, 0.0], [0.6, -0.8]]])
    marks = {"medium": np.array([[True, False]]), "service": np.array([[False, True]])}
    found = list(deeper.exchanged(reading, marks).values())
    np.testing.assert_allclose(found, [0.1, 0.2, 0.3, 1.0])
    np.testing.assert_allclose(deeper.written(reading), [[0.1, 1.0]])


def test_gates_that_open_where_candidates_are_large_are_aligned():
    reading = Reading([[[0.1, 0.5, 0.9], [0.9, 0.5, 0.1]]], [[[0.0, -0.4, 0.8], [0.1, -0.3, 0.5]]])
    at = np.array([[True, False]])
    assert deeper.alignment(reading, at) == pytest.approx(1)
    assert deeper.alignment(reading, ~at) == pytest.approx(-1)


def test_a_half_of_the_deeper_claim_holds_if_the_gate_moves_and_matters():
    assert deeper.holds(0.1, 0.6)
    assert not deeper.holds(-0.1, 0.6) and not deeper.holds(0.1, 0.5)


# The pages, and the tables that they show


def definitions(page):
    """The functions of a page, by name, without their docstrings."""
    found = {}
    for cell in read(ROOT / "notebooks" / page).cells:
        if cell.cell_type == "code":
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef):
                    found[node.name] = ast.dump(node)
    return found


def test_the_folded_functions_of_the_deeper_page_are_those_of_the_lesson():
    core = definitions("05_what_gates_learn.ipynb")
    further = definitions("deeper/05_what_gates_learn.ipynb")
    for name in ("network", "train", "accuracy"):
        assert further[name] == core[name]


def test_the_pages_still_have_what_the_benchmark_needs():
    assert callable(whole_lesson("05", *benchmark.NEEDED).train)
    assert callable(whole_lesson("05d", *benchmark.NEEDED_DEEPER).exchanged)
    with pytest.raises(ValueError, match=r"lacks a_new_one: change benchmarks/lesson_05\.py"):
        whole_lesson("05", "a_new_one")


def test_the_variations_are_scored_by_the_rule_of_the_page():
    table = robustness.load("05").table
    assert list(table["variation"]) == [variation.name for variation in benchmark.VARIATIONS]
    for row in table.to_dict("records"):
        trials = [
            result(row[f"{story}.moved"], row[f"{story}.lost"], row[f"{story}.earlier"])
            for story in ("bob", "vacant", "owner")
        ]
        scores = [lesson.score(trial) for trial in trials]
        assert row["verdict"] == lesson.decide(scores)
        assert row["margin"] == pytest.approx(lesson.margin(scores), abs=2e-4)  # four digits are stored
        share = lesson.lost(row["owner.before"], row["owner.open"], row["owner.alike"])
        assert row["owner.lost"] == pytest.approx(share, abs=0.02)


def test_the_live_networks_are_like_the_stored_ones():
    stored = robustness.load("05").table
    six = stored[stored["kind"] == "seed"]
    for entry in read_verdicts(ROOT / "notebooks"):
        if entry["lesson"] == "05":
            for story in ("bob", "vacant", "owner"):
                live, column = entry["results"][f"{story}.lost"], six[f"{story}.lost"]
                assert column.min() - 0.3 < live < column.max() + 0.3, story


def test_bob_in_the_texts_of_the_vacant_place_has_the_networks_that_the_benchmark_names():
    again, stored = pd.read_csv(benchmark.BOB), robustness.load("05").table
    assert tuple(again["seed"]) == benchmark.SIX_SEEDS
    six = stored[stored["kind"] == "seed"]
    for column in ("bob.moved", "bob.lost", "bob.earlier", "bob.before"):  # the same networks, trained again
        np.testing.assert_allclose(again[column], six[column], atol=0.02)


def test_the_tables_of_the_deeper_page_have_the_networks_that_the_benchmark_names():
    desk, sizes = pd.read_csv(benchmark.DEEPER), pd.read_csv(benchmark.SIZES)
    assert tuple(desk["seed"]) == benchmark.SIX_SEEDS
    lost = 1 - desk["news.f1_retraction.retracted"] / desk["news.before"]
    np.testing.assert_allclose(desk["news.lost"], lost, atol=1e-3)
    for story in benchmark.STORIES:
        networks = sizes.loc[sizes["story"] == story, ["units", "seed"]].to_numpy().tolist()
        assert networks == [[units, seed] for units in benchmark.UNITS for seed in benchmark.THREE_SEEDS], (
            story
        )
    share = (sizes["before"] - sizes["after"]) / (sizes["before"] - sizes["baseline"])
    np.testing.assert_allclose(sizes["lost"], share, atol=0.02)  # four digits are stored
