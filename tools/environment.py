"""Print what matters about this environment for a problem report: ``python -m tools.environment``.

It names versions only: no paths, no names of users or machines.
"""

import os
import platform
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("tensorflow", "keras", "numpy", "pandas", "scipy", "scikit-learn", "matplotlib", "jupyterlab")


def report() -> str:
    """Return the lines to paste into a problem report."""
    lines = {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "CPU cores": str(os.cpu_count()),
        **{name: _version(name) for name in PACKAGES},
        "LSTM_COURSE_DATA": "set" if os.environ.get("LSTM_COURSE_DATA") else "not set",
    }
    width = max(map(len, lines))
    return "\n".join(f"{name:<{width}}  {value}" for name, value in lines.items())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    print(report())
