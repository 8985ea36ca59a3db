"""Figures that can be read: from the last row, with any kind of colour vision, and without seeing them."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from utils import plotting

ALT = "Accuracy rises with the seconds spent."
WORDS = ["the", "plot", "is", "thin", "but", "the", "ending", "is", "superb"]
RNG = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def style():
    plotting.use_course_style()
    yield
    plt.close("all")


def gates(timesteps: int) -> dict[str, np.ndarray]:
    return {
        "f": RNG.uniform(size=(timesteps, 5)),
        "c_tilde": RNG.normal(size=(timesteps, 5)),
        "h": RNG.normal(size=(timesteps, 5)),
    }


FIGURES = {
    "ladder": lambda: plotting.ladder(
        ["one answer", "words"], ["baseline", "linear"], [0.5, 0.88], [0.49, 0.87], [0.51, 0.89], [0.01, 3.0]
    ),
    "dots": lambda: plotting.dots(["words", "LSTM"], ["linear", "LSTM"], [[0.88], [0.86, 0.87]], "accuracy"),
    "coloured_words": lambda: plotting.coloured_words(WORDS, np.linspace(0, 1, len(WORDS)), "A review"),
    "opinion_and_gates": lambda: plotting.opinion_and_gates(
        WORDS, np.linspace(0, 1, len(WORDS)), gates(len(WORDS)), mark=4, title="A turn"
    ),
    "reliability": lambda: plotting.reliability(
        RNG.integers(0, 2, 200), {"words": ("linear", RNG.uniform(size=200))}
    ),
    "gate_map": lambda: plotting.gate_map(
        WORDS, {"as trained: her (0.98)": gates(len(WORDS))["f"], "held": np.ones((len(WORDS), 5))}, boxed=[4]
    ),
    "matrix": lambda: plotting.matrix(
        np.eye(3), ["as trained", "f = 1", "i = 0"], ["first", "second", "third"]
    ),
}


def texts(fig: Figure) -> list[Text]:
    """The texts that are drawn: visible, not empty, also those that only drawing makes (tick labels)."""
    fig.canvas.draw()
    return [text for text in fig.findobj(Text) if text.get_visible() and text.get_text().strip()]


def test_every_figure_function_is_tested():
    made = {
        name
        for name, thing in vars(plotting).items()
        if getattr(thing, "__annotations__", {}).get("return") is Figure
    }
    assert made == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_every_text_can_be_read_from_the_last_row(name):
    fig = FIGURES[name]()
    assert isinstance(fig, Figure)
    assert len(texts(fig)) >= 2
    assert {text.get_text(): text.get_fontsize() for text in texts(fig) if text.get_fontsize() < 12} == {}


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_is_cut_off(name):
    fig = FIGURES[name]()
    fig.canvas.draw()
    (left, bottom), (right, top) = fig.get_tightbbox().get_points()
    width, height = fig.get_size_inches()
    assert left > -0.01 and bottom > -0.01
    assert right < width + 0.01 and top < height + 0.01


# show


@pytest.fixture
def shown(monkeypatch) -> list:
    calls = []
    monkeypatch.setattr("IPython.display.display", lambda *data, **options: calls.append((data, options)))
    return calls


def test_a_figure_is_shown_once_with_its_alt_text_and_closed(shown):
    fig = FIGURES["dots"]()
    plotting.show(fig, ALT)
    (((bundle,), options),) = shown
    assert set(bundle) == {"image/png", "text/plain"}
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert bundle["text/plain"] == ALT
    assert options == {"raw": True, "metadata": {"image/png": {"alt": ALT}}}
    assert plt.get_fignums() == []


@pytest.mark.parametrize("alt", ["", "A figure.", " " * 30])
def test_a_short_alt_text_is_refused(shown, alt):
    with pytest.raises(ValueError, match="describe"):
        plotting.show(FIGURES["dots"](), alt)
    assert shown == []


# Colours and markers

# Viénot, Brettel and Mollon (1999), Color Research & Application 24: linear RGB to the answers of the
# three kinds of cones; without one kind, its answer follows from those of the other two.
TO_CONES = np.array(
    [[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]]
)
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array([[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]]),
    "deuteranopia": np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]]),
}
# The difference of two colours (CIE 1976); about 2 is just noticeable side by side, far apart it takes more.
TELL_APART = 15


def lab(colour: str, vision: str) -> np.ndarray:
    """The colour as seen, (3,) in CIE L*a*b*."""
    srgb = np.array(to_rgb(colour))
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.linalg.inv(TO_CONES) @ VISION[vision] @ TO_CONES @ linear, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(to_xyz @ linear / to_xyz.sum(axis=1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def confused(colours: dict[str, str], vision: str) -> dict[tuple[str, str], float]:
    """The pairs of names whose colours look too much alike, each with the difference."""
    seen = {name: lab(colour, vision) for name, colour in colours.items()}
    gaps = {pair: np.linalg.norm(seen[pair[0]] - seen[pair[1]]) for pair in itertools.combinations(seen, 2)}
    return {pair: round(gap, 1) for pair, gap in gaps.items() if gap < TELL_APART}


@pytest.mark.parametrize("vision", VISION)
def test_families_differ_in_colour(vision):
    colours = {name: look["color"] for name, look in plotting.FAMILIES.items()}
    assert confused(colours, vision) == {}


def test_the_simulation_confuses_what_dichromats_confuse():
    colours = {"red": "#c80000", "brown": "#706000"}
    assert confused(colours, "normal") == {}
    assert confused(colours, "deuteranopia") or confused(colours, "protanopia")
    for vision in VISION:  # white has no hue for anyone
        assert np.abs(lab("white", vision)[1:]).max() < 2


@pytest.mark.parametrize("key", ["marker", "linestyle"])
def test_families_differ_without_colour(key):
    looks = [look[key] for look in plotting.FAMILIES.values()]
    assert len(set(looks)) == len(looks)


# coloured_words


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


def luminance(colour) -> float:
    """Relative luminance of a colour, 0 to 1 (WCAG 2)."""
    srgb = np.array(to_rgb(colour))
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


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


# What does not fit together


@pytest.mark.parametrize(
    "call",
    [
        lambda: plotting.coloured_words([], []),
        lambda: plotting.coloured_words(["a", "b"], [0.5]),
        lambda: plotting.coloured_words(["a"], [0.5, 0.5]),
        lambda: plotting.coloured_words(["a", "b"], [0.5, 0.5], unknown=[True]),
        lambda: plotting.ladder(["a"], ["linear"], [0.5], [0.4], [0.6], [1.0, 2.0]),
        lambda: plotting.ladder(["a", "b"], ["linear"], [0.5], [0.4], [0.6], [1.0]),
        lambda: plotting.dots(["a"], ["linear"], [[0.5], [0.6]], "accuracy"),
        lambda: plotting.dots(["a", "b"], ["linear"], [[0.5]], "accuracy"),
        lambda: plotting.opinion_and_gates(WORDS, [0.5], gates(len(WORDS)), mark=0),
        lambda: plotting.opinion_and_gates(WORDS, [0.5] * len(WORDS), gates(3), mark=0),
        lambda: plotting.opinion_and_gates(WORDS, [0.5] * len(WORDS), gates(len(WORDS)), mark=len(WORDS)),
        lambda: plotting.reliability(np.ones(50), {"a": ("linear", np.ones(40))}),
        lambda: plotting.reliability(np.ones(40), {"a": ("linear", np.ones(50))}),
        lambda: plotting.reliability(np.ones(5), {"a": ("linear", np.ones(5))}),
        lambda: plotting.gate_map(WORDS, {}),
        lambda: plotting.gate_map(WORDS, {"f": np.ones((4, 2))}),
        lambda: plotting.gate_map(WORDS, {"f": np.ones(len(WORDS))}),
        lambda: plotting.gate_map(WORDS, {"f": np.ones((len(WORDS), 2)), "g": np.ones((len(WORDS), 3))}),
        lambda: plotting.gate_map(WORDS, {"f": np.full((len(WORDS), 2), 1.01)}),
        lambda: plotting.gate_map(WORDS, {"f": np.full((len(WORDS), 2), -0.01)}),
        lambda: plotting.gate_map(WORDS, {"f": np.full((len(WORDS), 2), np.nan)}),
        lambda: plotting.gate_map(WORDS, {"f": np.ones((len(WORDS), 2))}, boxed=[len(WORDS)]),
        lambda: plotting.gate_map(WORDS, {"f": np.ones((len(WORDS), 2))}, boxed=[-1]),
        lambda: plotting.matrix(np.ones((2, 2)), ["a"], ["b", "c"]),
        lambda: plotting.matrix([[np.nan]], ["a"], ["b"]),
    ],
)
def test_what_does_not_fit_together_is_refused(call):
    with pytest.raises(ValueError):
        call()


def test_the_style_is_the_course_s_whatever_was_set_before():
    plt.rcParams["font.size"] = 5
    plotting.use_course_style()
    sizes = ("font.size", "axes.titlesize", "xtick.labelsize", "ytick.labelsize", "legend.fontsize")
    assert min(plt.rcParams[size] for size in sizes) >= 12


def test_memory_curve_keeps_labels_apart_and_families_in_colour():
    values = np.array([[0.0, 0.5, 1.0], [0.0, 0.4, 0.98]])
    curves = {name: ("LSTM", values) for name in ("one", "two", "three")} | {
        "base": ("baseline", values[:1] * 0)
    }
    axis = plotting.memory_curve([1, 10, 100], curves, "lag", "left", ylim=(0, 1.2))
    labels = {text.get_text(): text.get_position()[1] for text in axis.texts}
    assert set(labels) == set(curves)
    heights = sorted(labels.values())
    assert min(b - a for a, b in itertools.pairwise(heights)) > 0.055
    assert len({line.get_color() for line in axis.lines}) == 4  # three shades of one family, and grey
    assert len(axis.collections) == 3  # a band for each curve with more than one seed
    plt.close(axis.figure)


@pytest.mark.parametrize(
    "curves", [{}, {"a": ("LSTM", [1, 2])}, {"a": ("Mamba", [[1, 2]])}, {"a": ("LSTM", [[1]])}]
)
def test_memory_curve_refuses_what_it_cannot_draw(curves):
    with pytest.raises(ValueError, match=r"empty|expected one of"):
        plotting.memory_curve([1, 2], curves, "x", "y")
    plt.close("all")


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
