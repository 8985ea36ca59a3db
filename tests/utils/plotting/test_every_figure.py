"""Every figure can be read from the last row, and nothing of it is cut off."""

import functools

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from tests.utils.plotting.shared import RNG, WORDS, gates, written
from utils import plotting
from utils.music import read_tune

FIGURES = {
    "coloured_words": lambda: plotting.coloured_words(WORDS, np.linspace(0, 1, len(WORDS)), "A review"),
    "belt": lambda: plotting.belt(
        WORDS,
        dict.fromkeys(("c_tilde", "i", "f", "c", "o", "h"), np.linspace(0, 1, 9)),
        ringed=[4],
        title="A turn",
    ),
    "reliability": lambda: plotting.reliability(
        RNG.integers(0, 2, 200), {"words": ("linear", RNG.uniform(size=200))}, "title"
    ),
    "gate_map": lambda: plotting.gate_map(
        WORDS, {"as trained: her (0.98)": gates(len(WORDS))["f"], "held": np.ones((len(WORDS), 5))}, boxed=[4]
    ),
    "distance_curve": lambda: plotting.distance_curve(
        [1, 7, 14],
        {"plain network": ("SimpleRNN", RNG.uniform(size=(3, 3))), "LSTM": ("LSTM", np.ones((1, 3)))},
        "gap, words",
        "right answers",
        "One of them holds",
        lines={"a guess": 0.125},
        trained=[7],
    ),
    "forecasts": lambda: plotting.forecasts(
        RNG.normal(size=40),
        {"the LSTM": ("LSTM", RNG.normal(size=40)), "yesterday": ("baseline", RNG.normal(size=40))},
        "Both are late",
        "days",
        "degrees",
        mark=(7, "here it turns"),
    ),
    "readings": lambda: plotting.readings(
        [5, 20],
        {"its own answer layer": {5: [0.1, 0.2], 20: [0.1, 0.9]}, "a new one": {5: [1.0], 20: [0.9]}},
        "gap, words",
        "It still holds the country",
        guess=0.125,
    ),
    "variations": lambda: plotting.variations(
        pd.DataFrame({"variation": ["seed 11", "64 units"], "verdict": ["true", "false"], "x": [0.2, 0.9]}),
        {"200 words": "x"},
        line=0.9,
        xlabel="right answers",
        title="One of two turns",
        verdict="true",
    ),
    "next_words": lambda: plotting.next_words(
        ["coat", "parka"], {"as it is": [0.7, 0.003], "top-p": [1.0, 0]}, "The tail is cut", mark="coat"
    ),
    "perplexities": lambda: plotting.perplexities(
        {"words": 190.0, "triples": 5.2, "LSTM": 3.8, "the floor": 2.6}, "Closer", "LSTM", "the floor"
    ),
    "passed": lambda: plotting.passed(
        {
            "counts": {"colour": (0.05, 0.04, 0.07), "new": (np.nan, np.nan, np.nan)},
            "real texts": {"colour": (1.0, 0.99, 1.0), "new": (1.0, 0.99, 1.0)},
        },
        {"counts": "baseline"},
        "The colour is a guess",
        line=0.9,
    ),
    "answer_table": lambda: plotting.answer_table(
        np.array([0, 1, 2]), np.array([1, 1, 2]), ["Danish", "Finnish", "Polish"], "One is mixed up"
    ),
    "running_opinion": lambda: plotting.running_opinion(
        WORDS, [0.5, 0.4, 0.4, 0.2, 0.2, 0.3, 0.4, 0.4, 0.9], "A turn"
    ),
    "two_sides": lambda: plotting.two_sides(
        {"with the mask": RNG.uniform(size=20), "without": np.full(20, 0.5)},
        RNG.random(20) < 0.5,
        "Two networks",
    ),
    "state_columns": lambda: plotting.state_columns(
        np.tanh(RNG.normal(size=(5, 4))), ["the", "guest", "thanked", "the", "cook"], "Twice the same word"
    ),
    "wirings": lambda: plotting.wirings(
        {"many to one": ([1, 2, 3], [3]), "in step": ([1, 2], [1, 2])}, "Two"
    ),
    "story_map": lambda: plotting.story_map(
        ["bob", "is", "evil", "."], {"as trained": np.ones((4, 3)), "held": np.zeros((4, 3))}, boxed=[3]
    ),
    "among_others": lambda: plotting.among_others(
        {"Bob at the full stop": (0.1, [0.0, 0.2]), "owner": (0.8, [0.7])}, "lost", "A title", {"half": 0.5}
    ),
    "reviews_retold": lambda: plotting.reviews_retold(
        {"LSTM": (np.linspace(0.2, 0.8, 12), "-", "black"), "held open": (np.full(12, 0.5), "--", "black")},
        [2, 5, 9],
        {"good": [1, 8], "bad": [4]},
        RNG.uniform(size=(12, 3)),
        {"new chef": 4, "new sign": 10},
        "The old reviews go on counting",
    ),
    "networks_by_size": lambda: plotting.networks_by_size(
        pd.DataFrame({"story": ["stop", "owner"] * 2, "units": [8, 8, 64, 64], "lost": [0.1, 0.9, 0.2, 0.8]}),
        {"lost": ("share of the lead lost", 0.5)},
        "Only at the owner is more than half lost",
    ),
    "cuts": lambda: plotting.cuts(
        {"by letters": list("to be, or not"), "by words": ["to", " be", ",", " or", " not"]}, "title"
    ),
    "lengths_and_cut": lambda: plotting.lengths_and_cut(
        RNG.integers(20, 600, 90), cut=200, title="Some are cut"
    ),
    "found_and_right": lambda: plotting.found_and_right(
        RNG.uniform(size=60), RNG.random(60) < 0.2, cut=0.5, title="A price"
    ),
    "piano_roll": lambda: plotting.piano_roll(
        {"one": read_tune("M:2/4\nL:1/8\nK:C\nA|ABcd|ABc|[CE]2z2|")}, "A bar is too short"
    ),
    "seed_rows": lambda: plotting.seed_rows(
        [
            plotting.Row("the usual recipe", [0.86, 0.87], stressed=True, note="two seeds"),
            plotting.Row("words and pairs", [0.9], "linear"),
        ],
        title="One is ahead",
        xlabel="right answers",
        band=(0.86, 0.88, "about 87"),
    ),
    "matrix": lambda: plotting.matrix(
        np.eye(3), ["as trained", "f = 1", "i = 0"], ["first", "second", "third"]
    ),
}


@functools.cache
def drawn(name: str) -> Figure:
    fig = FIGURES[name]()
    assert isinstance(fig, Figure)
    fig.canvas.draw()
    return fig


def test_every_figure_function_is_tested():
    made = {
        name
        for name, thing in vars(plotting).items()
        if getattr(thing, "__annotations__", {}).get("return") is Figure
    }
    assert made == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_every_text_can_be_read_from_the_last_row(name):
    found = written(drawn(name))
    assert len(found) >= 2
    assert {text.get_text(): text.get_fontsize() for text in found if text.get_fontsize() < 12} == {}


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_is_cut_off(name):
    fig = drawn(name)
    (left, bottom), (right, top) = fig.get_tightbbox().get_points()
    width, height = fig.get_size_inches()
    assert left > -0.01 and bottom > -0.01
    assert right < width + 0.01 and top < height + 0.01
