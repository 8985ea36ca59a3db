"""Rows of dots: all seeds are there, at their place."""

import numpy as np
import pytest

from utils import plotting


def test_each_seed_is_a_dot_of_its_row():
    rows = [plotting.Row("a", [0.5, 0.7]), plotting.Row("b", [0.9], "linear", stressed=True)]
    (axis,) = plotting.seed_rows(rows, "title", "right").axes
    dots = [line for line in axis.lines if line.get_marker() in ("o", "D")]
    assert [line.get_xdata().tolist() for line in dots] == [[0.5, 0.7], [0.9]]
    assert [line.get_ydata()[0] for line in dots] == [0, 1]
    assert dots[1].get_color() == plotting.FAMILIES["linear"]["color"] != dots[0].get_color()
    means = [line.get_xdata()[0] for line in axis.lines if line not in dots]
    np.testing.assert_allclose(means, [0.6, 0.9])


@pytest.mark.parametrize("rows", [[], [plotting.Row("a", [])]])
def test_rows_need_values(rows):
    with pytest.raises(ValueError, match="at least one"):
        plotting.seed_rows(rows, "title", "right")


def test_found_and_right_are_counted_at_each_threshold():
    (axis,) = plotting.found_and_right([0.2, 0.4, 0.6, 0.8], [False, True, False, True], 0.5, "t").axes
    found, right = (line.get_ydata() for line in axis.lines[:2])
    places = axis.lines[0].get_xdata()
    here = np.argmin(np.abs(places - 0.5))
    assert (found[here], right[here]) == (0.5, 0.5)
    assert np.isnan(right[-1]) and found[-1] == 0


@pytest.mark.parametrize(("sure", "rare"), [([0.5], [True, False]), ([0.5, 0.6], [False, False])])
def test_what_does_not_fit_together_is_refused(sure, rare):
    with pytest.raises(ValueError, match="texts"):
        plotting.found_and_right(sure, rare, 0.5, "title")


def test_lengths_are_needed():
    with pytest.raises(ValueError, match="empty"):
        plotting.lengths_and_cut([], 200, "title")
    with pytest.raises(ValueError, match="the same text"):
        plotting.cuts({"a": ["to", " be"], "b": ["to", "be"]}, "title")
    with pytest.raises(ValueError, match="at least one way"):
        plotting.cuts({}, "title")
