"""Lesson 00 with tables of a reader's own, its rule, the sentences of its exercises, its benchmark."""

import random
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from benchmarks import lesson_00 as benchmark
from tools.course import ROOT
from tools.notebooks.definitions import from_lesson, whole_lesson
from tools.notebooks.files import read
from utils.checks.lesson_00 import sentences
from utils.robustness import load
from utils.synthetic.restaurant_reviews import ASPECTS, Writer

LESSON = ROOT / "notebooks" / "00_your_first_lstm.ipynb"
OURS = 'PATH, TEXT, LABEL, CLASSES = None, "text", "label", None'


# Tables of a reader's own


def sentence(rng: random.Random, sign: int) -> str:
    """A sentence of opinion; for 0 one of each."""
    writer = Writer(rng, "train")
    if sign == 0:
        return f"{sentence(rng, 1)} {sentence(rng, -1)}"
    text = writer.opinion(rng.choice(ASPECTS), sign).text
    return f"{text[0].upper()}{text[1:]}."


def table(folder: Path, kind: str) -> tuple[Path, str, str, dict | None, int]:
    """Write 1,000 sentences: file, the names of both columns, classes, and how many rows have one."""
    rng = random.Random(kind)
    if kind == "tabs":
        rows = [(sentence(rng, sign), int(sign > 0)) for sign in rng.choices((-1, 1), k=1_000)]
        names, classes, separator = ["sentence", "liked"], None, "\t"
    elif kind == "three classes":
        words = {-1: "negative", 0: "neutral", 1: "positive"}
        rows = [(sentence(rng, sign), words[sign]) for sign in rng.choices((-1, 0, 1), k=1_000)]
        names, classes, separator = ["comment", "mood"], {"negative": 0, "neutral": None, "positive": 1}, ","
    else:
        stars = rng.choices((1, 2, 3, 4, 5), k=1_000)
        rows = [(sentence(rng, int(np.sign(star - 3))), star) for star in stars]
        names, classes, separator = ["review", "stars"], {1: 0, 2: 0, 3: None, 4: 1, 5: 1}, ";"
    frame = pd.DataFrame(rows, columns=names)
    frame.insert(0, "number", range(len(frame)))
    frame.to_csv(folder / "own.csv", sep=separator, index=False)
    kept = sum(classes is None or classes[label] is not None for _, label in rows)
    return folder / "own.csv", *names, classes, kept


def page(choice: str) -> str:
    """The code of the whole page, with another table and one pass in each training."""
    cells = [cell for cell in read(LESSON).cells if cell.cell_type == "code"]
    code = "\n\n".join(cell.source for cell in cells if "setup" not in cell.metadata.get("tags", []))
    assert code.count(OURS) == 1
    code = code.replace(OURS, choice)
    assert "epochs=2" in code
    code = code.replace("epochs=2", "epochs=1")
    return f"import subprocess, sys\nfrom pathlib import Path\n{code}"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras saves tensors
