"""What a report shows, and that it shows it as text and as a table."""

import pytest

from utils.checkup import Finding, Report

NOTE = Finding("short", "note", "Units < 3.", 2.5, "They forget.", "Begin longer.")
ALARM = Finding("padding", "alarm", "Padding is <b>read</b>.", 9, "It hides words.", "Mask it.")


def test_alarms_come_first():
    report = Report([NOTE, ALARM])
    assert list(report) == [ALARM, NOTE] and len(report) == 2
    assert report.alarms == (ALARM,) and report.notes == (NOTE,)


def test_by_name():
    report = Report([NOTE])
    assert report["short"] is NOTE and "short" in report and "padding" not in report
    with pytest.raises(KeyError, match="'padding' was not found; these were: short"):
        report["padding"]


def test_text():
    report = Report([NOTE, ALARM], "Model 'm'", {"doubles": "pass x_val"})
    assert str(report) == repr(report)
    lines = str(report).splitlines()
    assert lines[0] == "Model 'm': 1 alarm, 1 note."
    assert lines.index("ALARM: padding") < lines.index("NOTE: short")
    assert "  cure:  Mask it." in lines and "  doubles: pass x_val" in lines
    assert str(Report([])) == "no alarms, no notes."


def test_table():
    html = Report([NOTE, ALARM], "Model 'm'", {"doubles": "pass x_val"})._repr_html_()
    assert html.count("<tr") == 3 and "&lt;b&gt;read" in html and "<b>" not in html
    assert "Mask it." in html and "pass x_val" in html and 'aria-label="Check-up"' in html
    assert "<table" not in Report([])._repr_html_()
