"""Settings shared by all tests."""

from hypothesis import settings

# The first example of a test may import TensorFlow; the same examples on every machine and day.
settings.register_profile("course", deadline=None, derandomize=True)
settings.load_profile("course")
