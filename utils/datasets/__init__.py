"""Data sets: published ones, tables that come with the course, and tables of the reader's own.

A published file is looked for in ``$LSTM_COURSE_DATA``, in the Keras cache, and at its canonical address.
"""

from utils.datasets.bundled import load_fashion, load_restaurant_reviews
from utils.datasets.film_reviews import load_film_reviews
from utils.datasets.imdb import PAD, START, UNKNOWN, Reviews, load_imdb
from utils.datasets.music import Tunes, load_tunes
from utils.datasets.shakespeare import Letters, load_shakespeare

__all__ = [
    "PAD",
    "START",
    "UNKNOWN",
    "Letters",
    "Reviews",
    "Tunes",
    "load_fashion",
    "load_film_reviews",
    "load_imdb",
    "load_restaurant_reviews",
    "load_shakespeare",
    "load_tunes",
]
