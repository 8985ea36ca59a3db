"""Points and bars show the numbers that they were given."""

import numpy as np
import pytest
from matplotlib.colors import same_color

from utils import plotting


def test_waterfall_bars_join_up_and_show_all_seeds(axis):
    plotting.waterfall(axis, {"a": [0.2, 0.4], "b": [0.5], "c": [0.1]}, "share", best=0.7)
    tops = [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in axis.patches]
    assert np.array(tops) == pytest.approx(np.array([[0, 0.3], [0.3, 0.5], [0.5, 0.1]]))
    assert sorted(y for line in axis.lines[:3] for y in line.get_ydata()) == [0.1, 0.2, 0.4, 0.5]
    assert list(axis.lines[3].get_ydata()) == [0.7, 0.7]
    assert [text.get_text() for text in axis.texts] == ["0.30", "0.50", "0.10"]


@pytest.mark.parametrize("up_is_better", [True, False])
def test_steps_for_the_worse_have_another_colour(axis, up_is_better):
    plotting.waterfall(axis, {"a": [0.3], "up": [0.5], "down": [0.1]}, "share", up_is_better=up_is_better)
    colours = [bar.get_facecolor() for bar in axis.patches]
    better = plotting.FAMILIES["LSTM"]["color"]
    assert [same_color(colour, better) for colour in colours] == [False, up_is_better, not up_is_better]


@pytest.mark.parametrize("steps", [{}, {"a": []}])
def test_waterfall_needs_values(axis, steps):
    with pytest.raises(ValueError, match="at least one"):
        plotting.waterfall(axis, steps, "share")


def test_dots_stand_where_they_should_with_their_names(axis):
    plotting.named_dots(axis, {"p": ("LSTM", 1.0, 2.0), "q": ("baseline", 3.0, 4.0)}, {"q": (0, 9, "center")})
    assert [line.get_xydata()[0].tolist() for line in axis.lines] == [[1.0, 2.0], [3.0, 4.0]]
    assert [(text.get_text(), text.get_ha()) for text in axis.texts] == [("p", "left"), ("q", "center")]


def test_seeds_have_one_name_above_the_highest_and_markers_of_their_own(axis):
    points = {"p": ("LSTM", [1.0, 3.0], [4.0, 2.0]), "q": ("LSTM", [5.0], [6.0])}
    plotting.named_dots(axis, points, markers={"p": "v"})
    assert axis.lines[0].get_xydata().tolist() == [[1.0, 4.0], [3.0, 2.0]]
    assert [text.xy for text in axis.texts] == [(2.0, 4.0), (5.0, 6.0)]
    assert [line.get_marker() for line in axis.lines] == ["v", plotting.FAMILIES["LSTM"]["marker"]]
    assert {line.get_linestyle() for line in axis.lines} == {"None"}


def test_each_dot_has_both_its_numbers(axis):
    with pytest.raises(ValueError, match="2 x and 3 y"):
        plotting.named_dots(axis, {"p": ("LSTM", [1, 2], [1, 2, 3])})


@pytest.mark.parametrize(
    "call",
    [
        lambda: plotting.reliability(np.ones(50), {"a": ("linear", np.ones(40))}, "title"),
        lambda: plotting.reliability(np.ones(40), {"a": ("linear", np.ones(50))}, "title"),
        lambda: plotting.reliability(np.ones(5), {"a": ("linear", np.ones(5))}, "title"),
    ],
)
def test_what_does_not_fit_together_is_refused(call):
    with pytest.raises(ValueError):
        call()
