"""Names are those of the draft's own project."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from convert_console.core.catalog.catalog import Catalog, Goal
from convert_console.core.request.draft import Draft
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.document.document_catalog import DocumentCatalog

NAMES = Catalog(project="10000001", goals={"7": Goal("7", "Purchase")})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"pid": "10000001"}', "Purchase"),
        ('{"pid": 10000001}', "Purchase"),
        ('{"pid": "20000002"}', "7"),
        ('{"ev": []}', "Purchase"),
        ('{"pid": ""}', "Purchase"),
        ('{"pid": ', "Purchase"),
    ],
)
def test_a_draft_of_another_project_has_no_names(qapp: QApplication, text: str, name: str) -> None:
    document = RequestDocument()
    document.open("a", Draft(text))
    assert DocumentCatalog(CurrentCatalog(NAMES), document).name("goal", "7") == name


def test_names_follow_the_draft_and_the_profile(qapp: QApplication) -> None:
    document, profile_names = RequestDocument(), CurrentCatalog()
    document.open("a", Draft('{"pid": "10000001"}'))
    names = DocumentCatalog(profile_names, document)
    assert names.value is None
    profile_names.set(NAMES)
    assert names.name("goal", "7") == "Purchase"
    document.write('{"pid": "2"}')
    assert names.name("goal", "7") == "7"
    document.write('{"pid": "10000001"}')
    assert names.name("goal", "7") == "Purchase"
