"""What several tests of figures need: words with gates, what is drawn, and how bright a colour is."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

WORDS = ["the", "plot", "is", "thin", "but", "the", "ending", "is", "superb"]
RNG = np.random.default_rng(0)


def gates(timesteps: int) -> dict[str, np.ndarray]:
    return {
        "f": RNG.uniform(size=(timesteps, 5)),
        "c_tilde": RNG.normal(size=(timesteps, 5)),
        "h": RNG.normal(size=(timesteps, 5)),
    }


def texts(fig: Figure) -> list[Text]:
    """The texts that are drawn: visible, not empty, also those that only drawing makes (tick labels)."""
    fig.canvas.draw()
    return written(fig)


def written(fig: Figure) -> list[Text]:
    """The texts as in ``texts``, of a figure that is drawn already."""
    return [text for text in fig.findobj(Text) if text.get_visible() and text.get_text().strip()]


def luminance(colour) -> float:
    """Relative luminance of a colour, 0 to 1 (WCAG 2)."""
    srgb = np.array(to_rgb(colour))
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]
