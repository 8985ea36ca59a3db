"""Figures of what a network still holds."""

import numpy as np
import pandas as pd
import pytest

from utils import plotting


def test_distances_are_spaced_evenly_and_those_of_training_are_marked():
    curves = {"LSTM": ("LSTM", np.ones((2, 4)))}
    fig = plotting.distance_curve([2, 5, 50, 200], curves, "gap", "right", "title", trained=[2, 50])
    (axis,) = fig.axes
    assert [label.get_text() for label in axis.get_xticklabels()] == ["2", "5", "50", "200"]
    assert axis.get_xticks().tolist() == [0, 1, 2, 3]
    assert [text.xy[0] for text in axis.texts if text.get_text() == "trained"] == [0, 2]


def test_thin_lines_are_named_once_and_only_where_there_are_several_seeds():
    one, three = ("LSTM", np.ones((1, 2))), ("SimpleRNN", np.arange(6).reshape(3, 2))
    for curves, labels in (({"a": one}, 0), ({"a": three, "b": one}, 1), ({"a": three, "b": three}, 1)):
        (axis,) = plotting.distance_curve([2, 5], curves, "x", "y", "title").axes
        assert [text.get_text() for text in axis.texts].count("a thin line is one seed") == labels


def test_a_trained_distance_that_was_not_tried_is_refused():
    with pytest.raises(ValueError, match="trained holds 7"):
        plotting.distance_curve([2, 5], {"LSTM": ("LSTM", np.ones((1, 2)))}, "x", "y", "title", trained=[7])


def test_each_reading_has_a_dot_for_each_seed_and_no_fourth_layer():
    one = {5: [0.1, 0.2, 0.3]}
    (axis,) = plotting.readings([5], {"own": one}, "gap", "title", guess=0.125).axes
    assert [line.get_ydata().tolist() for line in axis.lines if line.get_marker() == "v"] == [[0.1, 0.2, 0.3]]
    with pytest.raises(ValueError, match="expected 1 to 3"):
        plotting.readings([5], dict.fromkeys("abcd", one), "gap", "title", guess=0.125)


def test_only_a_variation_with_another_verdict_is_bold_and_says_which():
    table = pd.DataFrame({"variation": ["a", "b"], "verdict": ["true", "false"], "x": [0.1, 0.9]})
    (axis,) = plotting.variations(table, {"x": "x"}, 0.5, "x", "title", verdict="true").axes
    assert [label.get_fontweight() for label in axis.get_yticklabels()] == ["normal", "bold"]
    assert "false" in [text.get_text() for text in axis.texts]
    assert "true" not in [text.get_text() for text in axis.texts]


def test_a_row_of_answers_adds_up_to_one_hundred_and_the_diagonal_is_outlined():
    right, given = np.array([0, 0, 0, 0, 1]), np.array([0, 1, 1, 1, 1])
    (axis,) = plotting.answer_table(right, given, ["no", "yes"], "title").axes
    assert sorted(text.get_text() for text in axis.texts) == ["100%", "25%", "75%"]
    assert len(axis.patches) == 2
