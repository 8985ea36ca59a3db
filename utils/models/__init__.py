"""Cells and optimisers that Keras does not have: subclasses of its classes, so they load Keras."""

import importlib

__all__ = ["LSTMRelative", "muon", "relative", "small_transformer", "units_for"]

_MODULE_OF = {
    "LSTMRelative": "lstm_variants",
    "relative": "lstm_variants",
    "units_for": "lstm_variants",
    "muon": "optimizers",
    "small_transformer": "transformer",
}


def __getattr__(name: str):
    # Importing this package alone does not load Keras, and so prints no log lines.
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
