"""Lesson 08 on tables of a reader's own, its rules, the reviews of its exercises, its benchmark."""

import random
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from benchmarks import lesson_08 as benchmark
from tools.course import ROOT
from tools.notebooks.definitions import whole_lesson
from tools.notebooks.files import read
from utils.checks.lesson_08.short_reviews import PLACES, short_reviews
from utils.robustness import FOLDER
from utils.synthetic.restaurant_reviews import ASPECTS, Writer

LESSON = ROOT / "notebooks" / "08_imdb_sentiment.ipynb"
OURS = 'PATH, TEXT, LABEL, CLASSES = None, "text", "label", None'


# Tables of a reader's own


def sentence(rng: random.Random, sign: int) -> str:
    """A sentence of opinion; for 0 one of each."""
    if sign == 0:
        return f"{sentence(rng, 1)} {sentence(rng, -1)}"
    text = Writer(rng, "train").opinion(rng.choice(ASPECTS), sign).text
    return f"{text[0].upper()}{text[1:]}."


def table(folder: Path, kind: str) -> tuple[str, str, str, dict | None]:
    """Write a table: file, the names of both columns, classes."""
    rng = random.Random(kind)
    if kind == "one in twenty, semicolons":
        signs = [-1 if n % 20 == 0 else 1 for n in range(400)]
        rows = [(sentence(rng, sign), "good" if sign > 0 else "bad") for sign in signs]
        names, classes, separator = ["Kommentar", "Urteil"], {"bad": 0, "good": 1}, ";"
    else:
        stars = rng.choices((1, 2, 3, 4, 5), k=200)
        rows = [(sentence(rng, int(np.sign(star - 3))), star) for star in stars]
        names, classes, separator = ["review", "stars"], {1: 0, 2: 0, 3: None, 4: 1, 5: 1}, "\t"
    frame = pd.DataFrame(rows, columns=names)
    frame["split"] = "mine"  # a column of theirs that is called like one of ours
    frame.to_csv(folder / "own.csv", sep=separator, index=False)
    return str(folder / "own.csv"), *names, classes


def page(choice: str) -> str:
    """The code of the whole page, with another table and one pass."""
    cells = [cell for cell in read(LESSON).cells if cell.cell_type == "code"]
    code = "\n\n".join(cell.source for cell in cells if "setup" not in cell.metadata.get("tags", []))
    assert code.count(OURS) == code.count("epochs=passes") == 1
    return code.replace(OURS, choice).replace("epochs=passes", "epochs=1")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras saves tensors
@pytest.mark.parametrize("kind", ["one in twenty, semicolons", "200 rows, stars, tabs"])
def test_a_path_and_two_columns_put_a_table_of_ones_own_in(kind: str, tmp_path, monkeypatch, capsys):
    from utils import plotting

    monkeypatch.setattr(plotting, "show", lambda fig, alt: plt.close(fig))
    choice = "PATH, TEXT, LABEL, CLASSES = {!r}, {!r}, {!r}, {!r}".format(*table(tmp_path, kind))
    names: dict = {"__name__": "__main__", "root": ROOT, "plotting": plotting}
    with plt.rc_context():
        exec(compile(page(choice), "<lesson 08>", "exec"), names)
    said = capsys.readouterr().out
    assert "own.csv: " in said
    assert "the same answer in a fresh process: True" in said
    parts = [names[part] for part in ("train", "validation", "test")]
    texts = [set(part["text"]) for part in parts]
    assert not texts[0] & (texts[1] | texts[2]) and not texts[1] & texts[2]
    shares = [part["label"].mean() for part in parts]
    assert max(shares) - min(shares) < 0.05  # stratified
    assert not names["is_imdb"]


# The rules


@pytest.mark.parametrize(
    ("recipe", "counted", "verdict", "margin"),
    [
        (0.865, 0.9, "true, but", 0.005),
        (0.865, 0.8, "true", 0.005),
        (0.88, 0.9, "true, but", 0.0),
        (0.855, 0.9, "false", -0.005),
        (0.89, 0.9, "false", -0.01),
    ],
)
def test_about_87_is_from_86_to_88(recipe, counted, verdict, margin):
    said, by = whole_lesson("08", "by_rule").by_rule(recipe, counted)
    assert by == pytest.approx(margin, abs=1e-9)
    assert said == verdict or margin == 0


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [((0.92, 0.91, 0.9, 0.91), "true"), ((0.9, 0.91, 0.92, 0.91), "true, but"), ((0.9,) * 4, "false")],
)
def test_who_beats_the_counts(numbers, verdict):
    assert whole_lesson("08d", "by_rule").by_rule(*numbers) == verdict


# The benchmark and its tables


def test_the_stored_variations_are_those_of_the_program_and_follow_the_rule():
    stored, lesson = (
        pd.read_csv(FOLDER / "robustness_08.csv", dtype={"verdict": str}),
        whole_lesson("08", "by_rule"),
    )
    named = [(variation.name, variation.kind) for variation in benchmark.VARIATIONS]
    found = list(zip(stored["variation"], stored["kind"], strict=True))
    assert found == [one for one in named if one in found]  # not all of them may have been run yet
    for row in stored.itertuples():
        verdict, margin = lesson.by_rule(row.recipe, row.counted)
        assert row.verdict == verdict
        assert row.margin == pytest.approx(margin, abs=2e-5)


def test_the_stored_ladder_is_that_of_the_program():
    stored = pd.read_csv(benchmark.LADDER)
    known = [*benchmark.LINEAR, benchmark.RECIPE, *benchmark.NETWORKS]
    assert set(stored["name"]) == set(known)
    networks = stored[stored["family"] == "LSTM"]
    assert networks.groupby("name")["seed"].apply(sorted).map(tuple).unique().tolist() == [(0, 1, 2)]
    assert stored["name"].drop_duplicates().tolist() == [
        name for name in known if name in set(stored["name"])
    ]


def test_a_change_is_compared_with_a_network_of_the_ladder():
    against = whole_lesson("08d", "AGAINST").AGAINST
    assert set(against) | set(against.values()) <= set(benchmark.NETWORKS)


def test_the_recipe_sees_the_last_words_behind_zeros():
    short, long = np.arange(1, 4), np.arange(9_900, 10_150)
    rows = benchmark.recipe_rows([short, long])
    assert rows.shape == (2, 200)
    assert rows[0, :197].max() == 0 and rows[0, 197:].tolist() == [1, 2, 3]
    assert rows[1, 0] == 9_950 and rows[1, -1] == 2  # beyond 10,000 words: unknown


def test_nothing_is_stored_of_other_reviews(monkeypatch):
    class StandIn:
        is_stand_in = True

    monkeypatch.setattr(benchmark, "load_imdb", lambda verbose: StandIn())
    with pytest.raises(ValueError, match="not the film reviews"):
        benchmark.film_reviews()


# The reviews of the exercises


def test_the_last_opinion_of_a_short_review_counts():
    texts, labels = short_reviews(300, "train")
    assert 0.4 < labels.mean() < 0.6
    assert all(", but " in text and text.split()[2] in PLACES["train"] for text in texts)
    assert short_reviews(300, "train")[0] == texts
    new, _ = short_reviews(100, "new")
    assert not {text.split()[2] for text in new} & {text.split()[2] for text in texts}
