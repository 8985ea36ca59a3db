"""One address in one place: once changed, nothing holds the old one."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.tools import good_lesson
from tests.tools.good_lesson import FILE
from tools.course import ROOT, Course
from tools.notebooks.files import normalise, read, write
from tools.publish.header import main, renewed, setup_source
from tools.rules.check import check

OLD, NEW = "someone/lstm-course", "New-Home/memory.course"


def test_the_repository_is_up_to_date() -> None:
    stale = [path.relative_to(ROOT).as_posix() for path in renewed(Course.load())]
    assert not stale, f"run: make badges (out of date: {', '.join(stale)})"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course with an exercise, and with the address in odd places."""
    course = good_lesson.build(tmp_path)
    (tmp_path / "teaching").mkdir()
    (tmp_path / "teaching" / "guide.md").write_text(
        f"`git clone git@github.com:{OLD}.git`\n", encoding="utf-8"
    )
    for folder in ("exercises", "solutions"):
        (course.notebooks / folder).mkdir()
        cells = [
            new_markdown_cell("# 08 · Exercises\n\nTake your time."),
            new_code_cell("old", metadata={"tags": ["setup"]}),
            new_markdown_cell(f"Ask at https://github.com/{OLD}/issues."),
        ]
        write(normalise(new_notebook(cells=cells)), course.notebooks / folder / FILE)
    assert main([], tmp_path) == 0
    return course


def tree(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_after_a_change_nothing_holds_the_old_address(course: Course) -> None:
    old = tree(course.root)
    assert main(["--repo", NEW, "--tag", "v2.0.0"], course.root) == 0
    new = tree(course.root)
    assert set(new) == set(old)
    for name, text in new.items():
        rest = text.replace(f"{OLD}-data", "")  # another repository, which must survive
        assert OLD not in rest, name
        assert "someone.github.io" not in rest, name
        assert "v1.2.0" not in rest, name
    assert f"https://github.com/{OLD}-data" in new["README.md"]
    assert "https://github.com/else/where" in new["README.md"]
    assert "https://new-home.github.io/memory.course/" in new["README.md"]
    assert f"git@github.com:{NEW}.git" in new["teaching/guide.md"]
    assert new["CITATION.cff"] == old["CITATION.cff"].replace(OLD, NEW)
    assert new["pyproject.toml"] == old["pyproject.toml"].replace(OLD, NEW).replace("v1.2.0", "v2.0.0")


def test_the_lesson_keeps_the_rules_after_a_change(course: Course) -> None:
    main(["--repo", NEW, "--tag", "v2.0.0"], course.root)
    assert check(course.notebooks / FILE, Course.load(course.root)) == []


@pytest.mark.parametrize("arguments", [[], ["--repo", NEW], ["--tag", "v3"], ["--repo", NEW, "--tag", "v3"]])
def test_running_twice_changes_nothing(course: Course, arguments: list[str]) -> None:
    main(arguments, course.root)
    once = tree(course.root)
    main(arguments, course.root)
    assert tree(course.root) == once
    assert main(["--check"], course.root) == 0


def test_an_address_edited_by_hand_is_carried_as_well(course: Course) -> None:
    path = course.root / "pyproject.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")
    assert main(["--check"], course.root) == 1
    assert main([], course.root) == 0
    assert all(OLD not in text.replace(f"{OLD}-data", "") for text in tree(course.root).values())


@pytest.mark.parametrize(
    "arguments",
    [
        ["--repo", "https://github.com/a/b"],
        ["--repo", "a"],
        ["--repo", ""],
        ["--repo", "a/b.git"],
        ["--repo", "a/b c"],
        ["--repo", 'a/b"'],
        ["--tag", "v 1"],
        ["--tag", ""],
        ["--tag", "--upload-pack=x"],
        ["--repo", NEW, "--tag", "a..b"],
    ],
)
def test_bad_values_change_nothing(
    course: Course, arguments: list[str], capsys: pytest.CaptureFixture
) -> None:
    before = tree(course.root)
    joined = [f"{name}={value}" for name, value in zip(arguments[::2], arguments[1::2], strict=True)]
    assert main(joined, course.root) == 2
    assert "must be" in capsys.readouterr().err
    assert tree(course.root) == before


def test_navigation_follows_the_lessons_that_exist(course: Course) -> None:
    path = course.notebooks / FILE
    line = "[← 07 The craft of training](07_training_craft.ipynb) · [Map](../README.md) · "
    assert line + "[10 Shakespeare and music →](10_shakespeare_and_music.ipynb)" in read(path).cells[0].source
    (course.notebooks / "10_shakespeare_and_music.ipynb").unlink()
    assert main([], course.root) == 0
    assert read(path).cells[0].source.endswith(line.removesuffix(" · "))


def test_an_exercise_leads_back_to_its_lesson(course: Course) -> None:
    first, setup, _ = read(course.notebooks / "exercises" / FILE).cells
    assert f"[Lesson 08](../{FILE}) · [Map](../../README.md)" in first.source
    assert f"/blob/v1.2.0/notebooks/exercises/{FILE})" in first.source
    assert first.source.endswith("\n\nTake your time.")
    assert setup.source == setup_source(course)


def test_a_deeper_page_is_linked_from_its_lesson_and_its_exercises(tmp_path: Path) -> None:
    course = good_lesson.build(tmp_path, deeper=1)
    deeper = good_lesson.DEEPER_FILE
    (course.notebooks / "exercises").mkdir()
    exercises = new_notebook(cells=[new_markdown_cell("# 08 · Exercises")])
    write(normalise(exercises), course.notebooks / "exercises" / FILE)
    assert main([], tmp_path) == 0
    first_cell = {
        file: read(course.notebooks / file).cells[0].source for file in (FILE, deeper, f"exercises/{FILE}")
    }
    assert f" · [Map](../README.md) · [Deeper]({deeper}) · [10 " in first_cell[FILE]
    assert f"[Lesson 08](../{FILE}) · [Map](../../README.md)" in first_cell[deeper]
    assert f"/blob/v1.2.0/notebooks/{deeper})" in first_cell[deeper]
    assert f"[Lesson 08](../{FILE}) · [Deeper](../{deeper}) · [Map]" in first_cell[f"exercises/{FILE}"]
    assert main(["--repo", NEW, "--tag", "v2.0.0"], tmp_path) == 0
    assert all(OLD not in text for name, text in tree(tmp_path).items() if name.endswith(deeper))


def test_two_deeper_pages_are_linked_by_their_titles_and_link_each_other(tmp_path: Path) -> None:
    course = good_lesson.build(tmp_path, deeper=2)
    first, second = good_lesson.DEEPER_FILE, good_lesson.SECOND_FILE
    assert main([], tmp_path) == 0
    head = {file: read(course.notebooks / file).cells[0].source for file in (FILE, first, second)}
    links = f"[Deeper: Opinions, taken apart]({first}) · [Deeper: Other films]({second})"
    assert f" · [Map](../README.md) · {links} · [10 " in head[FILE]
    assert f"[Lesson 08](../{FILE}) · [Deeper: Other films](../{second}) · [Map]" in head[first]
    assert f"[Lesson 08](../{FILE}) · [Deeper: Opinions, taken apart](../{first}) · [Map]" in head[second]
    assert main(["--repo", NEW, "--tag", "v2.0.0"], tmp_path) == 0
    assert OLD not in (course.notebooks / second).read_text(encoding="utf-8")
