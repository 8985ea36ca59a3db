"""The Python session that a notebook runs in: its packages, TensorFlow, seeds, and a report for a problem."""

import contextlib
import importlib.metadata
import importlib.util
import os
import platform
import re
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["check_requirements", "load_tensorflow", "report", "set_seed"]

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements.txt"
TOOLS = "# For authors"  # in requirements.txt, the line from which on a reader needs nothing
OLDEST_PYTHON = (3, 10)
BACKENDS = ("jax", "torch", "openvino")  # what Keras may run on, besides TensorFlow
# Packages that also come under another name, with the module by which they are then found.
OTHER_BUILDS = {"tensorflow": "tensorflow"}
REPORTED = ("tensorflow", "keras", "numpy", "pandas", "scipy", "scikit-learn", "matplotlib", "jupyterlab")


def check_requirements(path: Path = REQUIREMENTS) -> None:
    """Say which packages this Python lacks, before a lesson fails at the first of them. Nothing is imported.

    Args:
        path: a file such as the course's ``requirements.txt``; read up to the line `TOOLS`. Where it is
            missing, as beside a copy of ``utils`` in a teacher's nbgrader course, nothing is checked.

    Raises:
        ImportError: naming this Python, each package that is missing or of a version outside the range, and
            the line that installs it.
    """
    here = f"This notebook runs in Python {platform.python_version()} ({sys.executable})."
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise ImportError(f"{here} The course needs 3.10 or newer: choose another kernel.")
    problems = {}
    lines = path.read_text(encoding="utf-8").partition(TOOLS)[0].splitlines() if path.is_file() else []
    for line in lines:
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

    TensorFlow's first lines bypass its own log level (they come before its logging is set up), so the file
    descriptor itself is redirected. A small function is compiled meanwhile, because TensorFlow 2.20 logs the
    first compilation of a process in the same way. An error raised during the import is not hidden.

    Raises:
        RuntimeError: if Keras runs on another backend than TensorFlow, with the lines that change it.
    """
    if "keras" not in sys.modules:
        _check_backend(os.environ.get("KERAS_BACKEND") or "tensorflow")
    with _standard_error_dropped():
        try:
            import keras
        except ModuleNotFoundError as error:
            if error.name in BACKENDS:  # from an earlier attempt in this kernel
                _check_backend(error.name)
            raise
        _check_backend(keras.backend.backend())
        import tensorflow as tf

        tf.get_logger().setLevel("ERROR")  # no advice on retracing in the middle of a page
        with contextlib.suppress(tf.errors.OpError):  # not every device can compile
            tf.function(tf.abs, jit_compile=True)(tf.zeros(1))


def _check_backend(backend: str) -> None:
    if backend != "tensorflow":
        raise RuntimeError(
            f"Keras runs on {backend!r} in this kernel, but the lessons need TensorFlow. "
            "Restart the kernel, and before all else run these two lines in a cell:\n"
            'import os\nos.environ["KERAS_BACKEND"] = "tensorflow"'
        ) from None


@contextlib.contextmanager
def _standard_error_dropped() -> Iterator[None]:
    """Redirect file descriptor 2 to nowhere for a while, for what C++ writes past Python's ``sys.stderr``."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def set_seed(seed: int) -> None:
    """Seed Python, NumPy and the backend and forget earlier models, so that a cell can be run again.

    What the caller has set with ``keras.config`` and ``keras.distribution`` stays, with one exception:
    permission to load unsafe files (``enable_unsafe_deserialization``) has to be given again.

    Args:
        seed: a whole number of at least 0.

    Raises:
        ValueError: if ``seed`` is no whole number of at least 0.
    """
    import keras

    from utils.arguments import whole_number

    seed = whole_number("seed", seed, 0)
    config = keras.config
    policy, distribution = config.dtype_policy(), keras.distribution.distribution()
    switches = (
        (config.is_interactive_logging_enabled, config.disable_interactive_logging),
        (config.is_traceback_filtering_enabled, config.disable_traceback_filtering),
        (config.is_flash_attention_enabled, config.disable_flash_attention),
    )
    switched_off = [switch_off for is_on, switch_off in switches if is_on() is False]
    keras.utils.clear_session(free_memory=False)  # a full garbage collection takes half a second
    # Keras takes "float32" by itself, from floatx, which may have been changed since.
    if policy.name != "float32":
        config.set_dtype_policy(policy)
    keras.distribution.set_distribution(distribution)
    for switch_off in switched_off:
        switch_off()
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
        "Keras backend": _backend(),
        "LSTM_COURSE_DATA": "set" if os.environ.get("LSTM_COURSE_DATA") else "not set",
    }
    width = max(map(len, lines))
    return "\n".join(f"{name:<{width}}  {value}" for name, value in lines.items())


def _backend() -> str:
    """What Keras runs on, or would run on; Keras itself is not imported."""
    keras = sys.modules.get("keras")
    return keras.backend.backend() if keras else os.environ.get("KERAS_BACKEND") or "tensorflow"


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
