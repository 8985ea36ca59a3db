"""Data sets: published ones, tables that come with the course, and tables of the reader's own.

A published file is looked for in ``$LSTM_COURSE_DATA``, in the Keras cache, and at its canonical address.
"""

from utils.datasets.bundled import load_fashion, load_restaurant_reviews
from utils.datasets.film_reviews import load_film_reviews
from utils.datasets.forecasting_series import (
    M4Hourly,
    load_apple,
    load_bicycles,
    load_m4_hourly,
    load_min_temperatures,
    load_weather,
)
from utils.datasets.imdb import PAD, START, UNKNOWN, Reviews, load_imdb
from utils.datasets.music import Tunes, load_tunes
from utils.datasets.own_series import load_series
from utils.datasets.shakespeare import Letters, load_shakespeare

__all__ = [
    "PAD",
    "START",
    "UNKNOWN",
    "Letters",
    "M4Hourly",
    "Reviews",
    "Tunes",
    "load_apple",
    "load_bicycles",
    "load_fashion",
    "load_film_reviews",
    "load_imdb",
    "load_m4_hourly",
    "load_min_temperatures",
    "load_restaurant_reviews",
    "load_series",
    "load_shakespeare",
    "load_tunes",
    "load_weather",
]
