"""What several tests of `utils.generation` need, without a network."""

import itertools

import numpy as np
from hypothesis import Phase

from tests.examples import examples

INF = np.inf
few = examples(25, phases=[Phase.generate])


def close(found, wanted, atol=1e-12):
    np.testing.assert_allclose(np.asarray(found, float), np.asarray(wanted, float), rtol=0, atol=atol)


def every_text(after, vocab_size, end, max_tokens):
    """All texts that end, or have max_tokens tokens, with the log-probability of each token."""
    found = []
    for length in range(1, max_tokens + 1):
        for text in itertools.product(range(vocab_size), repeat=length):
            if end not in text[:-1] and (text[-1] == end or length == max_tokens):
                log_p = np.array([after(text[:t])[text[t]] for t in range(length)])
                found += [(text, log_p)] if log_p.min() > -INF else []
    return found
