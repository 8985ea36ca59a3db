"""Make the course's environment in ``.venv``: ``python3 -m tools.environment``, on any system.

It needs no package, and runs with any Python that has venv. uv does the work; it is fetched into ``.venv-uv``
if this machine has none. It finds or fetches a Python that the lock has packages for, and installs the lock.
"""

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ">=3.10,<3.14"  # those that the lock has packages for
BIN, EXE = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
MISSING_VENV = (
    "This Python cannot make environments: its module venv or ensurepip is missing. On Debian and Ubuntu:\n"
    "sudo apt install python3-venv. Then run the command again."
)
UNFINISHED = (
    "The installation did not finish. Read the message above (often the network, or a full disk),\n"
    "then run the command again: it goes on from here."
)


class NotMade(Exception):
    """The environment could not be made; the message says what to do."""


def program(folder: Path, name: str) -> Path:
    """Return the path of a program in an environment.

    Args:
        folder: the environment.
        name: the program, such as ``"python"``.

    Returns:
        The path, as this system writes it.
    """
    return folder / BIN / (name + EXE)


def find_uv(root: Path) -> str:
    """Find uv on this machine, or fetch it.

    Args:
        root: the course's folder.

    Returns:
        The program's path.

    Raises:
        NotMade: if it can be neither found nor fetched.
    """
    if found := shutil.which("uv"):
        return found
    home = root / ".venv-uv"
    if not program(home, "uv").is_file():
        print("Environment: fetching uv", flush=True)
        if subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)]).returncode:
            raise NotMade(MISSING_VENV)
        install = [
            str(program(home, "python")),
            "-m",
            "pip",
            "--disable-pip-version-check",
            "-q",
            "install",
            "uv",
        ]
        if subprocess.run(install).returncode:
            raise NotMade(UNFINISHED)
    return str(program(home, "uv"))


def make(root: Path = ROOT, python: str = PYTHONS) -> Path:
    """Bring ``.venv`` in line with the lock; nothing happens if it is.

    The lock is copied into the environment last of all. So an installation that was interrupted is taken up
    again, and a new date on the same lock installs nothing.

    Args:
        root: the course's folder.
        python: which Python to take: a path, a command, or a range of versions.

    Returns:
        The environment's Python.

    Raises:
        NotMade: if no Python fits, or a package cannot be installed.
    """
    folder, lock = root / ".venv", root / "requirements-lock.txt"
    ours, done = program(folder, "python"), folder / "installed-lock.txt"
    works = ours.is_file() and not subprocess.run([str(ours), "-c", ""], capture_output=True).returncode
    if works and done.is_file() and filecmp.cmp(lock, done, shallow=False):
        return ours
    uv = find_uv(root)
    done.unlink(missing_ok=True)
    if not works:
        print("Environment: making .venv", flush=True)
        if subprocess.run([uv, "venv", "--quiet", "--clear", "--python", python, str(folder)]).returncode:
            raise NotMade(
                f"No Python fits {python}. The course needs 3.10 to 3.13: install one (python.org has it),\n"
                "or name yours: make PYTHON=/path/to/python3, or\n"
                "python3 -m tools.environment --python /path/to/python3."
            )
    print(
        "Environment: installing the lock, about a minute the first time, 3 GB in all",
        flush=True,
    )
    if subprocess.run([uv, "pip", "install", "--python", str(ours), "-r", str(lock)]).returncode:
        raise NotMade(UNFINISHED)
    shutil.copy(lock, done)
    print("Environment: ready", flush=True)
    return ours


def main(arguments: "list[str] | None" = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m tools.environment", description="Make the environment.")
    parser.add_argument(
        "--python", default=PYTHONS, help="a path, a command or a range; default: %(default)s"
    )
    try:
        make(python=parser.parse_args(arguments).python)
    except NotMade as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
