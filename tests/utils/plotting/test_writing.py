"""What a writer says: bars of next words and of perplexities, shares of texts that pass."""

import numpy as np
import pytest

from utils import plotting

SHARES = {"a": {"colour": (0.2, 0.1, 0.3)}, "b": {"colour": (np.nan, np.nan, np.nan)}}


def texts(axis) -> list[str]:
    return [text.get_text() for text in axis.texts]


def test_each_panel_has_a_bar_a_word_and_says_its_share():
    fig = plotting.next_words(["coat", "hat"], {"one": [0.75, 0.004], "two": [1.0, 0.0]}, "A title")
    assert [[bar.get_width() for bar in axis.patches] for axis in fig.axes] == [[0.75, 0.004], [1.0, 0.0]]
    assert [texts(axis) for axis in fig.axes] == [["75 %", "< 1 %"], ["100 %", "0"]]


def test_the_marked_word_alone_is_coloured():
    fig = plotting.next_words(["coat", "hat"], {"one": [0.7, 0.3]}, "A title", mark="hat")
    first, second = (bar.get_facecolor() for bar in fig.axes[0].patches)
    assert first != second


def test_bars_end_at_the_perplexity_and_the_floor_is_a_line():
    values = {"words": 190.0, "LSTM": 3.5, "the floor": 2.5}
    axis = plotting.perplexities(values, "A title", "LSTM", "the floor").axes[0]
    assert [bar.get_x() + bar.get_width() for bar in axis.patches] == [190.0, 3.5]
    assert axis.lines[0].get_xdata()[0] == 2.5
    assert {"190", "3.50", "the floor: 2.50"} <= set(texts(axis))


def test_the_scale_is_that_of_the_values():
    for most in (8.0, 40_000.0):
        axis = plotting.perplexities({"words": most, "LSTM": 4.0}, "A title", "LSTM").axes[0]
        assert most < axis.get_xlim()[1] < 2 * most


def test_a_share_stands_between_the_ends_of_its_interval():
    axis = plotting.passed(SHARES, {"a": "LSTM"}, "A title").axes[0]
    assert [line.get_xdata().tolist() if hasattr(line.get_xdata(), "tolist") else list(line.get_xdata())
            for line in axis.lines] == [[0.1, 0.3], [0.2]]  # fmt: skip
    assert texts(axis) == ["20 %", "names none"]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: plotting.next_words(["a"], {}, "t"),
        lambda: plotting.next_words(["a"], {"one": [0.1, 0.2]}, "t"),
        lambda: plotting.perplexities({"a": 2.0}, "t", "b"),
        lambda: plotting.perplexities({"a": 0.5}, "t", "a"),
        lambda: plotting.passed({}, {}, "t"),
        lambda: plotting.passed(SHARES | {"c": {"garment": (1, 1, 1)}}, {}, "t"),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()
