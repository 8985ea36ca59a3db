"""Whether a verdict holds when what should not matter is changed: the stored table of a lesson's variations.

``make bench LESSON=03`` writes ``benchmarks/robustness_03.csv``: six fresh seeds, half and twice the
training, one other setting, one other size. All are named before they are run, and each is scored once by
the lesson's rule.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

KINDS = {"seed": 6, "training": 2, "setting": 1, "size": 1}  # how many variations of each kind
VERDICTS = ("true", "true, but", "false")
COLUMNS = ("variation", "kind", "verdict", "margin")
FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


@dataclass(frozen=True)
class Stability:
    """What became of a verdict in ten variations.

    Args:
        table: one row for each variation, with the columns ``variation``, ``kind`` (``"seed"``,
            ``"training"``, ``"setting"`` or ``"size"``), ``verdict`` (by the lesson's rule) and ``margin``:
            the signed distance to the line of the rule; the lesson's benchmark says on which side it is
            above 0. Further columns are the numbers behind it.

    Raises:
        ValueError: if a column is missing, a kind has too few or too many rows, two variations have one
            name, a verdict is unknown, or a margin is not finite.
    """

    table: pd.DataFrame

    def __post_init__(self) -> None:
        if missing := [name for name in COLUMNS if name not in self.table]:
            raise ValueError(f"the table lacks {', '.join(missing)}: write it with make bench.")
        counts = self.table["kind"].value_counts().to_dict()
        if counts != KINDS:
            raise ValueError(
                f"the table has {counts} variations, expected {KINDS}: run make bench to its end."
            )
        if doubled := self.table["variation"][self.table["variation"].duplicated()].tolist():
            raise ValueError(f"two variations are called {doubled[0]!r}: give each a name of its own.")
        if unknown := sorted(set(self.table["verdict"]) - set(VERDICTS)):
            raise ValueError(f"verdict {unknown[0]!r}: expected one of {', '.join(map(repr, VERDICTS))}.")
        if not np.isfinite(self.table["margin"]).all():
            raise ValueError("a margin is not a finite number: the run that wrote it failed.")

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % t-interval of the mean margin over the six seeds."""
        from scipy import stats

        margins = self.table.loc[self.table["kind"] == "seed", "margin"].to_numpy(float)
        half = stats.t.ppf(0.975, len(margins) - 1) * margins.std(ddof=1) / np.sqrt(len(margins))
        return float(margins.mean() - half), float(margins.mean() + half)

    def outcome(self, by_rule: str) -> str:
        """Return ``by_rule``, the lesson's own verdict, or ``"undecided"`` if its seeds do not bear it out.

        The six do not if the interval of their mean margin crosses the line of the rule, or if no more than
        half of them give that verdict.

        Args:
            by_rule: ``"true"``, ``"true, but"`` or ``"false"``.

        Raises:
            ValueError: if it is none of these.
        """
        if by_rule not in VERDICTS:
            raise ValueError(f"by_rule is {by_rule!r}: expected one of {', '.join(map(repr, VERDICTS))}.")
        low, high = self.interval
        agreeing = self.table.loc[self.table["kind"] == "seed", "verdict"] == by_rule
        return "undecided" if low <= 0 <= high or agreeing.mean() <= 0.5 else by_rule

    def turned(self, by_rule: str) -> list[str]:
        """Return the variations in which the verdict is another one, as ``"half the training: true"``."""
        others = self.table[self.table["verdict"] != by_rule]
        return [f"{row.variation}: {row.verdict}" for row in others.itertuples()]

    def in_words(self, by_rule: str) -> str:
        """Return a sentence: in how many variations the verdict holds, and with what it turns."""
        turned = self.turned(by_rule)
        held = len(self.table) - len(turned)
        sentence = f"By the rule, {by_rule!r} holds in {held} of {len(self.table)} variations"
        return f"{sentence}; it turns with {'; '.join(turned)}." if turned else f"{sentence}."


def load(lesson: str, folder: Path = FOLDER) -> Stability:
    """Read the stored table of a lesson.

    Args:
        lesson: its number in two digits, such as ``"03"``; with a ``d`` behind, its deeper page.
        folder: where the tables are.

    Returns:
        The table, checked.

    Raises:
        FileNotFoundError: if there is no such table.
        ValueError: naming the file, if the table is not as `Stability` expects it.
    """
    path = folder / f"robustness_{lesson}.csv"
    if not path.is_file():
        raise FileNotFoundError(f"there is no {path.name}: make bench LESSON={lesson[:2]} writes it.")
    try:
        return Stability(pd.read_csv(path, dtype={"verdict": str}))
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error
