"""What a check-up says: findings, and the report that prints them or shows them as a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

__all__ = ["SEVERITIES", "Finding", "Report"]

SEVERITIES = ("alarm", "note")  # an alarm: something is wrong; a note: something to know, and perhaps meant

_CELL = "padding: 0.3em 1em 0.3em 0; text-align: left; vertical-align: top; background: none"
_LINE = "border-bottom: 1px solid rgba(128, 128, 128, 0.4)"


@dataclass(frozen=True)
class Finding:
    """One thing that a check-up found.

    Args:
        name: what it is, in a few words; always the same for the same finding.
        severity: "alarm" if something is wrong, "note" if it may be meant.
        what: one sentence that says where it is and how much of it there is.
        measured: the number that decides.
        why: one sentence that says why it matters.
        cure: one line that says what to do.
    """

    name: str
    severity: str
    what: str
    measured: float
    why: str
    cure: str


class Report:
    """What a check-up found, alarms first. Print it, or let a notebook show it as a table.

    Args:
        findings: in any order.
        looked_at: what was looked at, in one line.
        not_looked_at: questions that could not be asked of this model, each with the reason.
    """

    def __init__(
        self, findings: list[Finding], looked_at: str = "", not_looked_at: dict[str, str] | None = None
    ) -> None:
        self.findings = tuple(sorted(findings, key=lambda one: SEVERITIES.index(one.severity)))
        self.looked_at = looked_at
        self.not_looked_at = dict(not_looked_at or {})

    @property
    def alarms(self) -> tuple[Finding, ...]:
        """The findings that say that something is wrong."""
        return tuple(one for one in self.findings if one.severity == "alarm")

    @property
    def notes(self) -> tuple[Finding, ...]:
        """The findings that may be meant."""
        return tuple(one for one in self.findings if one.severity == "note")

    def __getitem__(self, name: str) -> Finding:
        for one in self.findings:
            if one.name == name:
                return one
        raise KeyError(f"{name!r} was not found; these were: {', '.join(one.name for one in self.findings)}")

    def __contains__(self, name: object) -> bool:
        return any(one.name == name for one in self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def _summary(self) -> str:
        alarms, notes = len(self.alarms), len(self.notes)
        counted = f"{alarms or 'no'} alarm{'s' * (alarms != 1)}, {notes or 'no'} note{'s' * (notes != 1)}"
        return f"{self.looked_at}: {counted}." if self.looked_at else f"{counted}."

    def __str__(self) -> str:
        lines = [self._summary()]
        for one in self.findings:
            lines += [
                "",
                f"{one.severity.upper()}: {one.name}",
                f"  found: {one.what}",
                f"  why:   {one.why}",
                f"  cure:  {one.cure}",
            ]
        if self.not_looked_at:
            lines += ["", "not looked at:"]
            lines += [f"  {name}: {reason}" for name, reason in self.not_looked_at.items()]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = [
            f'<tr style="{_LINE}"><th style="{_CELL}" scope="row">{one.severity}: {escape(one.name)}</th>'
            f'<td style="{_CELL}">{escape(one.what)} {escape(one.why)}</td>'
            f'<td style="{_CELL}">{escape(one.cure)}</td></tr>'
            for one in self.findings
        ]
        head = "".join(f'<th style="{_CELL}" scope="col">{word}</th>' for word in ("what", "found", "cure"))
        table = f'<table style="border-collapse: collapse"><tr>{head}</tr>{"".join(rows)}</table>'
        rest = "".join(
            f"<li>{escape(name)}: {escape(reason)}</li>" for name, reason in self.not_looked_at.items()
        )
        return (
            f'<div role="note" aria-label="Check-up"><p>{escape(self._summary())}</p>'
            f"{table if rows else ''}{f'<p>Not looked at:</p><ul>{rest}</ul>' if rest else ''}</div>"
        )
