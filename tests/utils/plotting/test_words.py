"""Words on the colour of a number: in order, readable, in the reader's font, in any script."""

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from tests.utils.plotting.shared import luminance
from utils import plotting


def drawn(fig: Figure) -> list[str]:
    return [text.get_text() for text in fig.axes[0].texts]


def test_words_stand_in_order_on_the_colour_of_their_value():
    fig = plotting.coloured_words(["bad", "so", "good"], [0, 0.5, 1])
    assert drawn(fig) == ["bad", "so", "good"]
    red, green, blue = zip(*(to_rgb(patch.get_facecolor()) for patch in fig.axes[0].patches), strict=True)
    assert red[0] > blue[0]  # orange
    assert min(red[1], green[1], blue[1]) > 0.9  # white
    assert blue[2] > green[2]  # purple


def test_unknown_words_stand_in_grey_brackets():
    fig = plotting.coloured_words(["a", "zyx", "film"], [0.5] * 3, unknown=[False, True, False])
    assert drawn(fig) == ["a", "[zyx]", "film"]
    colours = [to_hex(text.get_color()) for text in fig.axes[0].texts]
    assert colours[0] == colours[2] == "#000000"
    assert colours[1] != "#000000"


def test_every_word_can_be_read_on_its_colour():
    fig = plotting.coloured_words(
        ["word"] * 42, np.repeat(np.linspace(0, 1, 21), 2), unknown=[True, False] * 21
    )
    for text, patch in zip(fig.axes[0].texts, fig.axes[0].patches, strict=True):
        ink, paper = luminance(text.get_color()), luminance(patch.get_facecolor())
        assert (paper + 0.05) / (ink + 0.05) >= 4.5


def test_a_long_text_is_limited_and_the_figure_says_so():
    words = [f"word{i}" for i in range(10_000)]
    fig = plotting.coloured_words(words, np.linspace(0, 1, 10_000), "Long", limit=300)
    assert drawn(fig) == words[:300]
    title = fig.axes[0].get_title(loc="left")
    assert title.startswith("Long") and "first 300 of 10,000 words" in title
    last = to_rgb(fig.axes[0].patches[-1].get_facecolor())
    assert last[0] > last[2]  # word 300 of 10,000 is still orange: values keep to their words


def test_one_word_and_an_endless_word_are_drawn():
    assert drawn(plotting.coloured_words(["fine"], [0.9])) == ["fine"]
    (word,) = drawn(plotting.coloured_words(["a" * 10_000], [0.9]))
    assert word.startswith("aaa") and word.endswith("…") and len(word) < 100


def test_dollar_signs_are_no_formula():
    fig = plotting.coloured_words(["$x^2$", "$\\broken$"], [0.1, 0.9])
    fig.canvas.draw()
    assert drawn(fig) == ["$x^2$", "$\\broken$"]
    assert not any(text.get_parse_math() for text in fig.axes[0].texts)


@pytest.mark.parametrize(
    "call",
    [
        lambda: plotting.coloured_words([], []),
        lambda: plotting.coloured_words(["a", "b"], [0.5]),
        lambda: plotting.coloured_words(["a"], [0.5, 0.5]),
        lambda: plotting.coloured_words(["a", "b"], [0.5, 0.5], unknown=[True]),
    ],
)
def test_what_does_not_fit_together_is_refused(call):
    with pytest.raises(ValueError):
        call()
