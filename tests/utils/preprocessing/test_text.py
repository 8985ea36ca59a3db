"""Texts as tokens and ids in any language, and back."""

import unicodedata

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from utils.preprocessing import Vocabulary, detokenise, tokenise
from utils.preprocessing.text import STOPS, word_list

# Letters, marks, joiners, digits and stops, close together: what a tokeniser has to tell apart.
dense = st.text(
    st.sampled_from(
        "aAéßıİΣσςǅﬁJhH09५٣' ’-‑.,:;!?…_٫\u00ad\u0301\u030c\u0331\u0307\u200c\u200d\u0e31लाرَบ。।\n\t"
    ),
    max_size=25,
)
texts = st.one_of(st.text(max_size=40), dense)


# --- Words of every script are whole ---------------------------------------------------------------------

WORDS = {
    "Hindi": "लाल",
    "Hindi with a virama": "क्षत्रिय",
    "Hindi with a joiner": "क्\u200dष",
    "Persian with a non-joiner": "می\u200cخواهم",
    "Arabic with vowel signs": "مُحَمَّد",
    "Hebrew with points": "שָׁלוֹם",
    "Thai": "ผู้หญิง",
    "Tamil": "தமிழ்",
    "Burmese": "မြန်မာ",
    "Vietnamese": "tiếng",
}


@pytest.mark.parametrize("punctuation", [False, True])
@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_marks_and_joiners_belong_to_their_word(word, punctuation):
    whole = unicodedata.normalize("NFC", word)
    assert tokenise(word, punctuation) == [whole]
    assert tokenise(f"{word} «{word}»", punctuation) == [whole, whole]


@pytest.mark.parametrize("punctuation", [False, True])
def test_two_words_of_hindi(punctuation):
    assert tokenise("लाल रंग", punctuation) == ["लाल", "रंग"]


@pytest.mark.parametrize("punctuation", [False, True])
@pytest.mark.parametrize("text", ["naïve Café", "Straße für Ångström", "Tiếng Việt", "ǰ ẖ"])
def test_letters_stored_with_their_accents_apart_give_the_same_words(text, punctuation):
    apart = unicodedata.normalize("NFD", text)
    assert apart != text
    assert tokenise(apart, punctuation) == tokenise(text, punctuation) == text.lower().split()
    assert tokenise(apart.upper(), punctuation) == tokenise(text.upper(), punctuation)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cot\u00adton", ["cotton"]),
        ("don’t don't", ["don't", "don't"]),
        ("T‑shirt t‐shirt T-shirt", ["t-shirt"] * 3),
        ("1️⃣ 👗 ❤️", ["1️⃣"]),
        ("\u0301 a \u200d", ["a"]),
    ],
)
def test_one_word_has_one_spelling(text, words):
    assert tokenise(text, punctuation=True) == words


# --- Numbers and ends of sentences -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("0.5 kg!", ["0.5", "kg", "!"]),
        ("0.5kg", ["0.5kg"]),
        (".5 oz; v1.2", [".5", "oz", ";", "v1.2"]),
        ("1,000.50, then 12:30.", ["1,000.50", ",", "then", "12:30", "."]),
        ("٣٫٥ كجم، نعم؟", ["٣٫٥", "كجم", "،", "نعم", "؟"]),
        ("In 2020. 5 left", ["in", "2020", ".", "5", "left"]),
        ("end.5 more", ["end", ".", "5", "more"]),
        ("Wait... what?!", ["wait", ".", ".", ".", "what", "?", "!"]),
        ("well-made - 1.5-2 m", ["well-made", "1.5-2", "m"]),
        ("红色。好！", ["红色", "。", "好", "！"]),
    ],
)
def test_numbers_stay_whole_and_stops_are_tokens(text, tokens):
    assert tokenise(text, punctuation=True) == tokens


@pytest.mark.parametrize(
    "text",
    [
        "0.5 kg!",
        "A coat of 1,000 g; warm: yes. Is it? It is! So… Well...",
        "Open 12:30 to 14:00, .5 km away.",
        "Élan, ici. Ça va?",
        "ßa. ıb! ﬁn",
        "लाल रंग। नीला रंग॥",
    ],
)
def test_a_text_is_written_again_as_it_was(text):
    assert detokenise(tokenise(text, punctuation=True)) == text


@pytest.mark.parametrize("stop", STOPS)
def test_no_stop_is_lost(stop):
    (token,) = unicodedata.normalize("NFC", stop)
    assert tokenise(f"One{stop} Two{stop}{stop}", punctuation=True) == ["one", token, "two", token, token]
    assert detokenise(["one", token, "two", token]).lower() == f"one{token} two{token}"
    assert tokenise(f"One{stop} two") == ["one", "two"]


