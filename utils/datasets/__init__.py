"""Data sets: looked for in `$LSTM_COURSE_DATA`, then in the Keras cache, then at their canonical address."""

from utils.datasets.bundled import load_fashion, load_restaurant_reviews
from utils.datasets.imdb import PAD, START, UNKNOWN, Reviews, load_imdb

__all__ = ["PAD", "START", "UNKNOWN", "Reviews", "load_fashion", "load_imdb", "load_restaurant_reviews"]
