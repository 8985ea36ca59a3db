"""Settings shared by all tests."""

import os

import pytest
from hypothesis import settings

# The first example of a test may import TensorFlow; the same examples on every machine and day.
settings.register_profile("course", deadline=None, derandomize=True)
settings.load_profile("course")

# Workers side by side share the cores: one thread each, also for the kernels that they start.
if "PYTEST_XDIST_WORKER" in os.environ:
    for pool in ("TF_NUM_INTRAOP", "TF_NUM_INTEROP", "OMP_NUM", "OPENBLAS_NUM"):
        os.environ.setdefault(f"{pool}_THREADS", "1")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares a fixture or a solved set of exercises, and begin with what takes long.

    A worker gets a whole group (``--dist loadgroup``): a module, and of the exercises those of a lesson.
    """
    for item in items:
        group = item.path.stem
        if group == "test_exercises":  # other modules share one fixture among all lessons
            given = item.callspec.params.values() if hasattr(item, "callspec") else ()
            files = [getattr(value, "file", value) for value in given]
            group = " ".join([group, *(file for file in files if isinstance(file, str))][:2])
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
