"""Say in words which packages this Python lacks, before a lesson stumbles over the first of them."""

import importlib.metadata
import importlib.util
import platform
import re
import sys

# Name of a package: what it is imported as, and the oldest version that the lessons run with.
# requirements.txt holds the same, and Colab has them all.
NEEDED = {
    "tensorflow": ("tensorflow", "2.19"),
    "keras": ("keras", "3.10"),
    "numpy": ("numpy", "1.26"),
    "pandas": ("pandas", "2.2"),
    "scikit-learn": ("sklearn", "1.5"),
    "statsmodels": ("statsmodels", "0.14.2"),
    "matplotlib": ("matplotlib", "3.8"),
    "pillow": ("PIL", "10.0"),
    "ipywidgets": ("ipywidgets", "7.7"),
    "tqdm": ("tqdm", "4.66"),
    "ipython": ("IPython", "7.34"),
}
OLDEST_PYTHON = (3, 10)


def check() -> None:
    """Raise ``ImportError`` that names what is missing or too old, and the cure. Nothing is imported."""
    here = f"This notebook runs in Python {platform.python_version()} ({sys.executable})."
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise ImportError(f"{here} The course needs 3.10 or newer: choose another kernel.")
    found = {name: _problem(name, *needed) for name, needed in NEEDED.items()}
    found = {name: problem for name, problem in found.items() if problem}
    if found:
        wanted = " ".join(f'"{name}>={NEEDED[name][1]}"' for name in found)
        lines = [here, *(f"  {name}: {problem}" for name, problem in found.items())]
        lines.append("If the course has an environment of its own, choose it under Kernel > Change Kernel.")
        lines.append(f"If not, run this line in a cell, then restart the kernel:\n%pip install {wanted}")
        raise ImportError("\n".join(lines))


def _problem(name: str, module: str, oldest: str) -> str:
    if importlib.util.find_spec(module) is None:
        return "is not installed"
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:  # it came under another name, such as tensorflow-cpu
        return ""
    return f"{version} is too old, {oldest} is needed" if _numbers(version) < _numbers(oldest) else ""


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)[:3]]
