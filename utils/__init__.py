"""Helpers shared by the lessons: plumbing only, what a lesson teaches stands in the lesson.

Modules know each other only downwards::

    datasets, tasks -> sentences, stories, fashion, preprocessing -> training, gates, sampling
    -> plotting, heatmaps -> checks, ledger
"""

import os

from utils import packages

# Set before TensorFlow is first imported, so that no log lines end up on a lesson's page.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# A lesson should not get as far as its first import of what is not there.
packages.check()
