"""Predict the next word by counting how often it followed the words before it.

    counted = NGrams(texts, order=3, vocab_size=5000)
    counted.tune(validation_texts)
    perplexity = np.exp(counted.nats(test_texts).mean())
    written = counted.write(n=10)

A text is a list of words. Long contexts are rare, so each is mixed with the next shorter one (Jelinek and
Mercer 1980; the weights in the form of MacKay and Peto 1995).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from utils.arguments import whole_number
from utils.generation.sampling import log_softmax
from utils.generation.texts import lists_of_words

__all__ = ["NGrams"]

START, END = "<start>", "<end>"


class NGrams:
    """Counts of all runs of up to `order` words in some texts; start and end of a text count as words.

    `strength` holds one number for each length of context, from 0 to order - 1 words. The larger the number,
    the more often a context must be counted to outweigh the next shorter one. All are 1 until `tune` chooses
    them.

    Args:
        texts: one list of words for each text.
        order: the length of the longest run, in words.
        vocab_size: the number of different tokens that can come, words and the end. A word that was never
            counted has the probability 1 / vocab_size before it is mixed with anything.

    Raises:
        ValueError: if ``order`` or ``vocab_size`` is below 1, if there is no text, or if a text is a string
            and not a list of words.
    """

    def __init__(self, texts: Iterable[Sequence[str]], order: int, vocab_size: int) -> None:
        whole_number("order", order, 1)
        whole_number("vocab_size", vocab_size, 1)
        self.order, self.vocab_size, self.strength = order, vocab_size, [1.0] * order
        self._counts: dict = defaultdict(Counter)
        for tokens in self._padded(texts, order):
            for k in range(order - 1, len(tokens)):
                for n in range(order):
                    self._counts[tuple(tokens[k - n : k])][tokens[k]] += 1
        self._totals = {context: found.total() for context, found in self._counts.items()}

    def tune(self, texts: Sequence[Sequence[str]], choices: Sequence[float] = (0.1, 1, 10, 100)) -> None:
        """Choose each strength by the loss on some texts, from the shortest context to the longest.

        Args:
            texts: one list of words for each text, of the validation part.
            choices: the numbers to try.

        Raises:
            ValueError: if there is no text, or a text is a string and not a list of words.
        """
        for order in range(1, self.order + 1):
            tried = {}
            for self.strength[order - 1] in choices:
                tried[self.strength[order - 1]] = self.nats(texts, order).mean()
            self.strength[order - 1] = min(tried, key=tried.get)

    def nats(self, texts: Iterable[Sequence[str]], order: int | None = None) -> np.ndarray:
        """Compute the loss, -log P, of each word and of the end of each text.

        Args:
            texts: one list of words for each text.
            order: use contexts of at most order - 1 words; None for the order that was counted.

        Returns:
            (tokens,) float64, in nats, text after text.

        Raises:
            ValueError: if there is no text, or a text is a string and not a list of words.
        """
        order = self.order if order is None else order
        return np.array(
            [
                -np.log(self._mixed(tokens[k - order + 1 : k], tokens[k]))
                for tokens in self._padded(texts, order)
                for k in range(order - 1, len(tokens))
            ]
        )

    def right(self, texts: Iterable[Sequence[str]]) -> np.ndarray:
        """Tell of each word, and of the end of each text, whether it is the one that was counted most often.

        It is predicted from the longest context that was counted, at most order - 1 words.

        Args:
            texts: one list of words for each text.

        Returns:
            (tokens,) bool, text after text.

        Raises:
            ValueError: if there is no text, or a text is a string and not a list of words.
        """
        likeliest: dict = {}
        found = []
        for tokens in self._padded(texts, self.order):
            for k in range(self.order - 1, len(tokens)):
                context = tuple(tokens[k - self.order + 1 : k])
                if context not in likeliest:
                    longest = next(context[n:] for n in range(self.order) if context[n:] in self._totals)
                    likeliest[context] = max(self._counts[longest], key=self._counts[longest].get)
                found.append(likeliest[context] == tokens[k])
        return np.array(found)

    def write(
        self,
        n: int,
        choose: Callable[[np.ndarray], np.ndarray] | None = None,
        max_tokens: int = 60,
        seed: int = 0,
    ) -> list[list[str]]:
        """Write texts from the counts of the longest context alone, so that every run in them was seen.

        Args:
            n: how many texts.
            choose: a way to choose from `sampling`, such as top_p(0.9); None draws by the counts.
            max_tokens: a text is cut there if it does not end before.
            seed: of the random numbers.

        Returns:
            n lists of words.
        """
        rng, found = np.random.default_rng(seed), []
        for _ in range(n):
            tokens = [START] * (self.order - 1)
            while END not in tokens and len(tokens) < max_tokens + self.order - 1:
                context = tuple(tokens[len(tokens) - self.order + 1 :])
                words, counts = zip(*self._counts[context].items(), strict=True)
                log_probs = np.log([counts]) - np.log(sum(counts))
                p = np.exp(log_softmax(log_probs if choose is None else choose(log_probs)))[0]
                tokens.append(words[rng.choice(len(words), p=p / p.sum())])
            found.append([token for token in tokens[self.order - 1 :] if token != END])
        return found

    def _mixed(self, context: list[str], word: str) -> float:
        """P(word | context), mixed from all contexts, the empty one first."""
        p = 1 / self.vocab_size
        for n, strength in zip(range(len(context) + 1), self.strength, strict=False):
            shorter = tuple(context[len(context) - n :])
            if shorter in self._totals:
                p = (self._counts[shorter][word] + strength * p) / (self._totals[shorter] + strength)
        return p

    @staticmethod
    def _padded(texts: Iterable[Sequence[str]], order: int) -> list[list[str]]:
        """Each text with order - 1 start tokens before it and an end token after it."""
        texts = lists_of_words("texts", texts)
        if not texts:
            raise ValueError("texts is empty: pass at least one text, a list of words.")
        return [[START] * (order - 1) + text + [END] for text in texts]
