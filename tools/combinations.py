"""Other versions than the locked ones: ``python -m tools.combinations oldest | colab | lock``.

``oldest`` takes the lowest versions that requirements.txt allows, ``colab`` those of requirements-colab.txt.
Each gets an environment of its own, in which the unit tests run; lessons named behind it are run whole, too.
``lock`` renews requirements-lock.txt. uv does the work.
"""

import argparse
import subprocess
import sys

from tools import environment
from tools.environment import ROOT

VERSIONS = ("3.10", "3.11", "3.12", "3.13")
UNIVERSAL = (
    "--universal --python-version 3.10 --no-emit-index-url --no-emit-find-links --no-header --no-annotate"
)


def uv(*words: str) -> None:
    """Run uv in the course's folder; raise ``subprocess.CalledProcessError`` if it fails."""
    subprocess.run([environment.find_uv(ROOT), *words], cwd=ROOT, check=True)


def resolve_everywhere() -> None:
    """Resolve the newest and the oldest packages for every Python that the course promises; install none."""
    for version in VERSIONS:
        for which in ("highest", "lowest-direct"):
            print(f"Resolving for Python {version}, {which}", flush=True)
            words = f"pip compile requirements.txt --quiet --no-build --upgrade --python-version {version}"
            uv(*words.split(), "--resolution", which, "-o", ".venv-oldest/resolved.txt")


def test(name: str, python: str, options: list[str], lessons: list[str]) -> int:
    """Make ``.venv-<name>`` and run the unit tests in it, then the lessons.

    Args:
        name: what the combination is called.
        python: the Python for it, a version or a path.
        options: what decides the versions, for ``uv pip install``.
        lessons: numbers of lessons and exercises to run whole, each alone in an empty folder.

    Returns:
        An exit code.
    """
    folder = ROOT / f".venv-{name}"
    uv("venv", "--quiet", "--clear", "--python", python, str(folder))
    ours = str(environment.program(folder, "python"))
    if name == "oldest":
        resolve_everywhere()
    print(f"Installing into {folder.name}, 3 GB", flush=True)
    uv("pip", "install", "--quiet", "--no-build", "--python", ours, "-r", "requirements.txt", *options)
    subprocess.run([ours, "-c", "from utils import session; print(session.report())"], cwd=ROOT, check=True)
    parallel = ["-n", "logical", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
    failed = subprocess.run([ours, "-m", "pytest", "tests", "-W", "default", *parallel], cwd=ROOT).returncode
    if lessons:
        failed |= subprocess.run([ours, "-m", "tools.notebooks.alone", *lessons], cwd=ROOT).returncode
    return failed


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.combinations", description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("oldest", "colab", "lock"))
    parser.add_argument("lessons", nargs="*", help="lessons to run whole after the unit tests, such as 02")
    parser.add_argument("--python", help="the Python; by default 3.10 for the oldest, 3.13 for Colab")
    parser.add_argument("--upgrade", action="store_true", help="for the lock: take the newest versions")
    options = parser.parse_args(arguments)
    try:
        if options.what == "lock":
            upgrade = ["--upgrade"] if options.upgrade else []
            uv(
                "pip",
                "compile",
                "requirements.txt",
                "-o",
                "requirements-lock.txt",
                "--quiet",
                *UNIVERSAL.split(),
                *upgrade,
            )
            print("requirements-lock.txt is written. Run make test, then make notebooks.")
            return 0
        if options.what == "oldest":
            return test(
                "oldest", options.python or "3.10", ["--resolution", "lowest-direct"], options.lessons
            )
        # nbgrader wants a newer IPython than Colab has, but works with it: Colab's versions go first.
        return test(
            "colab", options.python or "3.13", ["--overrides", "requirements-colab.txt"], options.lessons
        )
    except (subprocess.CalledProcessError, environment.NotMade) as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
