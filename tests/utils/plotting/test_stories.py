"""A story as a map, and one network among others."""

import numpy as np
import pytest

from tests.utils.plotting.shared import WORDS
from utils import plotting


def test_a_full_stop_is_spelt_out_and_the_colour_bar_explained():
    words = ["bob", ".", "eve"]
    fig = plotting.story_map(words, {"as trained": np.ones((3, 2)), "held": np.zeros((3, 2))}, boxed=[1])
    labels = fig.axes[1].get_xticklabels()
    assert [label.get_text() for label in labels] == ["bob", "full stop", "eve"]
    assert [label.get_fontweight() for label in labels] == ["normal", "bold", "normal"]
    assert [label.get_text() for label in fig.axes[-1].get_yticklabels()] == ["0 clears", "0.5", "1 keeps"]
    assert "f" in fig.axes[-1].get_ylabel()
    shut = plotting.story_map(words, {"i": np.ones((3, 2))}, gate="i")
    assert [label.get_text() for label in shut.axes[-1].get_yticklabels()] == ["0 shut", "0.5", "1 open"]


def test_a_story_map_refuses_what_a_gate_map_refuses():
    with pytest.raises(ValueError, match="gate lies outside"):
        plotting.story_map(WORDS, {"f": np.full((len(WORDS), 2), 2.0)})


def test_this_network_is_the_large_dot_and_the_lines_are_named():
    fig = plotting.among_others(
        {"one": (0.4, [0.1, 0.2]), "two": (0.6, [])}, "lost", "What is lost", {"half": 0.5}
    )
    (axis,) = fig.axes
    drawn = [line for line in axis.lines if line.get_marker() == "o"]
    large = [line for line in drawn if line.get_markersize() > 10]
    assert [line.get_xdata()[0] for line in large] == [0.4, 0.6]
    assert sorted(x for line in drawn if line not in large for x in line.get_xdata()) == [0.1, 0.2]
    assert [label.get_text() for label in axis.get_yticklabels()] == ["one", "two"]
    assert axis.get_ylim()[0] > axis.get_ylim()[1]  # the first row is on top
    assert [text.get_text() for text in axis.texts] == ["half"]
    assert axis.texts[0].get_position()[0] == 0.5 and axis.get_xlabel() == "lost"
    assert axis.get_title(loc="left") == "What is lost"


@pytest.mark.parametrize("rows", [{}, {"one": (np.nan, [])}, {"one": (0.1, [np.inf])}])
def test_no_rows_and_numbers_that_are_none_are_refused(rows):
    with pytest.raises(ValueError, match="at least one row"):
        plotting.among_others(rows, "lost")
