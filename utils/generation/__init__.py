"""Let a trained model write: choose tokens, one step at a time, whole texts, counts to beat, a keyboard."""

from utils.generation.beam import beam_search, length_penalty
from utils.generation.generator import Generator, Text
from utils.generation.ngrams import LetterNGrams, NGrams
from utils.generation.one_step import Stepper
from utils.generation.overlap import longest_shared_runs
from utils.generation.sampling import chain, greedy, log_softmax, sample_tokens, temperature, top_k, top_p
from utils.generation.suggestions import (
    Frequent,
    Key,
    Keyboard,
    Mixed,
    Typed,
    WordCounts,
    WordNetwork,
    word_stream,
)

__all__ = [
    "Frequent",
    "Generator",
    "Key",
    "Keyboard",
    "LetterNGrams",
    "Mixed",
    "NGrams",
    "Stepper",
    "Text",
    "Typed",
    "WordCounts",
    "WordNetwork",
    "beam_search",
    "chain",
    "greedy",
    "length_penalty",
    "log_softmax",
    "longest_shared_runs",
    "sample_tokens",
    "temperature",
    "top_k",
    "top_p",
    "word_stream",
]
