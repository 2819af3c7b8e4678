"""The tools menu opens what it names."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog


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
