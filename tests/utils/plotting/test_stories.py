"""A story as a map, forecasts over reviews, one network among others, networks of several sizes."""

import numpy as np
import pandas as pd
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


def retold(**changed):
    """The figure of four reviews, the second word of the first marked."""
    settings = {
        "lines": {"LSTM": (np.array([0.1, 0.2, 0.3, 0.4]), "-", "black")},
        "steps": [1, 3],
        "opinions": {"good": [0], "bad": [2]},
        "gate": np.array([[0.0, 1.0], [0.9, 0.2], [0.5, 0.5], [0.0, 1.0]]),
        "marked": {"new chef": 1},
        "title": "A title",
    }
    return plotting.reviews_retold(**settings | changed)


def test_forecasts_are_drawn_where_they_count_and_the_units_sorted_by_the_marked_step():
    above, below, _ = retold().axes
    (line,) = above.lines
    assert list(line.get_xdata()) == [1, 3] and list(line.get_ydata()) == [0.2, 0.4]
    np.testing.assert_array_equal(below.images[0].get_array()[:, 1], [0.2, 0.9])
    assert [label.get_text() for label in below.get_xticklabels()] == ["new chef"]


@pytest.mark.parametrize("changed", [{"marked": {}}, {"marked": {"new chef": 4}}, {"steps": [1, 4]}])
def test_a_step_behind_the_text_is_refused(changed):
    with pytest.raises(ValueError, match="within the text"):
        retold(**changed)


NETWORKS = pd.DataFrame(
    {"story": ["a", "a", "b", "b"], "units": [8, 64, 8, 64], "lost": [0.1, 0.2, 0.8, 0.9]}
)


def test_each_network_is_a_dot_in_the_row_of_its_story_and_size():
    panels = {"lost": ("share lost", 0.5)}
    (axis,) = plotting.networks_by_size(NETWORKS, panels, "A title", [False, False, True, False]).axes
    (dots,) = axis.collections
    rows = [label.get_text() for label in axis.get_yticklabels()]
    assert rows == ["a, 8 units", "a, 64 units", "b, 8 units", "b, 64 units"]
    np.testing.assert_array_equal(dots.get_offsets()[:, 0], NETWORKS["lost"])
    np.testing.assert_array_equal(dots.get_offsets()[:, 1], axis.get_yticks())
    assert (dots.get_facecolors()[:, :3] == 1).all(axis=1).tolist() == [False, False, True, False]
    assert axis.get_ylim()[0] > axis.get_ylim()[1]  # the first row is on top


def test_no_dot_hides_another():
    twice = pd.concat([NETWORKS, NETWORKS], ignore_index=True)
    (axis,) = plotting.networks_by_size(twice, {"lost": ("share lost", 0.5)}, "A title").axes
    places = axis.collections[0].get_offsets()
    assert len({tuple(place) for place in places.tolist()}) == 8
    np.testing.assert_allclose((places[:4, 1] + places[4:, 1]) / 2, axis.get_yticks())


@pytest.mark.parametrize(
    ("table", "hollow"), [(NETWORKS[:0], ()), (NETWORKS.drop(columns="lost"), ()), (NETWORKS, [True])]
)
def test_networks_without_rows_numbers_or_looks_are_refused(table, hollow):
    with pytest.raises(ValueError, match="table needs"):
        plotting.networks_by_size(table, {"lost": ("share lost", 0.5)}, "A title", hollow)
