"""The next word, counted: how often did it follow the words before it?

    counted = NGrams(texts, order=3, vocab_size=5000)
    counted.tune(validation_texts)
    perplexity = np.exp(counted.nats(test_texts).mean())
    made_up = counted.write(n=10)

A text is a list of words. Long contexts are rare, so each is mixed with the next shorter one (Jelinek and
Mercer 1980; the weights in the form of MacKay and Peto 1995).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from utils.arguments import whole_number
from utils.generation.sampling import log_softmax

START, END = "<start>", "<end>"


class NGrams:
    """Counts of all runs of up to `order` words in `texts`, the start and the end of a text among them.

    vocab_size: number of different signs that may come, words and the end: a word that was never counted has
    probability 1 / vocab_size before it is mixed with anything.
    strength: one number for each length of context, from none to order - 1 words; the larger, the more often
    a context must be counted to outweigh the shorter one. All 1 until `tune` chooses them.

    Raises ValueError for an order or vocab_size below 1, no text, or a text that is a string.
    """

    def __init__(self, texts: Iterable[Sequence[str]], order: int, vocab_size: int) -> None:
        whole_number("order", order, 1)
        whole_number("vocab_size", vocab_size, 1)
        self.order, self.vocab_size, self.strength = order, vocab_size, [1.0] * order
        self._counts: dict = defaultdict(Counter)
        for signs in self._signs(texts):
            for k in range(order - 1, len(signs)):
                for n in range(order):
                    self._counts[tuple(signs[k - n : k])][signs[k]] += 1
        if not self._counts:
            raise ValueError("texts is empty: pass at least one text, a list of words.")
        self._totals = {context: found.total() for context, found in self._counts.items()}

    def tune(self, texts: Sequence[Sequence[str]], choices: Sequence[float] = (0.1, 1, 10, 100)) -> None:
        """Choose each strength, from the shortest context on, by the loss on these (validation) texts."""
        for order in range(1, self.order + 1):
            tried = {}
            for self.strength[order - 1] in choices:
                tried[self.strength[order - 1]] = self.nats(texts, order).mean()
            self.strength[order - 1] = min(tried, key=tried.get)

    def nats(self, texts: Iterable[Sequence[str]], order: int | None = None) -> np.ndarray:
        """-log P of each word and of each end, (signs,), with contexts of at most order - 1 words."""
        order = self.order if order is None else order
        return np.array(
            [
                -np.log(self._mixed(signs[k - order + 1 : k], signs[k]))
                for signs in self._signs(texts, order)
                for k in range(order - 1, len(signs))
            ]
        )

    def write(
        self,
        n: int,
        choose: Callable[[np.ndarray], np.ndarray] | None = None,
        max_tokens: int = 60,
        seed: int = 0,
    ) -> list[list[str]]:
        """`n` texts from the counts of the longest context alone, not mixed: every run was seen.

        choose: as in `sampling`, top_p(0.9) for example; None draws by the counts.
        """
        rng, found = np.random.default_rng(seed), []
        for _ in range(n):
            signs = [START] * (self.order - 1)
            while END not in signs and len(signs) < max_tokens + self.order - 1:
                context = tuple(signs[len(signs) - self.order + 1 :])
                words, counts = zip(*self._counts[context].items(), strict=True)
                log_p = np.log([counts]) - np.log(sum(counts))
                p = np.exp(log_softmax(log_p if choose is None else choose(log_p)))[0]
                signs.append(words[rng.choice(len(words), p=p / p.sum())])
            found.append([sign for sign in signs[self.order - 1 :] if sign != END])
        return found

    def _mixed(self, context: list[str], word: str) -> float:
        p = 1 / self.vocab_size
        for n, strength in zip(range(len(context) + 1), self.strength, strict=False):
            shorter = tuple(context[len(context) - n :])
            if shorter in self._totals:
                p = (self._counts[shorter][word] + strength * p) / (self._totals[shorter] + strength)
        return p

    def _signs(self, texts: Iterable[Sequence[str]], order: int | None = None) -> Iterable[list[str]]:
        for tokens in texts:
            if isinstance(tokens, str):
                raise ValueError(f"A text is {tokens[:40]!r}: expected a list of words.")
            yield [START] * ((order or self.order) - 1) + list(tokens) + [END]