# --- Any text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("punctuation", [False, True])
@given(text=texts)
@example(text="J\u030c")  # small in one sign, capital in two
@example(text="0.5.\n.5 ")
def test_tokens_hold_no_white_space_and_survive_another_round(punctuation, text):
    tokens = tokenise(text, punctuation)
    assert all(token and token.split() == [token] for token in tokens)
    assert tokenise(" ".join(tokens), punctuation) == tokens


@given(texts)
@example("ß. ı! ﬁ")
@example("0. 5, .5 :5")
def test_a_written_text_has_the_same_tokens(text):
    tokens = tokenise(text, punctuation=True)
    assert tokenise(detokenise(tokens), punctuation=True) == tokens


@given(texts)
def test_letters_and_digits_are_never_lost(text):
    """Whatever is neither space nor sign comes out, in order, once."""

    def letters(some: str) -> str:
        return "".join(filter(str.isalnum, unicodedata.normalize("NFC", some.replace("\u00ad", "").lower())))

    assert letters("".join(tokenise(text))) == letters(text)
    assert letters("".join(tokenise(text, punctuation=True))) == letters(text)


@pytest.mark.parametrize("text", [None, 3.5, b"bytes", ["a", "list"]])
def test_a_text_is_a_string(text):
    with pytest.raises(TypeError, match="tokenise takes one text, not"):
        tokenise(text)


# --- Vocabulary ------------------------------------------------------------------------------------------

SPECIAL = ("<pad>", "<start>", "<end>", "<unknown>")
plain_words = st.lists(st.text("abcdé", min_size=1, max_size=3), unique=True, max_size=12)
roles = st.lists(st.sampled_from(["pad", "start", "end", "unknown"]), unique=True)


@given(plain_words, roles, st.randoms(use_true_random=False), st.data())
def test_known_words_come_back_from_their_ids(words, named, random, data):
    everything = [*words, *(f"<{role}>" for role in named)]
    random.shuffle(everything)
    vocabulary = Vocabulary(everything, **{role: f"<{role}>" for role in named})
    text = data.draw(st.lists(st.sampled_from(words), max_size=9)) if words else []
    ids = vocabulary.encode(text, end="end" in named)
    assert ids.dtype == np.int32
    assert ids.tolist() == [
        everything.index(word)
        for word in [*["<start>"] * ("start" in named), *text, *["<end>"] * ("end" in named)]
    ]
    padding = [] if vocabulary.pad is None else [vocabulary.pad] * 3
    assert vocabulary.decode([*padding, *ids, *padding]) == text
    assert list(vocabulary) == everything and len(vocabulary) == len(everything)
    for role in ("pad", "start", "end", "unknown"):
        assert getattr(vocabulary, role) == (everything.index(f"<{role}>") if role in named else None)


@given(plain_words, st.lists(st.text("abcdé", min_size=1, max_size=3), max_size=9))
def test_unknown_words_are_replaced_or_refused(words, text):
    strange = [word for word in text if word not in words]
    known = Vocabulary([*SPECIAL, *words], unknown="<unknown>")
    assert known.decode(known.encode(text)) == [w if w in words else "<unknown>" for w in text]
    bare = Vocabulary(words)
    if strange:
        with pytest.raises(ValueError, match=f"^'{strange[0]}' is not in the vocabulary"):
            bare.encode(text)
    else:
        assert bare.decode(bare.encode(text)) == text


def test_a_vocabulary_without_special_words_writes_none():
    plain = Vocabulary({"<pad>": 0, "a": 1, "bad": 2, "good": 3}, pad="<pad>")
    assert plain.encode("good bad").tolist() == [3, 2]
    with pytest.raises(ValueError, match=r"'zebra' is not in the vocabulary.*make it with unknown=\.\.\.$"):
        plain.encode("zebra good")
    with pytest.raises(ValueError, match=r"'goood' is not in the vocabulary \(similar: good"):
        plain.encode("goood")
    with pytest.raises(ValueError, match="no word for the end"):
        plain.encode("good", end=True)


def test_unknown_words_do_not_become_the_end():
    shop = Vocabulary(["<pad>", "<start>", "<end>", "<unknown>", "coat"], *SPECIAL)
    assert shop.encode("zebra coat", end=True).tolist() == [1, 3, 4, 2]


