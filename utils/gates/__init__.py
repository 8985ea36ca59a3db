"""Look inside a trained LSTM or GRU, and see what it would answer if a gate had acted differently."""

from utils.gates.interventions import Clamp, Swap
from utils.gates.reading import GRUReading, LSTMReading, read

__all__ = ["Clamp", "GRUReading", "LSTMReading", "Swap", "read"]
