"""The Python session that a notebook runs in: its packages, TensorFlow, seeds, and a report for a problem."""

import importlib.metadata
import importlib.util
import os
import platform
import re
import sys
from pathlib import Path

__all__ = ["check_requirements", "load_tensorflow", "report", "set_seed"]

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements.txt"
TOOLS = "# For authors"  # in requirements.txt, the line from which on a reader needs nothing
OLDEST_PYTHON = (3, 10)
# Packages that also come under another name, with the module by which they are then found.
OTHER_BUILDS = {"tensorflow": "tensorflow"}
REPORTED = ("tensorflow", "keras", "numpy", "pandas", "scipy", "scikit-learn", "matplotlib", "jupyterlab")


def check_requirements(path: Path = REQUIREMENTS) -> None:
    """Say which packages this Python lacks, before a lesson fails at the first of them. Nothing is imported.

    Args:
        path: a file such as the course's ``requirements.txt``; read up to the line `TOOLS`.

    Raises:
        ImportError: naming this Python, each package that is missing or of a version outside the range, and
            the line that installs it.
    """
    here = f"This notebook runs in Python {platform.python_version()} ({sys.executable})."
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise ImportError(f"{here} The course needs 3.10 or newer: choose another kernel.")
    problems = {}
    for line in path.read_text(encoding="utf-8").partition(TOOLS)[0].splitlines():
        wanted = re.match(r"([\w.-]+)([<>=!~][^;#\s]*)?", line)
        if wanted and (problem := _problem(wanted[1], wanted[2] or "")):
            problems[wanted[0]] = f"  {wanted[1]}: {problem}"
    if problems:
        install = " ".join(f'"{requirement}"' for requirement in problems)
        raise ImportError(
            f"{here}\n" + "\n".join(problems.values()) + "\n"
            "If the course has an environment of its own, choose it under Kernel > Change Kernel.\n"
            f"If not, run this line in a cell, then restart the kernel:\n%pip install {install}"
        )


def _problem(name: str, limits: str) -> str:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        found = name in OTHER_BUILDS and importlib.util.find_spec(OTHER_BUILDS[name])
        return "" if found else "is not installed"
    for sign, limit in re.findall(r"(>=|<)([\w.]+)", limits):
        if sign == ">=" and _numbers(version) < _numbers(limit):
            return f"{version} is too old, {limit} is needed"
        if sign == "<" and _numbers(version) >= _numbers(limit):
            return f"{version} is too new, one before {limit} is needed"
    return ""


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)[:3]]


def load_tensorflow() -> None:
    """Import TensorFlow and Keras; what they write to standard error meanwhile is dropped.

    TensorFlow's start-up lines bypass its own log level (they come before its logging is set up), so the
    file descriptor itself is turned away. An error raised during the import is not hidden.

    Raises:
        RuntimeError: if Keras runs on another backend than TensorFlow.
    """
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        import keras  # noqa: F401
        import tensorflow

        tensorflow.get_logger().setLevel("ERROR")  # no advice on retracing in the middle of a page
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def set_seed(seed: int) -> None:
    """Seed Python, NumPy and TensorFlow and forget earlier models, so that a cell can be run again.

    Args:
        seed: a whole number of at least 0.
    """
    import keras

    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)


def report() -> str:
    """Describe this session for a problem report.

    Returns:
        A line for each version that matters. No paths, no names of users or machines.
    """
    lines = {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "CPU cores": str(os.cpu_count()),
        **{name: _version(name) for name in REPORTED},
        "LSTM_COURSE_DATA": "set" if os.environ.get("LSTM_COURSE_DATA") else "not set",
    }
    width = max(map(len, lines))
    return "\n".join(f"{name:<{width}}  {value}" for name, value in lines.items())


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
