"""The course's style, its colours for any kind of colour vision, and figures for readers who see none."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from utils import plotting

ALT = "Accuracy rises with the seconds spent."


def figure():
    rows = [plotting.Row("words", [0.88], "linear"), plotting.Row("LSTM", [0.86, 0.87])]
    return plotting.seed_rows(rows, "Words are ahead", "accuracy")


def test_the_style_is_the_course_s_whatever_was_set_before():
    plt.rcParams["font.size"] = 5
    plotting.use_course_style()
    sizes = ("font.size", "axes.titlesize", "xtick.labelsize", "ytick.labelsize", "legend.fontsize")
    assert min(plt.rcParams[size] for size in sizes) >= 12


# show


@pytest.fixture
def shown(monkeypatch) -> list:
    calls = []
    monkeypatch.setattr("IPython.display.display", lambda *data, **options: calls.append((data, options)))
    return calls


def test_a_figure_is_shown_once_with_its_alt_text_and_closed(shown):
    fig = figure()
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
        plotting.show(figure(), alt)
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
