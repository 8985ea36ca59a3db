"""A grammar that knows the exact probability of everything it writes, and so the floor for every model.

A text is made in two draws. First the *facts*: one row of a table, each row with its probability. Then
the *words*: rules are expanded from left to right, every choice with its probability. A rule is written

    trap: 2* also in {colour} . | team {them} with boots .      options; 2* is taken twice as often
    them/number one: it                                         the options depend on a fact, `number`
    them/number many: them

`{name}` is a slot: the value of a fact if a fact has that name, else a rule. All else is a token.
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
Known = tuple[str | None, ...]  # the facts that a text has shown so far, in the order of `Grammar.facts`


class Derivation(NamedTuple):
    """A text with its history: the facts, what each rule became (the last time), log P of all choices."""

    tokens: list[str]
    facts: dict[str, str]
    parts: dict[str, str]
    log_probability: float


class Grammar:
    """Texts with exact probabilities, see the module's docstring for the rules.

    table: (facts, weight) pairs; all have the same facts, by name. Weights need not sum to 1.

    `surprisal`, `log_probability` and `next_words` hold for any such grammar. `entropy` counts choices; it
    is that of the texts where each text shows all its facts and can be derived in one way only.

    Raises ValueError for an empty table, weights <= 0, and for rules as `notation.parse_grammar` does.
    """

    def __init__(self, table: Sequence[tuple[Mapping[str, str], float]], rules: str) -> None:
        if not table or min(weight for _, weight in table) <= 0:
            raise ValueError("The table of facts is empty or has weights <= 0: expected rows with weights.")
        self.facts = tuple(table[0][0])
        self._rows = [tuple(facts[name] for name in self.facts) for facts, _ in table]
        weights = np.array([weight for _, weight in table], float)
        self._p = weights / weights.sum()
        self._columns = [np.array(column) for column in zip(*self._rows, strict=True)]
        self._distributions: dict[tuple[int, Known], list[tuple[str, float]]] = {}
        self._rules = parse_grammar(rules, {name: self._values(name) for name in self.facts})
        self._nothing: Known = (None,) * len(self.facts)

    def sample(self, rows: int, seed: int = 0) -> Iterator[Derivation]:
        """Draw `rows` texts, independent of each other; the same seed gives the same texts."""
        whole_number("rows", rows, 1)
        whole_number("seed", seed, 0)
        rng, edges = random.Random(seed), np.cumsum(self._p)
        for _ in range(rows):
            row = min(int(np.searchsorted(edges, rng.random(), side="right")), len(edges) - 1)
            facts = dict(zip(self.facts, self._rows[row], strict=True))
            tokens, parts = [], {}
            chosen = math.log(self._p[row]) + self._write("start", facts, rng, tokens, parts)
            yield Derivation(tokens, facts, parts, chosen)

    def next_words(self, prefix: Sequence[str]) -> dict[str, float]:
        """P(next token | prefix) of every token that can follow, END among them: no model predicts better.

        Sums to 1; empty for a prefix with which no text begins.
        """
        live = self._start()
        for token in prefix:
            live = [state for found, *state in self._moves(live) if found == token]
        chances: dict[str, float] = {}
        for token, p, *_ in self._moves(live):
            chances[token] = chances.get(token, 0) + p
        total = math.fsum(chances.values())
        return {token: p / total for token, p in chances.items()}

    def surprisal(self, tokens: Sequence[str]) -> np.ndarray:
        """-log P(token | all before it) in nats for each token and the END after it, (len(tokens) + 1,).

        From the first token on that cannot follow, inf.
        """
        nats, live, mass = np.full(len(tokens) + 1, np.inf), self._start(), 1.0
        for k, token in enumerate([*tokens, END]):
            live = [state for found, *state in self._moves(live) if found == token]
            if not live:
                break
            before, mass = mass, math.fsum(p for p, *_ in live)
            nats[k] = math.log(before) - math.log(mass)
        return nats

    def log_probability(self, tokens: Sequence[str]) -> float:
        """log P of a whole text, in nats, over all ways to derive it; -inf if there is none."""
        return -float(self.surprisal(tokens).sum())

    def derivations(self, tokens: Sequence[str]) -> int:
        """In how many ways the rules give this text: 0 for a foreign text, 1 where nothing is ambiguous."""
        live = self._start()
        for token in [*tokens, END]:
            live = [state for found, *state in self._moves(live) if found == token]
        return len(live)

    def entropy(self) -> float:
        """The mean of -log P over all texts, in nats per text; exact on the conditions named above."""
        return float(-(self._p * np.log(self._p)).sum()) + self._mean("start", self._nothing, {})[0]

    def mean_tokens(self) -> float:
        """The mean number of tokens of a text, its END included."""
        return self._mean("start", self._nothing, {})[1] + 1

    def vocabulary(self) -> list[str]:
        """Every token that a text can hold, sorted; without END."""
        lists = (options for rule in self._rules.values() for options in rule.options.values())
        items = {item for options in lists for _, items in options for item in items}
        values = {value for name in self.facts if (True, name) in items for value in self._values(name)}
        return sorted(values | {name for is_slot, name in items if not is_slot})

    def _start(self) -> list[tuple[float, tuple, Known]]:
        return [(1.0, (((True, "start"),), 0, None), self._nothing)]

    def _moves(self, live: Sequence) -> Iterator[tuple[str, float, tuple | None, Known]]:
        """From each (probability, stack, known facts) to the next token, all ways; the forward algorithm."""
        todo = list(live)
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
        """The values that a fact can have, P(value | known), and what is known then."""
        k = self.facts.index(name)
        if known[k] is not None:
            return [(known[k], 1.0, known)]
        if (k, known) not in self._distributions:
            fits = np.ones(len(self._p), bool)
            for column, value in zip(self._columns, known, strict=True):
                if value is not None:
                    fits &= column == value
            values, which = np.unique(self._columns[k][fits], return_inverse=True)
            share = np.bincount(which, self._p[fits]) / self._p[fits].sum()
            self._distributions[k, known] = list(zip(values.tolist(), share.tolist(), strict=True))
        found = self._distributions[k, known]
        return [(value, share, (*known[:k], value, *known[k + 1 :])) for value, share in found]

    def _write(self, name: str, facts: dict, rng: random.Random, tokens: list, parts: dict) -> float:
        """Expand one rule into `tokens`, note what it became in `parts`; the log P of the choices made."""
        rule, begin = self._rules[name], len(tokens)
        options = rule.options[None if rule.fact is None else facts[rule.fact]]
        edges = list(itertools.accumulate(p for p, _ in options))
        point = rng.random() * edges[-1]
        p, items = options[next(i for i, edge in enumerate(edges) if point < edge)]
        chosen = math.log(p)
        for is_slot, item in items:
            if is_slot and item not in facts:
                chosen += self._write(item, facts, rng, tokens, parts)
            else:
                tokens.append(facts[item] if is_slot else item)
        parts[name] = " ".join(tokens[begin:])
        return chosen

    def _mean(self, name: str, known: Known, seen: dict) -> tuple[float, float]:
        """Mean of (nats of the choices, tokens) below one rule, given what is known. Means of parts add up.

        The nats of the facts are not among them: those of the table are counted once, as a whole.
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

    def _values(self, fact: str) -> list[str]:
        return sorted(set(self._columns[self.facts.index(fact)].tolist()))
