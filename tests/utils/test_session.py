"""TensorFlow loads without a word, and standard error works afterwards."""

import subprocess
import sys

CODE = """
import os, sys
from utils import quiet
quiet.load_tensorflow()
import tensorflow as tf
tf.linalg.matmul(tf.ones((4, 4)), tf.ones((4, 4)))
os.write(2, b'still here')
"""


def test_nothing_but_what_is_written_afterwards():
    result = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert result.stdout == ""
    assert result.stderr == "still here"