@pytest.mark.parametrize("kind", ["tabs", "three classes", "stars"])
def test_a_path_and_two_columns_put_a_table_of_ones_own_in(kind: str, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("utils.plotting.show", lambda fig, alt: plt.close(fig))
    path, text, label, classes, kept = table(tmp_path, kind)
    names: dict = {"__name__": "__main__"}
    choice = f"PATH, TEXT, LABEL, CLASSES = {str(path)!r}, {text!r}, {label!r}, {classes!r}"
    with plt.rc_context():
        exec(compile(page(choice), "<lesson 00>", "exec"), names)
    said = capsys.readouterr().out
    assert f"own.csv: {kept:,} reviews (your file; " in said
    assert "the same answer in a fresh process: True" in said
    parts = [names[part] for part in ("train", "validation", "test")]
    assert sum(map(len, parts)) == names["reviews"]["text"].nunique() == len(names["reviews"])
    assert not set(parts[0]["text"]) & (set(parts[1]["text"]) | set(parts[2]["text"]))
    assert all(set(part["label"]) == {0, 1} for part in parts)
    assert 0.2 < len(parts[2]) / len(names["reviews"]) < 0.3


def test_a_table_with_parts_of_its_own_keeps_them_and_is_mixed(tmp_path):
    """Else the last rows, which choose, are of one class where a table comes class by class."""
    rng = random.Random(0)
    rows = [(sentence(rng, sign), int(sign > 0)) for sign in [-1] * 200 + [1] * 200]
    frame = pd.DataFrame(rows, columns=["text", "label"]).drop_duplicates("text")
    frame["split"] = np.where(np.arange(len(frame)) % 5, "train", "test")
    frame.to_csv(tmp_path / "own.csv", index=False)
    code = page(f"PATH, TEXT, LABEL, CLASSES = {str(tmp_path / 'own.csv')!r}, 'text', 'label', None")
    names: dict = {"__name__": "__main__"}
    exec(compile(code[: code.index("x_train, y_train")], "<lesson 00>", "exec"), names)
    for part, share in (("validation", 0.3), ("test", 0.4)):
        assert share < names[part]["label"].mean() < 1 - share
    own = dict(zip(frame["text"], frame["split"], strict=True))
    assert all(own[text] == "test" for text in names["test"]["text"])


def several_classes(folder: Path, kind: str) -> tuple[Path, str, str, dict]:
    """Write 1,000 sentences with three moods, separated by tabs, or with one to five stars."""
    rng = random.Random(kind)
    if kind == "three moods, tabs":
        labels, signs, separator = ["bad", "so so", "good"], [-1, 0, 1], "\t"
    else:
        labels, signs, separator = [1, 2, 3, 4, 5], [-1, -1, 0, 1, 1], ","
    drawn = [rng.randrange(len(labels)) for _ in range(1_000)]
    rows = [(row, sentence(rng, signs[k]), labels[k]) for row, k in enumerate(drawn)]
    frame = pd.DataFrame(rows, columns=["number", "comment", "mood"])
    frame.to_csv(folder / "own.csv", sep=separator, index=False)
    return folder / "own.csv", "comment", "mood", {label: k for k, label in enumerate(labels)}


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "enough"), [("three moods, tabs", 0.6), ("five stars", 0.35)])
def test_all_classes_are_kept_down_to_the_tenth_line_as_the_page_says(kind, enough, tmp_path, monkeypatch):
    monkeypatch.setattr("utils.plotting.show", lambda fig, alt: plt.close(fig))
    *choice, classes = several_classes(tmp_path, kind)
    path, text, label = map(str, choice)
    code = page(f"PATH, TEXT, LABEL, CLASSES = {path!r}, {text!r}, {label!r}, {classes!r}")
    said = "\n".join(cell.source for cell in read(LESSON).cells if cell.cell_type == "markdown")
    tenth = code.index("your_review")
    code = code[:tenth].replace("epochs=1", "epochs=20")
    stop = "keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)"
    changes = {
        'Dense(1, activation="sigmoid")': f'Dense({len(classes)}, activation="softmax")',
        '"binary_crossentropy"': '"sparse_categorical_crossentropy"',
        "live = [plotting.live_curve()]": f"live = [plotting.live_curve(), {stop}]",
    }
    for ours, theirs in changes.items():
        assert code.count(ours) == 1
        code = code.replace(ours, theirs)
    assert 'Dense(3, activation="softmax")' in said and '"sparse_categorical_crossentropy"' in said
    assert stop in said and "epochs=20" in said
    names: dict = {"__name__": "__main__"}
    with plt.rc_context():
        exec(compile(code, "<lesson 00>", "exec"), names)
    assert set(names["y_train"]) == set(range(len(classes)))
    answers = names["model"].predict(names["x_val"], verbose=0)
    assert answers.shape == (len(names["y_val"]), len(classes))
    assert np.mean(answers.argmax(axis=-1) == names["y_val"]) == pytest.approx(names["accuracy"])
    assert names["accuracy"] > enough


