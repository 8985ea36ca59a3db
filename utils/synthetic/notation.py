"""The one notation for lists of words and for rules, and its reader: ``name: one | another | a third``.

An indented line continues the one above. ``#`` begins a comment, ``[name]`` a section. The files are in
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
    _, *names_and_texts = re.split(r"(?m)^\[(\w+)\]$", read_text(name))
    sections = zip(names_and_texts[::2], names_and_texts[1::2], strict=True)
    return {section: parse_lists(text) for section, text in sections}


def parse_lists(text: str) -> dict[str, list[str]]:
    """Read ``name: one | another | a third``.

    Args:
        text: a line for each list.

    Returns:
        name -> items, in the order of the text.

    Raises:
        ValueError: for a line without a name, and for a name that occurs twice.
    """
    lists: dict[str, list[str]] = {}
    for line in joined_lines(text):
        name, colon, items = line.partition(": ")
        if not colon or name in lists:
            problem = "occurs twice" if colon else "has no name: expected `name: one | another`"
            raise ValueError(f"{line!r:.80} {problem}.")
        lists[name] = split_options(items)
    return lists


def joined_lines(text: str) -> list[str]:
    """Cut a text into lines, and join each indented line to the one above.

    Args:
        text: the text.

    Returns:
        The lines, without comments and blank lines.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return re.sub(r"\n\s+", " ", "\n".join(lines).strip()).splitlines()


def split_options(text: str) -> list[str]:
    """Cut ``one | another`` at the bars.

    Args:
        text: options with bars between them.

    Returns:
        The options, without white space around them.
    """
    return [option.strip() for option in text.split("|")]


# Grammars: a rule is a list whose items have weights and slots.

Items = tuple[tuple[bool, str], ...]  # (is a slot, token or name)


class Rule(NamedTuple):
    """What a name in a grammar can become.

    Args:
        fact: the fact whose value decides which options there are; None if they are always the same.
        options: value of the fact -> (probability, items) of each option; without a fact, the key is None.
    """

    fact: str | None
    options: dict[str | None, list[tuple[float, Items]]]


def parse_grammar(text: str, facts: Mapping[str, Sequence[str]]) -> dict[str, Rule]:
    """Read the rules of a grammar, and check that they fit together.

    Args:
        text: a line for each rule, ``name: options`` or ``name/fact value: options``; an option is a row of
            tokens and ``{slots}``, and may begin with its weight, as in ``2*``.
        facts: name -> the values that the fact can have.

    Returns:
        name -> rule.

    Raises:
        ValueError: for a line that is no rule, and for a rule that occurs twice, is missing, contains itself,
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
            raise ValueError(f"The rule {line.split(':')[0]!r} occurs twice, or without its fact.")
        rule.options[value] = [(weight / total, items) for weight, items in options]
    unused = set(rules) - _reach(rules, facts, "start", ())
    if unused:
        raise ValueError(f"No text can use the rules {sorted(unused)}: name them in a slot, or delete them.")
    return rules


def _reach(rules: Mapping[str, Rule], facts: Mapping, name: str, path: tuple[str, ...]) -> set[str]:
    """Find the rules that rule `name` can lead to, itself included, and check each of them."""
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
