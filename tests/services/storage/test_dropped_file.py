"""A dropped file is read as text, of whatever encoding, or refused in a sentence."""

import pytest

from convert_console.services.storage import files
from convert_console.services.storage.files import StoreFailed, text_of_file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_usual_encodings_are_read(tmp_path, encoding):
    file = tmp_path / "request.json"
    file.write_bytes('{"campaign": "Été"}'.encode(encoding))
    assert text_of_file(file) == '{"campaign": "Été"}'


def test_bytes_of_no_encoding_are_read_as_they_are(tmp_path):
    file = tmp_path / "odd.txt"
    file.write_bytes(b"caf\xe9!")
    assert text_of_file(file) == "café!"


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(StoreFailed, match=r"nowhere\.har cannot be read"):
        text_of_file(tmp_path / "nowhere.har")


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 3)
    file = tmp_path / "large.har"
    file.write_bytes(b"1234")
    with pytest.raises(StoreFailed, match="4 bytes"):
        text_of_file(file)
