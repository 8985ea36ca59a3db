"""Helpers shared by the lessons: plumbing only, what a lesson teaches is in the lesson.

A folder is a subject, a module says what it holds, and a notebook imports at depth two:
``from utils.generation import Generator``. The contracts of import-linter in ``pyproject.toml`` say which
module may import which.
"""

import os

from utils import session

# Set before TensorFlow is first imported, so that no log lines end up on a lesson's page. A backend that the
# reader has chosen is left alone: what needs TensorFlow says so, in session.load_tensorflow.
if not os.environ.get("KERAS_BACKEND"):  # Keras takes an empty value for none, and reads keras.json
    os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# A lesson should not get as far as its first import of what is not there.
session.check_requirements()
