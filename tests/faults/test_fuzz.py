"""Every reader takes whatever it is given; `faults.fuzz` does the same for long."""

from pathlib import Path

import pytest

from faults.fuzz import OF_FILES, OF_TEXT, Mutator, corpus_of, golden, run

CALLS = 60


@pytest.mark.parametrize("reader", [*OF_TEXT, *OF_FILES])
def test_a_reader_raises_nothing_that_its_caller_does_not_expect(
    reader: str, tmp_path: Path
) -> None:
    mutator = Mutator(8, corpus_of(reader, golden()))
    result = run(reader, CALLS, mutator, 20_000, tmp_path)
    assert result.calls == CALLS
    assert result.failed == []


def test_the_same_seed_makes_the_same_texts() -> None:
    texts = golden()
    first, second = (Mutator(3, texts) for _ in range(2))
    assert [first.text(5_000) for _ in range(50)] == [second.text(5_000) for _ in range(50)]
