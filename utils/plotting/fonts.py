"""Fonts for the words of a figure: the reader's own, if set, and what to do if characters are missing."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.font_manager import FontProperties, findfont, get_font

SETTINGS = ("font.family", "font.sans-serif", "font.serif", "font.monospace", "font.cursive", "font.fantasy")
STAND_IN = "□"


def monospaced_families() -> list[str]:
    """List the font families for words of which each letter should be equally wide.

    Returns:
        First the families that the reader has set, if any, as ``plt.rcParams["font.family"]`` or
        ``plt.rcParams["font.sans-serif"]``. Then matplotlib's own, for the characters that those lack.
    """
    is_set = any(
        plt.rcParams[name] != plt.rcParamsDefault[name] for name in ("font.family", "font.sans-serif")
    )
    return [*(plt.rcParams["font.family"] if is_set else []), "monospace", "sans-serif"]


def replace_missing(texts: Sequence[str], families: Sequence[str] | None = None) -> list[str]:
    """Replace the characters that no font has, and print one line that says which and what helps.

    Args:
        texts: what is to be drawn.
        families: the font families to draw it with; by default ``plt.rcParams["font.family"]``.

    Returns:
        The texts, with ``STAND_IN`` in place of each missing character and a space in place of missing white
        space. So matplotlib has no reason to warn.
    """
    texts = [str(text) for text in texts]
    families = plt.rcParams["font.family"] if families is None else families
    found = {family: _file_of(family) for family in families}
    fonts = [get_font(path) for path in found.values() if path] or [get_font(findfont(FontProperties()))]
    characters = dict.fromkeys("".join(texts))  # each once, in the order of the texts
    missing = [one for one in characters if not any(font.get_char_index(ord(one)) for font in fonts)]
    visible = [one for one in missing if not one.isspace()]
    if visible:
        more = f" and {len(visible) - 10} more" if len(visible) > 10 else ""
        absent = "".join(f" {family!r} is not installed." for family, path in found.items() if not path)
        print(
            f"Drawn as {STAND_IN}, for want of a font: {' '.join(visible[:10])}{more}.{absent} Name a font "
            'that has them and draw again, for example plt.rcParams["font.family"] = "Noto Sans CJK SC".'
        )
    stand_ins = str.maketrans({one: " " if one.isspace() else STAND_IN for one in missing})
    return [text.translate(stand_ins) for text in texts]


def _file_of(family: str) -> str | None:
    """Find the file of a font family; None if the family is not installed."""
    try:
        return findfont(FontProperties(family=[family]), fallback_to_default=False)
    except ValueError:
        return None
