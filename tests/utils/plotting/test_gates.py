"""Gates and states under their words: in their order, on one scale."""

import numpy as np
import pytest

from tests.utils.plotting.shared import WORDS
from utils import plotting


def test_a_gate_map_has_the_gates_in_their_order_on_one_scale_and_frames_what_is_boxed():
    low, high = np.full((len(WORDS), 3), 0.2), np.linspace(0, 1, len(WORDS))[:, None] * np.ones(3)
    fig = plotting.gate_map(WORDS, {"as trained": low, "held": high}, boxed=[2, 6])
    panels = [axis for axis in fig.axes if axis.get_title(loc="left")]
    assert [axis.get_title(loc="left") for axis in panels] == ["as trained", "held"]
    for axis, values in zip(panels, (low, high), strict=True):
        (image,) = axis.images
        assert image.get_clim() == (0, 1) and image.get_cmap().name == plotting.GATE
        np.testing.assert_array_equal(image.get_array(), values.T)
        from_screen = axis.transData.inverted()
        edges = [from_screen.transform(patch.get_window_extent().p0)[0] for patch in axis.patches]
        assert [round(edge + 0.5) for edge in edges] == [2, 6]
    assert [label.get_text() for label in panels[-1].get_xticklabels()] == WORDS


def test_states_have_a_symmetric_scale():
    fig = plotting.gate_map(WORDS, {"c": np.linspace(-3, 2, len(WORDS))[:, None]}, signed=True)
    (image,) = fig.axes[0].images
    assert image.get_clim() == (-3, 3) and image.get_cmap().name == plotting.OPINION


@pytest.mark.parametrize(
    "call",
    [
        lambda: plotting.gate_map(WORDS, {}),
        lambda: plotting.gate_map(WORDS, {"f": np.ones((4, 2))}),
        lambda: plotting.gate_map(WORDS, {"f": np.ones(len(WORDS))}),
        lambda: plotting.gate_map(WORDS, {"f": np.ones((len(WORDS), 2)), "g": np.ones((len(WORDS), 3))}),
        lambda: plotting.gate_map(WORDS, {"f": np.full((len(WORDS), 2), 1.01)}),
        lambda: plotting.gate_map(WORDS, {"f": np.full((len(WORDS), 2), -0.01)}),
        lambda: plotting.gate_map(WORDS, {"f": np.full((len(WORDS), 2), np.nan)}),
        lambda: plotting.gate_map(WORDS, {"f": np.ones((len(WORDS), 2))}, boxed=[len(WORDS)]),
        lambda: plotting.gate_map(WORDS, {"f": np.ones((len(WORDS), 2))}, boxed=[-1]),
    ],
)
def test_what_does_not_fit_together_is_refused(call):
    with pytest.raises(ValueError):
        call()
