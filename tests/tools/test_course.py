"""Lessons and their deeper pages are numbered as course.toml orders them; a wrong entry is named."""

from pathlib import Path

import pytest

from tests.tools import good_lesson
from tools.course import ROOT, Course, read_entries


def test_deeper_pages_follow_their_lesson_and_take_letters(tmp_path: Path) -> None:
    course = good_lesson.build(tmp_path, deeper=2)
    assert [entry.number for entry in course.entries] == ["07", "08", "08d", "08e", "09", "10"]
    assert [page.file for page in course.deeper_of("08")] == [
        good_lesson.DEEPER_FILE,
        good_lesson.SECOND_FILE,
    ]
    assert course.deeper_of("07") == ()
    assert [page.number for page in course.lessons] == ["07", "08", "10"]
    assert {entry.edition for entry in course.entries if entry.number[:2] == "08"} == {2}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('slug = "08e_other_films"\n', "", "08e_, and is not ''"),
        ('slug = "08e_other_films"', 'slug = "08f_other_films"', "08e_, and is not '08f_other_films'"),
        ("[[lesson.deeper]]", "[lesson.deeper]", r"begins with \[\[lesson.deeper\]\]"),
        ('title = "Other films"', 'title = "Other films"\nhours = 2', r"08e: unknown \['hours'\]"),
        ('title = "Opinions, taken', 'slug = "08d_x"\ntitle = "Opinions, taken', r"08d: unknown \['slug'\]"),
        ('slug = "09_fashion_descriptions"', 'slug = "fashion"', "'fashion'"),
        ('slug = "09_fashion_descriptions"\n', 'slug = "09_x"\nhours = 2\n', r"unknown \['hours'\]"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    good_lesson.build(tmp_path, deeper=1 if new.startswith("[lesson") else 2)
    path = tmp_path / "course.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_entries(tmp_path)


def test_every_entry_of_the_course_has_its_page() -> None:
    course = Course.load(ROOT)
    assert [entry.number for entry in course.entries if entry.status == "ready"] == [
        page.number for page in course.pages
    ]
