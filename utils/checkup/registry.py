"""The list of all findings: each is a function that looks at a case and yields what it found."""

from collections.abc import Callable, Iterator

from utils.checkup.case import Case
from utils.checkup.report import Finding

__all__ = ["FINDINGS", "Unseen", "finding"]

FINDINGS: dict[str, Callable[[Case], Iterator[Finding]]] = {}


class Unseen(Exception):
    """Raised by a finding that cannot look at this model; its words say why."""


def finding(name: str, why: str) -> Callable:
    """Put a function on the list.

    Args:
        name: what is found, in a few words.
        why: one sentence that says why it matters.

    Returns:
        A decorator for a function that takes a `Case` and yields (severity, what, measured, cure), each of
        which may have a fifth part, another `why`.
    """

    def enter(look: Callable) -> Callable:
        def findings(case: Case) -> Iterator[Finding]:
            for severity, what, measured, cure, *other in look(case):
                yield Finding(name, severity, what, float(measured), other[0] if other else why, cure)

        findings.__doc__, findings.__name__ = look.__doc__, look.__name__
        FINDINGS[name] = findings
        return findings

    return enter
