"""The one notation for lists of words and for rules, and its reader: ``name: one | another | a third``.

An indented line continues the one above. ``#`` begins a comment, ``[name]`` a section. The files stand in
``data/words`` and ``data/grammars``.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["Rule", "parse_grammar", "parse_lists", "read_lists", "read_text"]

DATA = Path(__file__).resolve().parents[2] / "data"


def read_text(name: str) -> str:
    """Read a text of the course.

    Args:
        name: the file's place below ``data/``, such as ``"words/fashion.txt"``.

    Returns:
        The text.
    """
    return (DATA / name).read_text(encoding="utf-8")


def read_lists(name: str) -> dict[str, dict[str, list[str]]]:
    """Read the lists of a file.

    Args:
        name: the file's place below ``data/``, such as ``"words/fashion.txt"``.

    Returns:
        For each ``[section]`` its lists: name -> items.
    """
    _, *parts = re.split(r"(?m)^\[(\w+)\]$", read_text(name))
    return {section: parse_lists(text) for section, text in zip(parts[::2], parts[1::2], strict=True)}


def parse_lists(text: str) -> dict[str, list[str]]:
    """Read ``name: one | another | a third``.

    Args:
        text: a line for each list.

    Returns:
        name -> items, in the order of the text.

    Raises:
        ValueError: for a line without a name, and for a name that stands there twice.
    """
    lists: dict[str, list[str]] = {}
    for line in joined_lines(text):
        name, colon, items = line.partition(": ")
        if not colon or name in lists:
            problem = "stands there twice" if colon else "has no name: expected `name: one | another`"
            raise ValueError(f"{line!r:.80} {problem}.")
        lists[name] = split_options(items)
    return lists


def joined_lines(text: str) -> list[str]:
    """Cut a text into lines; an indented one belongs to the line above, comments and blank lines are none."""
    kept = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return re.sub(r"\n\s+", " ", "\n".join(kept).strip()).splitlines()


def split_options(text: str) -> list[str]:
    """Cut ``one | another`` at the bars."""
    return [option.strip() for option in text.split("|")]


# Grammars: a rule is a list whose items have weights and slots.

Items = tuple[tuple[bool, str], ...]  # (is a slot, token or name)


class Rule(NamedTuple):
    fact: str | None  # the options depend on the value of this fact; None: one list, under the key None
    options: dict[str | None, list[tuple[float, Items]]]


def parse_grammar(text: str, facts: Mapping[str, Sequence[str]]) -> dict[str, Rule]:
    """The rules by name, checked. `facts` are the values that each fact can have.

    Raises ValueError for a line that is no rule, a rule that stands there twice, is missing, contains itself,
    is never used, or lacks options for a value of its fact.
    """
    rules: dict[str, Rule] = {}
    for line in joined_lines(text):
        head = re.fullmatch(r"(\w+)(?:/(\w+) (\w+))?: (.+)", line)
        if not head:
            raise ValueError(f"Not a rule: {line!r:.80}. Expected `name: options` or `name/fact value: ...`.")
        name, fact, value, body = head.groups()
        options = []
        for option in split_options(body):
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
