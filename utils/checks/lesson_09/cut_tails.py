"""The curves of lesson 09's plot to read: what it helps to cut the tail, and where it does not help."""

from functools import cache

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from utils import generation
from utils.plotting import FAMILIES

# The share of texts in which the right colour is the likeliest, and in which it is the second; the
# probabilities of the likeliest and of the second.
NETWORKS = {
    "A": (0.58, 0.0, 0.9, 0.01),
    "B": (1.0, 0.0, 0.78, 0.03),
    "C": (0.12, 0.77, 0.5, 0.4),
    "D": (0.0, 0.0, 0.3, 0.1),
}
CUTS = (1, 0.99, 0.98, 0.96, 0.94, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.01)


@cache
def four_networks() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Compute diversity and quality of four networks, from plain draws to the likeliest word alone.

    Each network chooses the last colour of 2000 texts. In a share of them the right colour is the likeliest,
    in another share the second likeliest; in all others it is one of the rest.

    Returns:
        {name: (diversity (ways,), quality (ways,))}.
    """
    rng, found = np.random.default_rng(95), {}
    for k, (name, (first, second, *two)) in enumerate(NETWORKS.items()):
        rest = (1 - sum(two)) * rng.dirichlet(np.full(18, 0.7), 2000)
        p = np.column_stack([np.full((2000, 2), two), rest])
        place = rng.choice([0, 1, 2], 2000, p=[first, second, 1 - first - second])
        place = np.where(place == 2, rng.integers(2 if second else 0, 20, 2000), place)
        words = np.log(rng.dirichlet(np.full(300, 0.02 + 0.01 * k), 400) + 1e-9)
        ways = [generation.top_p(cut) for cut in CUTS]
        quality = [np.exp(way(np.log(p + 1e-12)))[np.arange(2000), place].mean() for way in ways]
        drawn = [np.exp(way(words)) for way in ways]
        nats = [-(q * np.log(q, where=q > 0, out=np.zeros_like(q))).sum(axis=1).mean() for q in drawn]
        found[name] = np.exp(nats), np.array(quality)
    return found


def draw_networks() -> Figure:
    """Draw quality against diversity, one curve for each network, one dot for each way to draw a word.

    Returns:
        The figure.
    """
    fig, axes = plt.subplots(2, 2, figsize=(9.5, 8), sharex=True, sharey=True)
    for axis, (name, (diversity, quality)) in zip(axes.flat, four_networks().items(), strict=True):
        axis.plot(diversity, quality, **FAMILIES["LSTM"])
        axis.set(title=name, ylim=(-0.03, 1.05), xticks=[1, 5, 10, 15, 20, 25], yticks=np.linspace(0, 1, 6))
        axis.set_yticks(np.linspace(0, 1, 21), minor=True)
        axis.grid(which="both", alpha=0.4)
    fig.supxlabel("diversity: among how many words a draw decides, on average")
    fig.supylabel("quality: share of texts whose colours agree")
    return fig
