"""Open a lesson in JupyterLab, in an environment that is made if need be: ``python3 -m tools.lab 08``."""

import argparse
import os
import string
import subprocess
import sys
from pathlib import Path

from tools import environment


def command(root: Path, lesson: str, options: list, python: Path) -> list:
    """Put together the command that starts JupyterLab.

    Args:
        root: the course's folder, from which JupyterLab is started.
        lesson: a number such as ``"08"`` or ``"8"``, ``"04d"`` or ``"10e"`` for a deeper page; empty for the
            first lesson.
        options: passed on to JupyterLab.
        python: the environment's Python.

    Returns:
        The words of the command.

    Raises:
        ValueError: if there is no such lesson; the message lists those there are.
    """
    digits = lesson.rstrip(string.ascii_lowercase)
    folder = "" if digits == lesson else "deeper/"
    pages = sorted(path.name for path in (root / "notebooks" / folder).glob("[0-9][0-9]*_*.ipynb"))
    start = f"{digits.zfill(2)}{lesson[len(digits) :].removesuffix('d')}_"  # a file's name has no d
    fits = [name for name in pages if name.startswith(start) or not lesson]
    if lesson and not fits:
        raise ValueError(f"There is no lesson {lesson!r}. There are: {', '.join(pages) or 'none yet'}")
    place = f"/tree/notebooks/{folder}{fits[0]}" if fits else ""
    words = [str(python), "-m", "jupyterlab", f"--LabApp.default_url=/lab{place}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--allow-root")
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        print("There is no screen here: open the address that JupyterLab prints below in a browser.")
        words.append("--no-browser")
    return [*words, *options]


def surroundings(root: Path) -> dict:
    """Return the environment variables for JupyterLab: its own kernel, whatever others this user has.

    tools/jupyter leaves out the question about news and the menus of nbgrader and nbdime. Whoever wants them
    starts ``.venv/bin/jupyter lab``.
    """
    strange = ("JUPYTER_PATH", "PYTHONPATH", "PYTHONHOME")
    kept = {name: value for name, value in os.environ.items() if name not in strange}
    ours = {"JUPYTER_PREFER_ENV_PATH": "1", "JUPYTER_CONFIG_PATH": str(root / "tools" / "jupyter")}
    return {**kept, **ours}


def main(arguments: "list[str] | None" = None, root: Path = environment.ROOT) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m tools.lab", description="Open a lesson in JupyterLab.")
    parser.add_argument("lesson", nargs="?", default="", help="a number such as 08; by default the first")
    parser.add_argument("--python", default=environment.PYTHONS, help="the Python for a new environment")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0].startswith("-"):
        given.insert(0, "")  # else the 9999 of "--port 9999" would be a lesson
    chosen, options = parser.parse_known_args(given)
    try:
        words = command(root, chosen.lesson, options, environment.program(root / ".venv", "python"))
        environment.make(root, chosen.python)
    except (ValueError, environment.NotMade) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"Opening {words[3].partition('/tree/')[2] or 'JupyterLab'}. Stop with Ctrl-C.", flush=True)
    try:
        return subprocess.run(words, cwd=root, env=surroundings(root)).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