@given(st.lists(st.lists(st.text("ab", min_size=1, max_size=2), max_size=9), max_size=9), st.integers(4, 9))
def test_a_vocabulary_of_texts_holds_the_most_frequent_words(texts, size):
    vocabulary = Vocabulary.from_texts(texts, size)
    every = [word for text in texts for word in text]
    assert tuple(vocabulary[:4]) == SPECIAL
    assert len(vocabulary) == min(size, 4 + len(set(every)))
    frequencies = [every.count(word) for word in vocabulary[4:]]
    assert frequencies == sorted(frequencies, reverse=True)
    left_out = set(every) - set(vocabulary)
    assert all(every.count(word) <= min(frequencies, default=len(every)) for word in left_out)
    assert [vocabulary.pad, vocabulary.start, vocabulary.end, vocabulary.unknown] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Vocabulary(["a", "b", "a"]), ValueError, "'a' is in the vocabulary more than once"),
        (
            lambda: Vocabulary(["a"], pad="<pad>"),
            ValueError,
            "pad is '<pad>', which is not in the vocabulary",
        ),
        (lambda: Vocabulary(["a"], unknown="?"), ValueError, "unknown is '[?]'"),
        (lambda: Vocabulary({"a": 1, "b": 2}), ValueError, "not 0, 1, 2"),
        (
            lambda: Vocabulary.from_texts(["a text"]),
            TypeError,
            "A text is 'a text': expected a list of words",
        ),
        (lambda: Vocabulary.from_texts([["a"]], size=3), ValueError, "size is 3: expected at least 4"),
        (
            lambda: Vocabulary(SPECIAL, *SPECIAL).encode(["a b", "c d"]),
            ValueError,
            "'a b', with spaces in it",
        ),
        (lambda: Vocabulary(SPECIAL, *SPECIAL).encode([3, 4]), TypeError, "A word is 3"),
        (lambda: Vocabulary(SPECIAL, *SPECIAL).encode([["a"]]), TypeError, r"A word is \['a'\]"),
        (lambda: Vocabulary(["a", "b"]).decode([0, 2]), ValueError, "ids go from 0 to 2: .* the ids 0 to 1"),
        (lambda: Vocabulary(["a", "b"]).decode([-1]), ValueError, "ids go from -1 to -1"),
        (lambda: Vocabulary(["a", "b"]).decode([[0], [1]]), ValueError, r"ids has the shape \(2, 1\)"),
        (
            lambda: Vocabulary(["a", "b"]).decode([0.5]),
            ValueError,
            "holds float64: expected one row of whole",
        ),
    ],
)
def test_vocabularies_refuse(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_vocabulary_is_a_sequence_of_words():
    vocabulary = Vocabulary(["<pad>", "a", "b"], pad="<pad>")
    assert vocabulary[np.int32(1)] == "a" and vocabulary[1:] == ["a", "b"] and vocabulary.ids["b"] == 2
    assert "a" in vocabulary and "c" not in vocabulary
    assert repr(vocabulary) == "Vocabulary(3 words: '<pad>', 'a', 'b')"
    assert repr(Vocabulary("abcdefgh")).endswith("'f' ...)")


@pytest.mark.parametrize(
    "vocabulary",
    [
        ["a", "b", "c"],
        ("a", "b", "c"),
        Vocabulary(["a", "b", "c"]),
        {"c": 2, "a": 0, "b": 1},
        {np.int64(2): "c", np.int64(0): "a", np.int64(1): "b"},
        pd.Series(["a", "b", "c"], index=[2, 0, 1]),
    ],
)
def test_every_kind_of_vocabulary_gives_the_same_words(vocabulary):
    assert word_list(vocabulary) == ["a", "b", "c"] == list(Vocabulary(vocabulary))


@pytest.mark.parametrize("ids", [{"a": 0, "b": 0}, {"a": 1, "b": 2}, {"a": 0, "b": "x"}, {0: "a", 2: "b"}])
def test_a_dict_has_one_word_for_each_id(ids):
    with pytest.raises(ValueError, match="The ids of the 2 words are not 0, 1, 2"):
        word_list(ids)


def test_a_series_of_words_or_ids_is_read_in_its_order():
    vocabulary = Vocabulary(["a", "b", "c"])
    assert vocabulary.encode(pd.Series(["c", "a"], index=[1, 0])).tolist() == [2, 0]
    assert vocabulary.decode(pd.Series([2, 0], index=[1, 0])) == ["c", "a"]
    assert detokenise(pd.Series(["c", "a"], index=[1, 0])) == "C a"
    texts = pd.Series([["b", "b"], ["a"]], index=[1, 0])
    assert Vocabulary.from_texts(texts)[4:] == ["b", "a"]
