"""Look inside a trained LSTM or GRU, and ask what it would answer had a gate acted otherwise."""

from utils.gates.interventions import Clamp, Swap
from utils.gates.reading import GRUReading, LSTMReading, read

__all__ = ["Clamp", "GRUReading", "LSTMReading", "Swap", "read"]
