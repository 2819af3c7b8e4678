"""The tools menu opens what it names."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from convert_console.models.exporting import FORMS


def test_the_ledger_opens_and_closes(driver):
    driver.window.trigger("Expectation ledger…")
    (dialog,) = driver.window.findChildren(QDialog)
    assert dialog.windowTitle() == "Expectation ledger"
    driver.until(lambda: dialog._model.counted is not None)
    dialog.close()


def test_a_v1_copy_lands_on_the_clipboard_and_is_said(driver):
    driver.window.trigger("Copy as v1 payload")
    assert '"visitors"' in QGuiApplication.clipboard().text()
    assert "v1 payload" in driver.window.message.label.text()


def test_an_export_is_written_and_said(driver, tmp_path):
    driver.send()
    path = tmp_path / "rows.csv"
    ids = [row.id for row in driver.composition.store.newest(10)]
    driver.window.history.exports.wanted.emit(ids, FORMS[2], str(path))
    driver.until(path.exists)
    driver.until(lambda: "written to rows.csv" in driver.window.message.label.text())
    assert path.read_text("utf-8").count("\n") == len(ids) + 1
