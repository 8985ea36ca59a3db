"""The belt: every number is drawn, a gate in its colour, and what cannot be drawn is refused in words."""

import numpy as np
import pytest
from matplotlib.patches import Circle
from matplotlib.text import Text

from utils.plotting.belts import belt
from utils.plotting.shapes import gate_colour

WORDS = ["soup", "was", "awful"]
VALUES = {
    **{"c_tilde": [0.11, -0.12, -0.93], "i": [0.21, 0.22, 0.83], "f": [0.31, 0.32, 0.33]},
    **{"c": [0.41, -0.42, -0.98], "o": [0.51, 0.52, 0.53], "h": [0.61, -0.62, -0.63]},
}


def texts(fig) -> list[str]:
    return [text.get_text() for text in fig.findobj(Text)]


def test_every_number_and_word_is_written_once():
    said = texts(belt(WORDS, VALUES, title="what it says"))
    for word in (*WORDS, "what it says"):
        assert said.count(word) == 1
    for series in VALUES.values():
        for value in series:
            assert said.count(f"{value:.2f}".replace("-", "−")) == 1
    assert said.count("tanh") == len(WORDS)


def test_only_the_parts_asked_for_are_drawn():
    said = texts(belt(WORDS, VALUES, parts=("f", "c")))
    assert "0.31" in said and "−0.98" in said
    assert not {"tanh", "0.11", "0.21", "0.51", "0.61", "$o_t$"} & set(said)


def test_a_gate_has_the_colour_of_its_value():
    fig = belt(WORDS, VALUES | {"f": [0.0, 1.0, 0.5]}, parts=("f", "c"))
    colours = [disc.get_facecolor()[:3] for disc in fig.findobj(Circle)]
    np.testing.assert_allclose(colours, [gate_colour(value) for value in (0, 1, 0.5)])


def test_a_long_sentence_gets_a_wider_figure_and_letters_keep_their_size():
    short, long = belt(WORDS, VALUES), belt(WORDS * 4, {name: 4 * v for name, v in VALUES.items()})
    assert long.get_figwidth() > 2 * short.get_figwidth()
    for fig in (short, long):
        assert min(text.get_fontsize() for text in fig.findobj(Text) if text.get_text()) >= 12


def test_words_lie_inside_the_figure():
    fig = belt(["wonderfully", "was", "wonderfully"], VALUES)
    for text in fig.findobj(Text):
        if text.get_text():
            extent = text.get_window_extent()
            assert extent.x0 >= 0 and extent.x1 <= fig.bbox.width


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"f": [0.1, 0.2]}, r"values\['f'\] has the shape \(2,\): expected \(3,\)"),
        ({"i": [0.1, 0.2, 1.2]}, r"values\['i'\] holds a number outside 0 to 1"),
        ({"c": [0.1, 0.2, np.nan]}, "finite number"),
    ],
)
def test_values_that_cannot_be_drawn_are_refused(change, said):
    with pytest.raises(ValueError, match=said):
        belt(WORDS, VALUES | change)


def test_missing_values_words_and_steps_are_named():
    with pytest.raises(ValueError, match="values lacks c_tilde, o"):
        belt(WORDS, {name: VALUES[name] for name in ("i", "f", "c", "h")})
    with pytest.raises(ValueError, match="no words"):
        belt([], VALUES)
    with pytest.raises(ValueError, match=r"ringed is \[3\]: expected time steps from 0 to 2"):
        belt(WORDS, VALUES, ringed=[3])
