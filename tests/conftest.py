"""Settings shared by all tests."""

import os

import pytest
from hypothesis import settings

# The first example of a test may import TensorFlow; the same examples on every machine and day.
settings.register_profile("course", deadline=None, derandomize=True)
settings.register_profile("quick", settings.get_profile("course"), max_examples=10)  # for make check
settings.load_profile("course")

# Workers side by side share the cores: one thread each, also for the kernels that they start.
if "PYTEST_XDIST_WORKER" in os.environ:
    for pool in ("TF_NUM_INTRAOP", "TF_NUM_INTEROP", "OMP_NUM", "OPENBLAS_NUM"):
        os.environ.setdefault(f"{pool}_THREADS", "1")


LONGEST = ("test_exercises", "test_nbgrader")  # whole sets are solved; they should not start last


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long. A worker gets whole files (``--dist loadfile``): a fixture is made once."""
    items.sort(key=lambda item: (item.path.stem not in LONGEST, item.get_closest_marker("slow") is None))
