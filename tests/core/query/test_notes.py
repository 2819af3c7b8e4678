"""Notes on what is ambiguous."""

from convert_console.core.query.notes import SENTENCES, Notes


def test_a_million_odd_parameters_make_one_sentence():
    notes = Notes()
    for number in range(1_000_000):
        notes.add("no-value", f"p{number % 2_000}")
    assert notes.sentences() == (
        "p0, p1, p2 and 1,997 more: no = after the name. Read as empty text; some parsers "
        "read null.",
    )


def test_a_name_is_shown_short_and_printable():
    notes = Notes()
    notes.add("nul", "a\0\ud800" + "x" * 1_000)
    (sentence,) = notes.sentences()
    assert sentence.startswith("a⟨U+0000⟩⟨U+D800⟩xxx")
    assert len(sentence) < 200


def test_braces_in_a_name_are_only_braces():
    notes = Notes()
    notes.add("twice", "{0}{x}")
    assert notes.sentences()[0].startswith("{0}{x}: ")


def test_each_sentence_ends():
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())


def test_the_names_of_one_kind_are_listed() -> None:
    notes = Notes()
    notes.add("twice", "a")
    notes.add("twice", "b")
    notes.add("gap", "c")
    assert (notes.names("twice"), notes.names("mixed")) == (("a", "b"), ())
