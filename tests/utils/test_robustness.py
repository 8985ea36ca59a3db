"""The table of a verdict's variations: what it must hold, what it says, how it is written."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from benchmarks.robustness import Variation, run_variations
from utils import robustness
from utils.robustness import Stability

NAMES = [
    *(f"seed {seed}" for seed in range(6)),
    "half the training",
    "twice the training",
    "long texts",
    "64 units",
]
KINDS = [*["seed"] * 6, "training", "training", "setting", "size"]
VARIATIONS = [Variation(name, kind, {"name": name}) for name, kind in zip(NAMES, KINDS, strict=True)]


def table(margins=(0.3, 0.2, 0.4, 0.3, 0.2, 0.1, 0.2, -0.1, 0.3, 0.3), **columns) -> pd.DataFrame:
    verdicts = ["false" if margin > 0 else "true" for margin in margins]
    rows = {"variation": NAMES, "kind": KINDS, "verdict": verdicts, "margin": margins}
    return pd.DataFrame(rows | columns)


def test_it_says_in_how_many_variations_a_verdict_holds() -> None:
    stability = Stability(table())
    assert stability.turned("false") == ["twice the training: true"]
    words = "By the rule, 'false' holds in 9 of 10 variations; it turns with twice the training: true."
    assert stability.in_words("false") == words
    assert Stability(table(verdict="true")).in_words("true").endswith("holds in 10 of 10 variations.")


def test_the_interval_is_that_of_a_t_test_over_the_six_seeds() -> None:
    margins = [0.3, 0.2, 0.4, 0.3, 0.2, 0.1]
    expected = stats.ttest_1samp(margins, 0).confidence_interval(0.95)
    np.testing.assert_allclose(Stability(table()).interval, [expected.low, expected.high])


@pytest.mark.parametrize(
    ("seeds", "outcome"),
    [
        ([0.3, 0.2, 0.4, 0.3, 0.2, 0.1], "false"),
        ([0.3, -0.2, 0.4, -0.3, 0.2, 0.1], "undecided"),
        ([-0.3, -0.2, -0.4, -0.3, -0.2, -0.1], "undecided"),  # all on one side, with another verdict
        ([0.2] * 6, "false"),
        ([0.0] * 6, "undecided"),
    ],
)
def test_seeds_on_both_sides_of_the_line_leave_it_undecided(seeds: list[float], outcome: str) -> None:
    # What is not a seed has no say in it.
    assert Stability(table([*seeds, -5.0, -5.0, -5.0, -5.0])).outcome("false") == outcome


@pytest.mark.parametrize(("agreeing", "outcome"), [(4, "false"), (3, "undecided"), (1, "undecided")])
def test_seeds_that_decide_for_another_verdict_leave_it_undecided(agreeing: int, outcome: str) -> None:
    verdicts = ["false"] * agreeing + ["true"] * (6 - agreeing) + ["false"] * 4
    assert Stability(table([-0.3, -0.2] * 5, verdict=verdicts)).outcome("false") == outcome


def test_an_unknown_verdict_is_refused() -> None:
    with pytest.raises(ValueError, match="by_rule is 'maybe': expected one of 'true'"):
        Stability(table()).outcome("maybe")


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (table().drop(columns="margin"), "lacks margin"),
        (table().iloc[:9], "make bench to its end"),
        (table(kind=["seed"] * 10), "variations, expected"),
        (table(variation=["seed 0", *NAMES[:9]]), "two variations are called 'seed 0'"),
        (table(verdict=["maybe"] * 10), "verdict 'maybe'"),
        (table([float("nan")] * 10), "not a finite number"),
    ],
)
def test_a_table_that_is_not_whole_is_refused(broken: pd.DataFrame, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Stability(broken)


def test_a_stored_table_is_read_and_a_broken_one_named(tmp_path: Path) -> None:
    table().to_csv(tmp_path / "robustness_03.csv", index=False)
    assert robustness.load("03", tmp_path).turned("false") == ["twice the training: true"]
    table().iloc[:4].to_csv(tmp_path / "robustness_05.csv", index=False)
    with pytest.raises(ValueError, match=r"robustness_05\.csv: the table has"):
        robustness.load("05", tmp_path)
    with pytest.raises(FileNotFoundError, match="make bench LESSON=04"):
        robustness.load("04d", tmp_path)


def score(name: str) -> dict:
    return {"verdict": "false", "margin": 0.5, "accuracy": len(name)}


def test_variations_are_scored_once_and_stored_in_order(tmp_path: Path) -> None:
    calls = []

    def counted(name: str) -> dict:
        calls.append(name)
        if name == NAMES[4] and calls.count(name) == 1:
            raise KeyboardInterrupt
        return score(name)

    with pytest.raises(KeyboardInterrupt):
        run_variations("03", VARIATIONS, counted, tmp_path)
    assert len(pd.read_csv(tmp_path / "robustness_03.csv")) == 4
    run_variations("03", VARIATIONS, counted, tmp_path)
    stored = robustness.load("03", tmp_path).table
    assert list(stored["variation"]) == NAMES and list(stored["accuracy"]) == [len(name) for name in NAMES]
    assert [calls.count(name) for name in NAMES] == [1, 1, 1, 1, 2, 1, 1, 1, 1, 1]


def test_variations_that_are_not_those_agreed_are_refused_before_a_run(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected variations"):
        run_variations("03", VARIATIONS[:9], score, tmp_path)
    with pytest.raises(ValueError, match="names of their own"):
        run_variations("03", [*VARIATIONS[:9], Variation("seed 0", "size")], score, tmp_path)
    assert not list(tmp_path.iterdir())
    table(variation=["seed 9", *NAMES[1:]]).to_csv(tmp_path / "robustness_03.csv", index=False)
    with pytest.raises(ValueError, match=r"holds \['seed 9'\]"):
        run_variations("03", VARIATIONS, score, tmp_path)
    with pytest.raises(ValueError, match="lacks margin"):
        run_variations("05", VARIATIONS, lambda name: {"verdict": "true"}, tmp_path)
