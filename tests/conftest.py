"""Settings shared by all tests."""

import os

from hypothesis import settings

# The first example of a test may import TensorFlow; the same examples on every machine and day.
settings.register_profile("course", deadline=None, derandomize=True)
settings.load_profile("course")

# Workers side by side share the cores: one thread each, also for the kernels that they start.
if "PYTEST_XDIST_WORKER" in os.environ:
    for pool in ("TF_NUM_INTRAOP", "TF_NUM_INTEROP", "OMP_NUM", "OPENBLAS_NUM"):
        os.environ.setdefault(f"{pool}_THREADS", "1")
