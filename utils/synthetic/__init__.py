"""Tasks, texts and strings made by seeded programs, so that the right answers are known exactly."""

from utils.synthetic import fashion, formal_languages, gate_stories, plays, tunes
from utils.synthetic.cue_sentences import Sentences, address, home_language, pronoun, short_context, swapped
from utils.synthetic.memory import adding, copy_memory, delayed_series, recall
from utils.synthetic.series import KnownSeries, known_series

__all__ = [
    "KnownSeries",
    "Sentences",
    "adding",
    "address",
    "copy_memory",
    "delayed_series",
    "fashion",
    "formal_languages",
    "gate_stories",
    "home_language",
    "known_series",
    "plays",
    "pronoun",
    "recall",
    "short_context",
    "swapped",
    "tunes",
]
