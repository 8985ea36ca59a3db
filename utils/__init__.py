"""Helpers shared by the lessons: plumbing only, what a lesson teaches stands in the lesson.

A folder is a subject, a module says what it holds, and a notebook imports at depth two:
``from utils.generation import Generator``. Who may import whom stands in ``pyproject.toml``, under importlinter.
"""

import os

from utils import session

# Set before TensorFlow is first imported, so that no log lines end up on a lesson's page.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# A lesson should not get as far as its first import of what is not there.
session.check_requirements()
