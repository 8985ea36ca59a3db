"""Load TensorFlow without its log lines."""

import os


def load_tensorflow() -> None:
    """Import TensorFlow and Keras; what they write to standard error meanwhile is dropped.

    TensorFlow's start-up lines bypass its own log level (they come before its logging is set up),
    so the file descriptor itself is turned away. An error raised during the import is not hidden.
    """
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        import keras  # noqa: F401
        import tensorflow

        tensorflow.get_logger().setLevel("ERROR")  # no advice on retracing in the middle of a page
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
