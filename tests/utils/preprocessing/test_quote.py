"""Reviews are shown to whoever runs a lesson, and are not stored with it."""

from utils import quoting

TEXT = "one two three four five"


def test_a_reader_sees_the_text(monkeypatch):
    monkeypatch.delenv(quoting.STORING, raising=False)
    assert quoting.quote(TEXT, ours=False, words=3).strip() == "one two three …"
    assert quoting.quote(TEXT, ours=False).strip() == TEXT


def test_a_stored_page_holds_only_our_own_text(monkeypatch):
    monkeypatch.setenv(quoting.STORING, "1")
    assert not set(TEXT.split()) & set(quoting.quote(TEXT, ours=False).split())
    assert quoting.quote(TEXT, ours=True).strip() == TEXT
