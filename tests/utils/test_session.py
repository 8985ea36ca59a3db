"""TensorFlow loads without a word and only when it is needed; a report names versions and no place."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from utils import session

QUIET = """
import os
from utils import session
session.load_tensorflow()
import tensorflow as tf
tf.linalg.matmul(tf.ones((4, 4)), tf.ones((4, 4)))
os.write(2, b'still here')
"""
IMPORT_ALL = """
import pkgutil, sys, utils
for module in pkgutil.walk_packages(utils.__path__, "utils."):
    if not module.name.startswith("utils.models."):  # subclasses of Keras' classes
        __import__(module.name)
        loaded = {"tensorflow", "keras", "sklearn", "statsmodels"} & set(sys.modules)
        assert not loaded, f"{module.name} loads {loaded}"
"""


@pytest.mark.slow
def test_nothing_but_what_is_written_afterwards():
    result = subprocess.run([sys.executable, "-c", QUIET], capture_output=True, text=True, check=True)
    assert result.stdout == ""
    assert result.stderr == "still here"


def test_no_module_loads_tensorflow_at_import():
    done = subprocess.run([sys.executable, "-c", IMPORT_ALL], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_report_names_versions_and_no_place(monkeypatch):
    monkeypatch.setenv("LSTM_COURSE_DATA", "/some/secret/folder")
    report = session.report()
    for word in ("python", "tensorflow", "keras", "numpy"):
        assert re.search(rf"(?m)^{word} +\d+\.\d+", report)
    assert re.search(r"(?m)^LSTM_COURSE_DATA +set$", report)
    assert "secret" not in report and str(Path.home()) not in report
    monkeypatch.delenv("LSTM_COURSE_DATA")
    monkeypatch.setattr(session, "REPORTED", ("no-such-package",))
    report = session.report()
    assert re.search(r"(?m)^LSTM_COURSE_DATA +not set$", report)
    assert re.search(r"(?m)^no-such-package +not installed$", report)
