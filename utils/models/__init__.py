"""Cells and optimisers that Keras does not have. They are subclasses of Keras' own, so they load Keras."""

import importlib

__all__ = ["LSTMRelative", "muon", "units_for"]

_PLACES = {"LSTMRelative": "lstm_variants", "units_for": "lstm_variants", "muon": "muon"}


def __getattr__(name: str):
    # Only now: an import of this package alone does not load Keras, and so writes no log lines.
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
