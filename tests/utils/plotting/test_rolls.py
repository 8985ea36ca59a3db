"""The piano roll: a bar for each note, at its time and pitch, in the colour of its bar's sum."""

import pytest
from matplotlib.colors import to_hex

from utils import plotting
from utils.music import read_tune
from utils.plotting.rolls import EDGE, RIGHT, WRONG


def roll(notes, **settings):
    tune = read_tune(f"M:2/4\nL:1/8\nK:C\n{notes}")
    return plotting.piano_roll({"A tune": tune}, "A title", **settings).axes[0]


def test_each_note_lies_at_its_time_and_pitch():
    axis = roll("A2z2|[CE]4|")
    found = [(box.get_x(), box.get_width(), box.get_y() + box.get_height() / 2) for box in axis.patches]
    assert [tuple(map(round, one)) for one in found] == [(0, 2, 69), (4, 4, 60), (4, 4, 64)]
    assert [line.get_xdata()[0] for line in axis.lines] == [4, 8]


def test_bars_have_the_colour_of_their_sum_and_wrong_ones_say_their_length():
    axis = roll("A|A4|A3/2|A4|A|")
    colours = [to_hex(box.get_facecolor()).upper() for box in axis.patches]
    assert colours == [EDGE.upper(), RIGHT, WRONG, RIGHT, EDGE.upper()]
    assert [bool(box.get_hatch()) for box in axis.patches] == [False, False, True, False, False]
    assert axis.texts[0].get_text() == "3/2 of 4"


def test_no_more_bars_than_asked_for():
    assert len(roll("A4|A4|A4|A4|", bars=2).patches) == 2


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="tunes is empty"):
        plotting.piano_roll({}, "A title")
    with pytest.raises(ValueError, match="bars is 0"):
        roll("A4|", bars=0)
