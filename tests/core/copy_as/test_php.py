"""PHP reads every byte of a copied script as it is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from convert_console.core.copy_as.php import quoted, write_php
from support.depth import repeated
from support.handing import SIGNS, wire

BYTES = st.lists(
    st.binary(max_size=8)
    | st.text("'\\\"$\n\t\0é{", max_size=6).map(str.encode)
    | st.text(st.characters(exclude_categories=["Cs"])).map(str.encode),
    min_size=1,
    max_size=40,
)


@pytest.mark.skipif(not shutil.which("php"), reason="CI has php, see test_targets")
@given(BYTES)
@example([SIGNS.encode(), b"\\", b"\\'", b"$x{$y}", b"\0001", b"\xff$a", b"\x1bb"])
@settings(
    max_examples=repeated(15),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_php_reads_every_text_as_it_is(tmp_path: Path, texts: list[bytes]) -> None:
    script = tmp_path / "script.php"
    listed = ",\n".join(map(quoted, texts))
    script.write_text(f"<?php foreach ([{listed}] as $t) echo bin2hex($t), ' ';", "utf-8")
    done = subprocess.run(
        [shutil.which("php") or "", str(script)], capture_output=True, check=True, text=True
    )
    assert done.stdout.split(" ")[:-1] == [text.hex() for text in texts]


def test_readable_text_stays_readable() -> None:
    assert quoted('{"a": "é $x"}\n'.encode()) == '\'{"a": "é $x"}\n\''


def test_a_get_has_no_body() -> None:
    script = write_php(wire("http://127.0.0.1/track", method="GET"))
    assert "POSTFIELDS" not in script
    assert "'GET'" in script
