"""Notes on repairs are few sentences, however many repairs there were."""

from convert_console.core.paste.repair.repair_notes import RepairNotes, beyond_style, short


def test_a_kind_is_one_sentence_with_its_first_places():
    notes = RepairNotes()
    for name in "abcde":
        notes.add("key", name)
    notes.add("colon", "=>")
    assert notes.sentences() == (
        "Put quotes around keys: a, b, c and 2 more.",
        "Added colons between keys and values: =>.",
    )
    assert (notes.count("key"), notes.count("smart")) == (5, 0)


def test_what_is_right_in_a_program_is_not_a_repair():
    notes = RepairNotes()
    for kind in ("key", "quotes", "comma-extra", "comment", "name"):
        notes.add(kind, "x")
    assert [note[:9] for note in beyond_style(notes.sentences())] == ["Variables"]


def test_a_piece_is_shown_in_one_printable_line():
    assert short("a\n\tb\x07") == "a b⟨U+0007⟩"
    assert short("x" * 100) == "x" * 39 + "…"
