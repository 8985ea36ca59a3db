"""Curves and bands show the numbers that they were given, and their labels stay apart."""

import itertools

import numpy as np
import pytest

from utils import plotting


def test_memory_curve_keeps_labels_apart_and_families_in_colour():
    values = np.array([[0.0, 0.5, 1.0], [0.0, 0.4, 0.98]])
    curves = {name: ("LSTM", values) for name in ("one", "two", "three")} | {
        "base": ("baseline", values[:1] * 0)
    }
    axis = plotting.memory_curve([1, 10, 100], curves, "lag", "left", ylim=(0, 1.2))
    labels = {text.get_text(): text.get_position()[1] for text in axis.texts}
    assert set(labels) == set(curves)
    heights = sorted(labels.values())
    assert min(b - a for a, b in itertools.pairwise(heights)) > 0.055
    assert len({line.get_color() for line in axis.lines}) == 4  # three shades of one family, and grey
    assert len(axis.collections) == 3  # a band for each curve with more than one seed


@pytest.mark.parametrize(
    "curves", [{}, {"a": ("LSTM", [1, 2])}, {"a": ("Mamba", [[1, 2]])}, {"a": ("LSTM", [[1]])}]
)
def test_memory_curve_refuses_what_it_cannot_draw(curves):
    with pytest.raises(ValueError, match=r"empty|expected one of"):
        plotting.memory_curve([1, 2], curves, "x", "y")


def test_band_has_the_mean_and_reaches_from_lowest_to_highest(axis):
    plotting.band(axis, [1, 2], [[0.0, 2.0], [1.0, 6.0]], "LSTM", "name")
    (line,) = axis.lines
    assert line.get_ydata().tolist() == [0.5, 4.0] and line.get_label() == "name"
    low, high = axis.collections[0].get_datalim(axis.transData).get_points()[:, 1]
    assert (low, high) == (0.0, 6.0)


def test_band_refuses_other_shapes(axis):
    with pytest.raises(ValueError, match="expected"):
        plotting.band(axis, [1, 2, 3], [[0.0, 2.0]], "LSTM", "name")
