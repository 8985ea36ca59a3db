"""Check the spelling of the notebooks: ``python -m tools.spelling``.

codespell reads only what an author wrote. Outputs hold words from data, and images as long lines of letters.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.lessons import ROOT
from tools.normal_form import read

_PLACE = re.compile(r"^(?P<file>[^/\\:]+)\.(?P<cell>\d+)\.txt:(?P<line>\d+): (?P<rest>.*)$")


def misspelt(paths: list[Path]) -> list[str]:
    """Return codespell's findings in the sources of the notebooks, each with file, cell and line.

    Raises ``ValueError`` if a file is no notebook, ``RuntimeError`` if codespell does not run.
    """
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            for number, cell in enumerate(read(path).cells, start=1):
                file = Path(folder, f"{path.name}.{number:03d}.txt")
                file.write_text(cell.source + "\n", encoding="utf-8")
        settings = ["--toml", str(ROOT / "pyproject.toml")]
        command = [sys.executable, "-m", "codespell_lib", *settings, "--disable-colors", "."]
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    # codespell exits with 65 if it has found something; all else is a failure of its own.
    if done.returncode not in (0, 65):
        raise RuntimeError(f"codespell failed: {done.stderr.strip()}")
    return sorted(_place(line) for line in done.stdout.splitlines())


def _place(line: str) -> str:
    match = _PLACE.match(line.removeprefix("./").removeprefix(".\\"))
    if match is None:
        return line
    return f"{match['file']}, cell {int(match['cell'])}, line {match['line']}: {match['rest']}"


def main(root: Path = ROOT) -> int:
    """Check all notebooks of the course, print what is misspelt, return the exit code."""
    paths = sorted((root / "notebooks").rglob("*.ipynb"))
    paths = [path for path in paths if ".ipynb_checkpoints" not in path.parts]
    found = misspelt(paths)
    print("\n".join([*found, f"{len(paths)} notebooks, {len(found)} words to look at"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
