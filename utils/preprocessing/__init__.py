"""From texts and series to arrays. TensorFlow is not loaded until `batches_by_length` is called."""

from utils.preprocessing.log_ratios import LogRatios, WordAndPairRatios, word_pairs
from utils.preprocessing.ngram_columns import NGramColumns
from utils.preprocessing.sequences import (
    batches_by_length,
    contiguous_batches,
    last_tenth,
    pad,
    shorten,
)
from utils.preprocessing.series_windows import Windows, last_window, windows
from utils.preprocessing.text import Vocabulary, detokenise, quote, tokenise

__all__ = [
    "LogRatios",
    "NGramColumns",
    "Vocabulary",
    "Windows",
    "WordAndPairRatios",
    "batches_by_length",
    "contiguous_batches",
    "detokenise",
    "last_tenth",
    "last_window",
    "pad",
    "quote",
    "shorten",
    "tokenise",
    "windows",
    "word_pairs",
]
