"""Run the variations of a lesson's verdict and store them, for ``utils.robustness`` to read.

A variation is written down with its settings before anything is run. A row is stored as soon as it is there,
and what is stored is not run again: a long run may be stopped and taken up, and no row is drawn twice.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from utils.robustness import COLUMNS, FOLDER, KINDS, Stability


@dataclass(frozen=True)
class Variation:
    """One change of what should not matter.

    Args:
        name: as the page shows it, such as ``"seed 11"`` or ``"twice the training"``.
        kind: ``"seed"``, ``"training"``, ``"setting"`` or ``"size"``.
        settings: keyword arguments for the lesson's scoring function; the rest keeps its defaults.
    """

    name: str
    kind: str
    settings: dict = field(default_factory=dict)


def run_variations(
    lesson: str, variations: list[Variation], score: Callable[..., dict], folder: Path = FOLDER
) -> pd.DataFrame:
    """Score each variation that is not stored yet, and store it.

    Args:
        lesson: the lesson's number in two digits.
        variations: six of kind ``"seed"``, two ``"training"``, one ``"setting"``, one ``"size"``.
        score: called with a variation's settings; returns ``verdict`` and ``margin`` by the rule of the page,
            and the numbers behind them.
        folder: where ``robustness_<lesson>.csv`` is kept.

    Returns:
        The table, in the order of ``variations``.

    Raises:
        ValueError: if the kinds are not as above, two names are the same, the file holds another variation,
            or ``score`` gives no verdict or margin.
    """
    names = [variation.name for variation in variations]
    counts = {kind: sum(variation.kind == kind for variation in variations) for kind in KINDS}
    if counts != KINDS or len(variations) != sum(KINDS.values()) or len(set(names)) != len(names):
        raise ValueError(f"expected variations {KINDS} with names of their own, got {counts}: {names}.")
    path = folder / f"robustness_{lesson}.csv"
    rows = pd.read_csv(path, dtype={"verdict": str}).to_dict("records") if path.is_file() else []
    if unknown := [row["variation"] for row in rows if row["variation"] not in names]:
        raise ValueError(
            f"{path.name} holds {unknown}, which are not among the variations: move the file away."
        )
    for variation in variations:
        if variation.name in [row["variation"] for row in rows]:
            continue
        start = time.perf_counter()
        result = score(**variation.settings)
        if missing := [name for name in ("verdict", "margin") if name not in result]:
            raise ValueError(f"the score of {variation.name!r} lacks {', '.join(missing)}.")
        row = {"variation": variation.name, "kind": variation.kind, **result}
        rows.append(row | {"seconds": round(time.perf_counter() - start, 1)})
        rows.sort(key=lambda row: names.index(row["variation"]))
        pd.DataFrame(rows).to_csv(path, index=False)
        print(f"{variation.name}: {result}", flush=True)
    table = pd.DataFrame(rows)
    Stability(table[[*COLUMNS]])  # a table that cannot be read is not stored in silence
    return table
