"""The stored race of lesson 10: LSTMs and small transformers read letters in equal seconds."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from utils import plotting
from utils.checks.asking import number
from utils.checks.judging import Wrong, within
from utils.robustness import FOLDER

HOLDS = "B"
OFF_SECONDS, OFF_NATS = 10, 0.05
NOT_SHOWN = {
    "A": "for the first two minutes the counts need fewer nats than any of the LSTMs",
    "C": "these are runs of one size of transformer, on two processor cores, in three minutes. The figure "
    "has no others",
    "D": "all curves still fall where they end. And with another end the learning rate would have fallen "
    "otherwise, so nothing is known of what comes after it",
}


def stored_race() -> tuple[pd.DataFrame, float]:
    """Read the curves of LSTM and transformer, and the nats of the counts."""
    ends = pd.read_csv(FOLDER / "letters_ends.csv")
    table = pd.read_csv(FOLDER / "letters_race.csv")
    counts = float(ends.loc[ends["model"] == "counts", "nats"].iloc[0])
    return table[table["model"].isin(["lstm", "transformer"])], counts


def passing(table: pd.DataFrame, counts: float) -> np.ndarray:
    """Compute the seconds at which each LSTM passes the counts, sorted; between two tests on a line."""
    found = []
    for _, run in table[table["model"] == "lstm"].groupby("seed"):
        seconds, nats = run["seconds"].to_numpy(), run["nats"].to_numpy()
        k = int(np.argmax(nats < counts))
        share = (nats[k - 1] - counts) / (nats[k - 1] - nats[k])
        found.append(seconds[k - 1] + share * (seconds[k] - seconds[k - 1]))
    return np.sort(found)


def ends(table: pd.DataFrame) -> dict[str, float]:
    """Compute the mean nats of each kind at the end."""
    last = table.loc[table.groupby(["model", "seed"])["seconds"].idxmax()]
    return last.groupby("model")["nats"].mean().to_dict()


def draw_race() -> Figure:
    """Draw all runs: nats against seconds, from afar and close to the counts.

    Returns:
        The figure.
    """
    table, counts = stored_race()
    looks = {"lstm": plotting.FAMILIES["LSTM"], "transformer": plotting.FAMILIES["linear"]}
    fig, (wide, close) = plt.subplots(1, 2, figsize=(12, 5.5), width_ratios=[1, 1.3])
    for axis in (wide, close):
        for (model, _), run in table.groupby(["model", "seed"]):
            look = looks[model]
            axis.plot(run["seconds"], run["nats"], color=look["color"], marker=look["marker"], ms=5, lw=1.5)
        axis.axhline(counts, color="black", ls=":")
        axis.set(xlabel="seconds of training", ylabel="nats a letter")
    wide.set(title="Six runs, 180 seconds each", xticks=range(0, 181, 30))
    wide.text(60, 2.75, "transformer", color=looks["transformer"]["color"])
    wide.text(50, 1.78, "LSTM", color=looks["lstm"]["color"])
    close.set(title="Close to the counts", xlim=(85, 182), ylim=(1.42, 1.85))
    close.set_xticks(range(90, 181, 10))
    close.grid(alpha=0.4)
    close.text(87, counts - 0.017, "tuned counts of letters", color="black")
    close.text(150, 1.765, "transformer", color=looks["transformer"]["color"])
    close.text(103, 1.61, "LSTM", color=looks["lstm"]["color"])
    return fig


def check_read(crossing: object, ahead: object) -> None:
    """Check the numbers that were read off.

    Args:
        crossing: the second around which the LSTMs get below the counts.
        ahead: nats between LSTMs and transformers at the end.

    Raises:
        Wrong: if one of them is not near enough.
    """
    table, counts = stored_race()
    seconds, end = passing(table, counts), ends(table)
    said = number("crossing", crossing, 0, 180)
    nats = number("ahead", ahead)
    if not seconds[0] - OFF_SECONDS <= said <= seconds[-1] + OFF_SECONDS:
        if said <= 30:
            words = "there they are still far above the dotted line. It takes longer"
        elif said < seconds[0]:
            words = "the orange lines are above the dotted one then: the counts still need fewer nats"
        elif said >= 175:
            words = "that is the end of the race. They cross before"
        else:
            words = "all three are below the dotted line before that"
        lines = "the right picture: where the orange lines cross the dotted one"
        raise Wrong(f"`crossing` is {said:g} seconds: {words}", lines)
    right = end["transformer"] - end["lstm"]
    look = "both kinds at 180 seconds, up and down"
    if within(nats, -right, OFF_NATS):
        raise Wrong("the sign: fewer nats are better, and `ahead` is above 0 for the LSTM", look)
    if not within(nats, right, OFF_NATS):
        mistakes = {
            "that is how far the LSTMs are below the counts. The transformers are asked for": (
                counts - end["lstm"],
                0.025,
            ),
            "that is what the LSTM needs, not by how much it is ahead": (end["lstm"], OFF_NATS),
            "that is what the transformer needs, not by how much it is behind": (
                end["transformer"],
                OFF_NATS,
            ),
            "that is a share in percent. The difference in nats is asked for": (
                100 * right / end["transformer"],
                2.5,
            ),
        }
        for words, (wrong, off) in mistakes.items():
            if within(nats, wrong, off):
                raise Wrong(words, look)
        raise Wrong(f"`ahead` is {nats:g}: at the end the distance is another one", look)


def check_holds(holds: object) -> None:
    """Check which sentence the figure shows.

    Args:
        holds: its letter.

    Raises:
        Wrong: if it is another one.
    """
    letter = str(holds).strip().upper()
    if letter == HOLDS:
        return
    if letter not in NOT_SHOWN:
        raise Wrong(f'`holds` is {holds!r:.40}; one of the letters "A" to "D" is expected.')
    raise Wrong(
        f"{letter} is not what the figure shows: {NOT_SHOWN[letter]}", "what was run, and what was not"
    )
