"""A grammar that knows the exact probability of each text, and so the lowest loss that any model can reach.

A text is drawn in two steps. First the *facts*: one row of a table, each row with its probability. Then
the *words*: rules are expanded from left to right, every choice with its probability. A rule is written

    trap: 2* also in {colour} . | team {them} with boots .      options; 2* is taken twice as often
    them/number one: it                                         the options depend on a fact, `number`
    them/number many: them

`{name}` is a slot: the value of a fact if a fact has that name, else a rule. Everything else is a token.
Texts are finite: a rule may not contain itself. Nothing here is special to one corpus.
"""

import itertools
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from utils.arguments import whole_number
from utils.synthetic.notation import parse_grammar

__all__ = ["END", "Derivation", "Grammar"]

END = "<end>"
Known = tuple[
    str | None, ...
]  # the facts that a text has shown so far, None for the others; as Grammar.facts


class Derivation(NamedTuple):
    """A text and how it was drawn.

    Args:
        tokens: the text.
        facts: name -> value of each fact.
        parts: name of a rule -> what it became, the last time it was used.
        log_probability: log P of all choices, in nats.
    """

    tokens: list[str]
    facts: dict[str, str]
    parts: dict[str, str]
    log_probability: float


class Grammar:
    """Texts with exact probabilities.

    `surprisal`, `log_probability` and `next_words` hold for any grammar. `entropy` is that of the choices; it
    is that of the texts if each text shows all its facts and can be derived in one way only.

    Args:
        table: (facts, weight) pairs; facts maps names to values, the same names in each pair. Weights need
            not sum to 1.
        rules: the rules, as in the module's docstring.

    Raises:
        ValueError: if the table is empty, if a weight is not above 0, or if `notation.parse_grammar` refuses
            the rules.
    """

    def __init__(self, table: Sequence[tuple[Mapping[str, str], float]], rules: str) -> None:
        if not table or min(weight for _, weight in table) <= 0:
            raise ValueError("The table of facts is empty or has weights <= 0: expected rows with weights.")
        self.facts = tuple(table[0][0])
        self._rows = [tuple(facts[name] for name in self.facts) for facts, _ in table]
        weights = np.array([weight for _, weight in table], float)
        self._p = weights / weights.sum()
        # NumPy compares numbers faster than strings: number k in a column is the value self._names[fact][k].
        self._names: dict[str, list[str]] = {}
        self._columns: list[np.ndarray] = []
        for name, column in zip(self.facts, zip(*self._rows, strict=True), strict=True):
            values, numbers = np.unique(np.array(column), return_inverse=True)
            self._names[name] = values.tolist()
            self._columns.append(numbers)
        self._distributions: dict[tuple[int, Known], list[tuple[str, float]]] = {}
        self._rules = parse_grammar(rules, self._names)
        self._nothing: Known = (None,) * len(self.facts)

    def sample(self, rows: int, seed: int = 0) -> Iterator[Derivation]:
        """Draw texts, independent of each other.

        Args:
            rows: how many, at least 1.
            seed: for the random numbers, at least 0; the same seed gives the same texts.

        Yields:
            The texts, each with how it was drawn.

        Raises:
            ValueError: if an argument is not as described.
        """
        whole_number("rows", rows, 1)
        whole_number("seed", seed, 0)
        rng, edges = random.Random(seed), np.cumsum(self._p)
        for _ in range(rows):
            row = min(int(np.searchsorted(edges, rng.random(), side="right")), len(edges) - 1)
            facts = dict(zip(self.facts, self._rows[row], strict=True))
            tokens, parts = [], {}
            log_probability = math.log(self._p[row]) + self._write("start", facts, rng, tokens, parts)
            yield Derivation(tokens, facts, parts, log_probability)

    def next_words(self, prefix: Sequence[str]) -> dict[str, float]:
        """Compute P(next token | prefix): no model predicts better.

        Args:
            prefix: the tokens so far.

        Returns:
            token -> probability, for each token that can follow, END included. The probabilities sum to 1.
            Empty if no text begins with the prefix.
        """
        states = self._start()
        for token in prefix:
            states = [state for found, *state in self._moves(states) if found == token]
        chances: dict[str, float] = {}
        for token, p, *_ in self._moves(states):
            chances[token] = chances.get(token, 0) + p
        total = math.fsum(chances.values())
        return {token: p / total for token, p in chances.items()}

    def surprisal(self, tokens: Sequence[str]) -> np.ndarray:
        """Compute -log P(token | all tokens before it), in nats.

        Args:
            tokens: a text.

        Returns:
            (len(tokens) + 1,): a value for each token, and for the END after them. It is inf from the first
            token on that cannot follow.
        """
        nats, states, mass = np.full(len(tokens) + 1, np.inf), self._start(), 1.0
        for k, token in enumerate([*tokens, END]):
            states = [state for found, *state in self._moves(states) if found == token]
            if not states:
                break
            before, mass = mass, math.fsum(p for p, *_ in states)
            nats[k] = math.log(before) - math.log(mass)
        return nats

    def log_probability(self, tokens: Sequence[str]) -> float:
        """Compute log P of a whole text, in nats.

        Args:
            tokens: the text.

        Returns:
            The logarithm of the sum over all ways to derive the text; -inf if there is none.
        """
        return -float(self.surprisal(tokens).sum())

    def derivations(self, tokens: Sequence[str]) -> int:
        """Count the ways to derive a text.

        Args:
            tokens: the text.

        Returns:
            0 for a text that is not of this grammar, 1 if nothing is ambiguous.
        """
        states = self._start()
        for token in [*tokens, END]:
            states = [state for found, *state in self._moves(states) if found == token]
        return len(states)

    def entropy(self) -> float:
        """Compute the mean of -log P over all texts, in nats per text.

        Returns:
            The entropy; exact on the conditions in the docstring of the class.
        """
        return float(-(self._p * np.log(self._p)).sum()) + self._mean("start", self._nothing, {})[0]

    def mean_tokens(self) -> float:
        """Compute the mean number of tokens of a text, its END included."""
        return self._mean("start", self._nothing, {})[1] + 1

    def vocabulary(self) -> list[str]:
        """List every token that a text can hold, sorted; without END."""
        lists = (options for rule in self._rules.values() for options in rule.options.values())
        items = {item for options in lists for _, items in options for item in items}
        values = {value for name in self.facts if (True, name) in items for value in self._names[name]}
        return sorted(values | {name for is_slot, name in items if not is_slot})

    def _start(self) -> list[tuple[float, tuple, Known]]:
        """List the one state before the first token: (probability, stack, known facts)."""
        return [(1.0, (((True, "start"),), 0, None), self._nothing)]

    def _moves(self, states: Sequence) -> Iterator[tuple[str, float, tuple | None, Known]]:
        """Follow all ways from each state to the next token: the forward algorithm."""
        todo = list(states)
        while todo:
            p, stack, known = todo.pop()
            while stack is not None and stack[1] == len(stack[0]):
                stack = stack[2]
            if stack is None:
                yield END, p, None, known
                continue
            items, at, parent = stack
            is_slot, name = items[at]
            after = (items, at + 1, parent)
            if not is_slot:
                yield name, p, after, known
            elif name in self.facts:
                for value, share, more in self._draw(name, known):
                    yield value, p * share, after, more
            else:
                rule = self._rules[name]
                draws = [(None, 1.0, known)] if rule.fact is None else self._draw(rule.fact, known)
                for value, share, more in draws:
                    todo += [(p * share * q, (chosen, 0, after), more) for q, chosen in rule.options[value]]

    def _draw(self, name: str, known: Known) -> list[tuple[str, float, Known]]:
        """List the values that a fact can have: each with P(value | known) and the facts known then."""
        k = self.facts.index(name)
        if known[k] is not None:
            return [(known[k], 1.0, known)]
        if (k, known) not in self._distributions:
            fits = np.ones(len(self._p), bool)
            for fact, column, value in zip(self.facts, self._columns, known, strict=True):
                if value is not None:
                    fits &= column == self._names[fact].index(value)
            share = np.bincount(self._columns[k][fits], self._p[fits]) / self._p[fits].sum()
            possible = zip(self._names[name], share.tolist(), strict=False)  # a value that does not fit has 0
            self._distributions[k, known] = [(value, p) for value, p in possible if p > 0]
        found = self._distributions[k, known]
        return [(value, share, (*known[:k], value, *known[k + 1 :])) for value, share in found]

    def _write(self, name: str, facts: dict, rng: random.Random, tokens: list, parts: dict) -> float:
        """Expand a rule into `tokens`, note in `parts` what it became, and return log P of the choices."""
        rule, begin = self._rules[name], len(tokens)
        options = rule.options[None if rule.fact is None else facts[rule.fact]]
        edges = list(itertools.accumulate(p for p, _ in options))
        point = rng.random() * edges[-1]
        p, items = options[next(i for i, edge in enumerate(edges) if point < edge)]
        log_probability = math.log(p)
        for is_slot, item in items:
            if is_slot and item not in facts:
                log_probability += self._write(item, facts, rng, tokens, parts)
            else:
                tokens.append(facts[item] if is_slot else item)
        parts[name] = " ".join(tokens[begin:])
        return log_probability

    def _mean(self, name: str, known: Known, seen: dict) -> tuple[float, float]:
        """Compute the means of (nats of the choices, tokens) of one rule, given what is known.

        The means of the parts add up. The nats of the facts are not included: `entropy` adds those of the
        whole table once.
        """
        if (name, known) not in seen:
            rule, nats, tokens = self._rules[name], 0.0, 0.0
            draws = [(None, 1.0, known)] if rule.fact is None else self._draw(rule.fact, known)
            for value, share, more in draws:
                for p, items in rule.options[value]:
                    below = [
                        self._mean(item, more, seen) if is_slot and item not in self.facts else (0.0, 1.0)
                        for is_slot, item in items
                    ]
                    nats += share * p * (sum(part[0] for part in below) - math.log(p))
                    tokens += share * p * sum(part[1] for part in below)
            seen[name, known] = nats, tokens
        return seen[name, known]
