"""Reviews are shown to whoever runs a lesson, and are not stored with it."""

from utils.preprocessing import text

TEXT = "one two three four five"


def test_a_reader_sees_the_text(monkeypatch):
    monkeypatch.delenv(text.STORING, raising=False)
    assert text.quote(TEXT, ours=False, words=3).strip() == "one two three …"
    assert text.quote(TEXT, ours=False).strip() == TEXT


def test_a_stored_page_holds_only_our_own_text(monkeypatch):
    monkeypatch.setenv(text.STORING, "1")
    assert not set(TEXT.split()) & set(text.quote(TEXT, ours=False).split())
    assert text.quote(TEXT, ours=True).strip() == TEXT
