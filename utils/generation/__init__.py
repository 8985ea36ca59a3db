"""Let a trained model write: ways to choose a token, one step at a time, whole texts, and counts to beat."""

from utils.generation.beam import beam_search, length_penalty
from utils.generation.generator import Generator, Text
from utils.generation.ngrams import LetterNGrams, NGrams
from utils.generation.one_step import Stepper
from utils.generation.overlap import longest_shared_runs
from utils.generation.sampling import chain, greedy, log_softmax, sample_tokens, temperature, top_k, top_p

__all__ = [
    "Generator",
    "LetterNGrams",
    "NGrams",
    "Stepper",
    "Text",
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
]
