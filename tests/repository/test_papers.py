"""Licence, citation, address, changelog, workflows and the course's own list agree."""

import os
import re
import stat

import yaml

from tools.course import ROOT, Course


def test_licence_citation_and_address_agree():
    course = Course.load()
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "creativecommons.org/licenses/by/4.0/" in (ROOT / "LICENSE-TEXT.md").read_text(encoding="utf-8")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["repository-code"] == f"https://github.com/{course.repository}"
    assert f"v{citation['version']}" == course.tag
    assert f"[{citation['version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_fifteen_lessons_and_those_that_are_ready_are_there():
    course = Course.load()
    cores = [entry for entry in course.entries if not entry.is_deeper]
    assert [entry.number for entry in cores] == [f"{number:02d}" for number in range(15)]
    assert [entry for entry in course.entries if entry.status == "ready"] == list(course.pages)
    assert all(entry.minutes > 0 for entry in course.pages)


def test_every_lesson_with_a_benchmark_has_its_program():
    for path in (ROOT / "benchmarks").glob("lesson_*.py"):
        assert re.fullmatch(r"lesson_\d\d\.py", path.name)
        assert any(entry.number == path.stem[-2:] for entry in Course.load().pages), path.name


def test_the_workflow_of_tests_runs_make_test():
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    assert re.search(r"run: make test\b", text) and "windows" in text


def test_the_issue_form_asks_for_the_report():
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "problem.yml").read_text(encoding="utf-8"))
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert [field["id"] for field in fields] == ["notebook", "cell", "expected", "seen", "environment"]
    assert "session.report()" in fields[-1]["attributes"]["description"]


def test_ci_runs_make_test():
    path = ROOT / ".ci" / "run"
    assert os.name == "nt" or path.stat().st_mode & stat.S_IXUSR
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#!")
    assert re.search(r"(?m)^(exec )?make test\b", text)
