"""Words in any script: the reader's own font is used, and one line says which characters no font has."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.font_manager import findfont

from tests.utils.plotting.shared import texts
from utils import plotting

FIGURES = {
    "coloured_words": lambda words: plotting.coloured_words(words, np.linspace(0, 1, len(words))),
    "gate_map": lambda words: plotting.gate_map(words, {"f": np.ones((len(words), 2))}),
    "seed_rows": lambda words: plotting.seed_rows([plotting.Row(word, [0.5]) for word in words], "", ""),
}


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.filterwarnings("error")
def test_one_line_says_what_no_font_has_and_matplotlib_does_not_warn(name, capsys):
    fig = FIGURES[name](["红色", "👗", "coat"])
    assert {"□□", "□", "coat"} <= {text.get_text() for text in texts(fig)}
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert ": 红 色 👗. " in line and 'plt.rcParams["font.family"] = ' in line


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.filterwarnings("error")
def test_nothing_is_printed_if_no_character_is_missing(name, capsys):
    words = ["Größe", "платье", "❤️", "a\tb"]  # the heart has an invisible second character
    fig = FIGURES[name](words)
    assert {"Größe", "платье", "❤️", "a b"} <= {text.get_text() for text in texts(fig)}
    assert capsys.readouterr().out == ""


def test_a_title_is_looked_at_too(capsys):
    plotting.coloured_words(["red"], [0.5], "红").canvas.draw()
    assert ": 红. " in capsys.readouterr().out


def test_only_the_first_ten_are_listed(capsys):
    plotting.coloured_words(["一二三四五六七八九十百千"], [0.5])
    assert ": 一 二 三 四 五 六 七 八 九 十 and 2 more. " in capsys.readouterr().out


def font_of_words() -> str:
    (word,) = plotting.coloured_words(["coat"], [0.5]).axes[0].texts
    return Path(findfont(word.get_fontproperties())).stem


@pytest.mark.parametrize(
    ("setting", "value", "font"),
    [
        ("font.family", ["sans-serif"], "DejaVuSansMono"),  # matplotlib's default: the reader has set nothing
        ("font.family", "DejaVu Serif", "DejaVuSerif"),
        ("font.family", "serif", "DejaVuSerif"),
        ("font.sans-serif", ["STIXGeneral"], "STIXGeneral"),
        ("font.monospace", ["STIXGeneral"], "STIXGeneral"),
    ],
)
def test_the_font_is_the_readers_if_one_is_set(setting, value, font):
    plt.rcParams[setting] = value
    assert font_of_words() == font
    plotting.use_course_style()
    assert font_of_words() == font


def test_what_the_readers_font_lacks_is_taken_from_the_others(capsys):
    plt.rcParams["font.family"] = "STIXSizeOneSym"  # has brackets, but no letters
    plotting.coloured_words(["coat"], [0.5]).canvas.draw()
    assert capsys.readouterr().out == ""


def test_a_font_that_is_not_installed_is_named(capsys):
    plt.rcParams["font.family"] = "No Such Font"
    plotting.coloured_words(["红"], [0.5])
    assert "'No Such Font' is not installed." in capsys.readouterr().out


def test_characters_that_are_two_letters_wide_have_room():
    boxes = plotting.coloured_words(["a", "⚡"], [0.5, 0.5]).axes[0].patches
    assert boxes[1].get_width() == boxes[0].get_width() + 1
