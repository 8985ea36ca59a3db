"""Opinions on short texts: each word on its colour, the turn marked, good and bad told apart."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from tests.utils.plotting.shared import WORDS, luminance
from utils import plotting


def drawn(fig) -> list[str]:
    return [text.get_text() for text in fig.axes[0].texts]


def test_words_stand_in_order_on_the_colour_of_the_opinion_after_them():
    fig = plotting.running_opinion(["bad", "so", "good"], [0, 0.5, 1], "A title")
    assert drawn(fig)[:3] == ["bad", "so", "good"]
    red, green, blue = zip(*(to_rgb(p.get_facecolor()) for p in fig.axes[0].patches[:3]), strict=True)
    assert red[0] > blue[0]  # orange
    assert min(red[1], green[1], blue[1]) > 0.9  # white
    assert blue[2] > green[2]  # purple
    assert fig.axes[0].get_title(loc="left") == "A title"


@pytest.mark.parametrize(
    ("values", "place"), [([0.9, 0.8, 0.2, 0.1], 2), ([0.1, 0.8, 0.2, 0.9], 3), ([0.6, 0.7, 0.8, 0.9], None)]
)
def test_the_last_turn_is_marked_below_its_word(values, place):
    fig = plotting.running_opinion(["a", "b", "c", "d"], values, "A title")
    marks = [text for text in fig.axes[0].texts if "turns" in text.get_text()]
    assert len(marks) == (place is not None)
    if place is not None:
        word = fig.axes[0].texts[place]
        assert marks[0].get_position()[0] == word.get_position()[0]


def test_every_word_can_be_read_on_its_colour():
    fig = plotting.running_opinion(["word"] * 21, np.linspace(0, 1, 21), "A title")
    for text, patch in zip(fig.axes[0].texts[:21], fig.axes[0].patches[:21], strict=True):
        ink, paper = luminance(text.get_color()), luminance(patch.get_facecolor())
        assert (paper + 0.05) / (ink + 0.05) >= 4.5


@pytest.mark.parametrize("words", [[], WORDS[:-1], ["word"] * 61])
def test_a_wrong_number_of_words_is_refused(words):
    with pytest.raises(ValueError, match="expected as many"):
        plotting.running_opinion(words, [0.5] * (61 if len(words) == 61 else 9), "A title")


def test_each_answer_is_a_dot_in_the_row_of_its_network():
    answers = {"one": [0.9, 0.2, 0.8], "two": [0.5, 0.5, 0.5]}
    fig = plotting.two_sides(answers, [True, False, True], "A title")
    dots = [line for line in fig.axes[0].lines if line.get_marker() in "oX"]
    assert [sorted(line.get_xdata()) for line in dots] == [[0.8, 0.9], [0.2], [0.5, 0.5], [0.5]]
    assert all(
        abs(y - row) < 0.5 for line, row in zip(dots, (0, 0, 1, 1), strict=True) for y in line.get_ydata()
    )


@pytest.mark.parametrize("answers", [{}, {"one": [0.5]}])
def test_missing_answers_are_refused(answers):
    with pytest.raises(ValueError, match="2 answers"):
        plotting.two_sides(answers, [True, False], "A title")