# The rule


@pytest.mark.parametrize(
    ("masked", "unmasked", "verdict", "margin"),
    [
        (0.8, 0.5, "true, but", 0.1),
        (0.65, 0.5, "true, but", 0.05),
        (0.8, 0.7, "true", -0.1),
        (0.55, 0.5, "false", -0.05),
        (0.55, 0.7, "false", -0.1),
    ],
)
def test_the_margin_is_above_0_where_the_verdict_holds(masked, unmasked, verdict, margin):
    lesson = whole_lesson("00", "by_rule")
    assert lesson.by_rule(masked, unmasked) == (verdict, pytest.approx(margin))


# What the benchmark uses


def test_the_benchmark_draws_other_reviews_with_another_seed():
    ours, theirs = benchmark.reviews_of(None), benchmark.reviews_of(11)
    assert len(ours) == len(theirs) == 6_000
    assert list(ours) == list(theirs) == benchmark.COLUMNS
    assert (ours["split"] == "test").sum() == (theirs["split"] == "test").sum()
    assert len(set(ours["text"]) & set(theirs["text"])) < 60


def test_the_seeds_of_the_variations_are_not_those_of_the_page():
    seeds = [variation.settings.get("seed") for variation in benchmark.VARIATIONS]
    assert 0 not in seeds
    assert benchmark.SEED != 0


def test_the_stored_variations_are_those_of_the_program_and_follow_the_rule():
    stored, lesson = load("00").table, whole_lesson("00", "by_rule")
    named = [(variation.name, variation.kind) for variation in benchmark.VARIATIONS]
    assert list(zip(stored["variation"], stored["kind"], strict=True)) == named
    for row in stored.itertuples():
        verdict, margin = lesson.by_rule(row.masked, row.unmasked)
        assert row.verdict == verdict
        assert row.margin == pytest.approx(margin, abs=2e-4)


def test_the_stored_recipes_are_those_of_the_deeper_page():
    stored = pd.read_csv(benchmark.RECIPE_TABLE, index_col="seed")
    assert list(stored) == list(benchmark.RECIPES)
    assert list(stored.index) == list(benchmark.RECIPE_SEEDS) and 0 not in stored.index
    assert set(benchmark.recipes()) == set(benchmark.RECIPES)


# Sentences of the exercises


def test_sentences_are_about_what_they_say_and_none_is_in_both_parts():
    train, topics, opinions = sentences(300, "train")
    test, _, _ = sentences(300, "test")
    assert not set(train) & set(test)
    assert np.bincount(topics).tolist() == [0, 100, 100, 100]
    assert 0.4 < opinions.mean() < 0.6
    about_bills = [topic for text, topic in zip(train, topics, strict=True) if " bill " in text.lower()]
    assert set(about_bills) == {3}
    assert sentences(300, "train")[0] == train
    assert sentences(300, "train", seed=1)[0] != train


# Recipes


def test_numbers_in_words():
    in_words = whole_lesson("00d", "in_words").in_words
    assert [in_words(n) for n in (1, 13, 20, 99, 100, 407, 320, 999)] == [
        "one",
        "thirteen",
        "twenty",
        "ninety nine",
        "one hundred",
        "four hundred seven",
        "three hundred twenty",
        "nine hundred ninety nine",
    ]


def test_streams_say_which_button_was_pressed_last():
    x, y = from_lesson("00d", "streams").streams(5)
    assert x.shape == (800, 20, 2) and y.shape == (800, 20, 1)
    for stream in (0, 7):
        pressed, said = x[stream::16].reshape(-1, 2), y[stream::16].ravel()
        last = None
        for buttons, answer in zip(pressed, said, strict=True):
            last = True if buttons[0] else False if buttons[1] else last
            assert answer == last
