"""Read the rules of a grammar, and refuse those that leave a hole; how a rule is written: `utils.grammar`."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Items = tuple[tuple[bool, str], ...]  # (is a slot, token or name)


class Rule(NamedTuple):
    fact: str | None  # the options depend on the value of this fact; None: one list, under the key None
    options: dict[str | None, list[tuple[float, Items]]]


def parse(text: str, facts: Mapping[str, Sequence[str]]) -> dict[str, Rule]:
    """The rules by name, checked. `facts` are the values that each fact can have.

    Raises ValueError for a line that is no rule, a rule that stands there twice, is missing, contains itself,
    is never used, or lacks options for a value of its fact.
    """
    rules: dict[str, Rule] = {}
    for line in re.sub(r"\n\s+", " ", text.strip()).split("\n"):
        head = re.fullmatch(r"(\w+)(?:/(\w+) (\w+))?: (.+)", line)
        if not head:
            raise ValueError(f"Not a rule: {line!r:.80}. Expected `name: options` or `name/fact value: ...`.")
        name, fact, value, body = head.groups()
        options = []
        for option in body.split("|"):
            weight, words = re.fullmatch(r"\s*(?:(\d+)\*)?(.*)", option).groups()
            items = tuple((word[0] == "{", word.strip("{}")) for word in words.split())
            options.append((float(weight or 1), items))
        total = sum(weight for weight, _ in options)
        rule = rules.setdefault(name, Rule(fact, {}))
        if rule.fact != fact or value in rule.options:
            raise ValueError(f"The rule {line.split(':')[0]!r} stands there twice, or without its fact.")
        rule.options[value] = [(weight / total, items) for weight, items in options]
    unused = set(rules) - _reach(rules, facts, "start", ())
    if unused:
        raise ValueError(f"No text can use the rules {sorted(unused)}: name them in a slot, or delete them.")
    return rules


def _reach(rules: Mapping[str, Rule], facts: Mapping, name: str, path: tuple[str, ...]) -> set[str]:
    """The rules that can occur below rule `name`, itself among them; each is checked on the way."""
    if name not in rules:
        raise ValueError(f"There is no rule {name!r}, and no such fact: write a line `{name}: ...`.")
    if name in path:
        raise ValueError(f"The rule {name!r} contains itself: {' > '.join([*path, name])}.")
    rule = rules[name]
    if rule.fact is not None and rule.fact not in facts:
        raise ValueError(f"The rule {name!r} depends on {rule.fact!r}: expected one of {sorted(facts)}.")
    for value in [None] if rule.fact is None else facts[rule.fact]:
        if value not in rule.options:
            raise ValueError(f"The rule {name!r} has no options for {rule.fact} {value!r}: add them.")
    items = {item for options in rule.options.values() for _, items in options for item in items}
    slots = sorted(item for is_slot, item in items if is_slot and item not in facts)
    return {name}.union(*(_reach(rules, facts, slot, (*path, name)) for slot in slots))
