"""Lesson 05: what it measures with, and that its table of sizes belongs to it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import log_loss as sklearn_log_loss

from benchmarks import lesson_05 as benchmark
from tools.notebooks.definitions import from_lesson, whole_lesson
from tools.notebooks.files import read_verdicts
from utils.synthetic import gate_stories

lesson = from_lesson("05", "effect", "tally", "log_loss", "lost", "holds")


def marked(rng, rows, timesteps=12):
    """Values, and two kinds of words that share none; every row has both."""
    values = rng.normal(size=(rows, timesteps))
    kind = rng.integers(0, 3, (rows, timesteps))
    kind[:, 0], kind[:, 1] = 1, 2
    return values, kind == 1, kind == 2


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 999), st.integers(5, 60))
def test_effect_compares_the_means_of_each_text(seed, rows):
    values, here, there = marked(np.random.default_rng(seed), rows)
    a = [row[at].mean() for row, at in zip(values, here, strict=True)]
    b = [row[at].mean() for row, at in zip(values, there, strict=True)]
    difference, d, p = lesson.effect(values, here, there)
    assert difference == pytest.approx(np.mean(a) - np.mean(b))
    assert d == pytest.approx(difference / np.sqrt((np.std(a, ddof=1) ** 2 + np.std(b, ddof=1) ** 2) / 2))
    assert lesson.effect(values, there, here) == pytest.approx((-difference, -d, p))


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
        assert lesson.effect(values, here, there)[2] == pytest.approx(exact, abs=0.04)


def test_without_an_effect_p_is_even_and_with_a_large_one_as_small_as_it_can_be():
    rng = np.random.default_rng(0)
    small = [lesson.effect(*marked(rng, 30), flips=199)[2] < 0.1 for _ in range(400)]
    assert abs(np.mean(small) - 0.1) < 4 * np.sqrt(0.09 / 400)
    values, here, there = marked(rng, 50)
    values[here] += 5
    assert lesson.effect(values, here, there, flips=199)[2] == 1 / 200


def test_rows_without_one_of_the_kinds_are_left_out():
    values, here, there = marked(np.random.default_rng(0), 30)
    here[20:] = False
    assert lesson.effect(values, here, there) == lesson.effect(values[:20], here[:20], there[:20])


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


def test_lost_is_a_share_of_the_lead_for_accuracy_and_for_loss():
    assert lesson.lost(0.9, 0.6, 0.5) == pytest.approx(0.75)
    assert lesson.lost(0.58, 0.61, 0.61) == pytest.approx(1)
    assert lesson.lost(0.9, 0.9, 0.5) == 0


@pytest.mark.parametrize(
    ("difference", "p", "after", "expected"),
    [
        ([-0.1, -0.2, -0.1], [0.001] * 3, [0.5, 0.6, 0.5], True),
        ([-0.1, -0.2, 0.1], [0.001] * 3, [0.5, 0.6, 0.5], False),  # one moves the other way
        ([-0.1, -0.2, -0.1], [0.001, 0.001, 0.2], [0.5, 0.6, 0.5], False),  # one by accident
        ([-0.1, -0.2, -0.1], [0.001] * 3, [0.5, 0.9, 0.5], False),  # one loses too little
    ],
)
def test_a_story_holds_if_each_network_moves_as_told_and_loses_enough(difference, p, after, expected):
    table = pd.DataFrame({"difference": difference, "p": p})
    assert lesson.holds(table, -1, np.ones(3), np.array(after), 0.5) is expected
    assert not lesson.holds(table, 1, np.ones(3), np.array(after), 0.5)


def test_the_lesson_still_has_what_the_benchmark_needs():
    names = whole_lesson("05", *benchmark.NEEDED)
    assert callable(names.train) and names.SEEDS == (0, 1, 2)
    with pytest.raises(ValueError, match=r"lacks a_new_one: change benchmarks/lesson_05\.py"):
        whole_lesson("05", "a_new_one")


def test_the_stored_table_belongs_to_the_lesson_as_it_is():
    runs = pd.read_csv(benchmark.RESULT)
    assert set(runs["units"]) == set(benchmark.UNITS)
    assert (runs.groupby(["story", "units"])["seed"].nunique() == 3).all() and len(runs) == 54
    lost = (runs["before"] - runs["after"]) / (runs["before"] - runs["baseline"])
    np.testing.assert_allclose(runs["lost"], lost, atol=0.02)  # four digits are stored
    (entry,) = (e for e in read_verdicts(benchmark.LESSON.parent) if e["lesson"] == "05")
    mean = runs[runs["units"] == 24].groupby("story")[["before", "after"]].mean()
    names = {"full stop": "f1_at_full_stops", "new name": "f1_at_new_names"}
    for story, trial in names.items():
        stored = entry["results"][f"subjects.accuracy.{trial}"]
        assert mean.loc[story, "after"] == pytest.approx(stored, abs=0.05), story
    stored = entry["results"]["owner.log_loss.lstm_f1_at_changes"]
    assert mean.loc["new owner", "after"] == pytest.approx(stored, abs=0.005)
