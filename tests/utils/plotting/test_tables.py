"""Tables of numbers: each in its cell, on a colour on which it can be read."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.utils.plotting.shared import luminance
from utils import plotting


def test_every_number_of_a_matrix_stands_in_its_cell_and_can_be_read():
    values = np.linspace(0, 1, 22).reshape(11, 2)
    axis = plotting.matrix(values, "abcdefghijk", "xy").axes[0]
    assert {text.get_position(): text.get_text() for text in axis.texts} == {
        (column, row): f"{value:.2f}" for (row, column), value in np.ndenumerate(values)
    }
    colours = plt.get_cmap(plotting.GATE)(values)[..., :3]
    for text in axis.texts:
        column, row = text.get_position()
        light, dark = sorted(map(luminance, (text.get_color(), colours[row, column])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) > 3, values[row, column]


@pytest.mark.parametrize(
    "call",
    [
        lambda: plotting.matrix(np.ones((2, 2)), ["a"], ["b", "c"]),
        lambda: plotting.matrix([[np.nan]], ["a"], ["b"]),
    ],
)
def test_what_does_not_fit_together_is_refused(call):
    with pytest.raises(ValueError):
        call()
