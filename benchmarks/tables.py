"""Complete a stored table row by row, for the tables that pages show beside what they run themselves."""

from collections.abc import Callable, Sequence
from numbers import Integral, Real
from pathlib import Path

import pandas as pd


def is_fraction(value: object) -> bool:
    """Whether a value is a number, of Python or NumPy, but no whole one."""
    return isinstance(value, Real) and not isinstance(value, Integral)


def complete(path: Path, wanted: Sequence[dict], run: Callable[..., dict], digits: int = 4) -> None:
    """Run what a stored table lacks, and store each row as soon as it is there.

    A long run may be stopped and taken up; what is stored is not run again.

    Args:
        path: the CSV file.
        wanted: what tells the rows apart, such as ``[{"seed": 0}, {"seed": 1}]``, in the order of the table.
        run: called with one of ``wanted`` as arguments; returns the other columns of the row.
        digits: decimals to which numbers are rounded.

    Raises:
        ValueError: if the file holds a row that is not wanted.
    """
    rows = pd.read_csv(path).to_dict("records") if path.is_file() else []

    def place(row: dict) -> int:
        return wanted.index({name: row[name] for name in wanted[0]})

    try:
        done = {place(row) for row in rows}
    except ValueError as error:
        raise ValueError(f"{path.name} holds a row that is not wanted ({error}): move it away.") from None
    for number, key in enumerate(wanted):
        if number not in done:
            found = {
                name: round(float(value), digits) if is_fraction(value) else value
                for name, value in run(**key).items()
            }
            rows.append(key | found)
            rows.sort(key=place)
            pd.DataFrame(rows).to_csv(path, index=False, lineterminator="\n")
            print(f"{path.stem}, {key}: {found}", flush=True)
