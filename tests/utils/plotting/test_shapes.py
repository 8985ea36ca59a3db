"""Shapes on a canvas in inches: text that is measured, broken and cut, numbers on readable colours."""

import numpy as np
import pytest

from tests.utils.plotting.shared import luminance
from utils.plotting import shapes


def test_a_canvas_has_inches_as_units_with_and_without_a_title():
    for title in ("", "A message", "A long message " * 20):
        fig, axis = shapes.canvas(3, title)
        extent = axis.get_window_extent()
        assert axis.get_xlim() == (0, 9) and axis.get_ylim() == (0, 3)
        assert extent.width / fig.dpi == pytest.approx(9) and extent.height / fig.dpi == pytest.approx(3)


def test_words_are_broken_where_they_fill_the_width_and_none_is_lost():
    words = "the soup was awful but the waiter was friendly"
    lines = shapes.broken(words, 1.5, 12)
    assert " ".join(lines) == words and len(lines) > 2
    assert all(shapes.width_of(line, 12) <= 1.5 for line in lines)


def test_only_what_is_too_wide_is_shortened():
    assert shapes.shortened("short", 2, 12) == "short"
    cut = shapes.shortened("antidisestablishmentarianism", 1.5, 12)
    assert cut.endswith("…") and "antidisestablishmentarianism".startswith(cut[:-1])
    assert 1.3 < shapes.width_of(cut, 12) <= 1.5


@pytest.mark.parametrize(
    ("value", "written"), [(-0.001, "0.00"), (-0.5, "−0.50"), (1, "1.00"), (-2067.4, "−2067")]
)
def test_a_number_has_two_decimals_unless_it_is_large_and_a_true_minus(value, written):
    assert shapes.number(value) == written


def test_every_number_can_be_read_on_the_colour_of_its_gate_or_state():
    for value in np.linspace(0, 1, 101):
        for colour in (shapes.gate_colour(value), shapes.state_colour(2 * value - 1)):
            light, dark = sorted(map(luminance, (shapes.ink_on(colour), colour)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) > 3, value


def test_the_shapes_fit_an_axis_of_other_units(axis):
    axis.set(xlim=(0, 100), ylim=(0, 100))
    disc = shapes.operation(axis, (50, 50), "×", 0.9, radius=8)
    square = shapes.state_box(axis, (20, 50), -0.5, size=16)
    assert disc.radius == 8 and square.get_width() == 16
    written = [text.get_text() for text in axis.texts]
    assert written == ["×", "−0.50"]
    assert disc.get_facecolor()[:3] == pytest.approx(shapes.gate_colour(0.9))


def test_a_number_in_a_disc_is_smaller_than_a_symbol(axis):
    shapes.operation(axis, (0, 0), "×", 0.5)
    shapes.operation(axis, (0, 0), "0.50", 0.5)
    assert [text.get_fontsize() for text in axis.texts] == [shapes.LARGE, shapes.SMALL]
