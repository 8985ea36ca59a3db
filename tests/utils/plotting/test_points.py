"""Bands, waterfalls and named dots show the numbers that they were given."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from utils import plotting


@pytest.fixture
def axis():
    fig, axis = plt.subplots()
    yield axis
    plt.close(fig)


def test_band_has_the_mean_and_reaches_from_lowest_to_highest(axis):
    plotting.band(axis, [1, 2], [[0.0, 2.0], [1.0, 6.0]], "LSTM", "name")
    (line,) = axis.lines
    assert line.get_ydata().tolist() == [0.5, 4.0] and line.get_label() == "name"
    low, high = axis.collections[0].get_datalim(axis.transData).get_points()[:, 1]
    assert (low, high) == (0.0, 6.0)


def test_band_refuses_other_shapes(axis):
    with pytest.raises(ValueError, match="expected"):
        plotting.band(axis, [1, 2, 3], [[0.0, 2.0]], "LSTM", "name")


def test_waterfall_bars_join_up_and_show_all_seeds(axis):
    plotting.waterfall(axis, {"a": [0.2, 0.4], "b": [0.5], "c": [0.1]}, "share", best=0.7)
    tops = [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in axis.patches]
    assert np.array(tops) == pytest.approx(np.array([[0, 0.3], [0.3, 0.5], [0.5, 0.1]]))
    assert sorted(y for line in axis.lines[:3] for y in line.get_ydata()) == [0.1, 0.2, 0.4, 0.5]
    assert list(axis.lines[3].get_ydata()) == [0.7, 0.7]
    assert [text.get_text() for text in axis.texts] == ["0.30", "0.50", "0.10"]


@pytest.mark.parametrize("steps", [{}, {"a": []}])
def test_waterfall_needs_values(axis, steps):
    with pytest.raises(ValueError, match="at least one"):
        plotting.waterfall(axis, steps, "share")


def test_dots_stand_where_they_should_with_their_names(axis):
    plotting.named_dots(axis, {"p": ("LSTM", 1.0, 2.0), "q": ("baseline", 3.0, 4.0)}, {"q": (0, 9, "center")})
    assert [line.get_xydata()[0].tolist() for line in axis.lines] == [[1.0, 2.0], [3.0, 4.0]]
    assert [(text.get_text(), text.get_ha()) for text in axis.texts] == [("p", "left"), ("q", "center")]
