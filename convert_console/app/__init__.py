"""The composition root: the only place that knows every part."""

import sys
from concurrent.futures import ThreadPoolExecutor

from convert_console.services.history.store import HistoryStore, open_or_stand_in
from convert_console.services.storage.folders import Folders


def load(folders: Folders) -> tuple[HistoryStore, str]:
    """Import Qt and the widgets. Meanwhile a thread opens the history, as `open_or_stand_in`."""
    load_qt()
    with ThreadPoolExecutor(1) as disk:
        history = disk.submit(open_or_stand_in, folders.history)
        import convert_console.app.run  # noqa: F401 - loads the widgets
    return history.result()


def load_qt() -> None:
    """Import Qt, and tell PySide that no module uses its features, such as names in snake case.

    To find that out it would read the source of every module that is imported from then on: 2 MB at
    each start. A version of PySide that does not ask is not told.
    """
    import PySide6.QtWidgets  # noqa: F401 - loads it

    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "pyside_feature_dict"):
        setattr(feature, "pyside_feature_dict", _AllKnown())  # noqa: B010 - mypy forbids the plain form


class _AllKnown(dict[str, int]):
    """The features of each module by its name, where every module is known to use none."""

    def __contains__(self, name: object) -> bool:
        return True
