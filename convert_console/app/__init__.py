"""The composition root: the only place that knows every part."""

# PySide6 reads the source of every module that is imported after it, to see whether that uses it.
# These bring most of what needs no Qt, so it goes first: 10 of 350 ms of a start.
import convert_console.core.catalog.configuration
import convert_console.core.copy_as.targets
import convert_console.core.document.incremental
import convert_console.core.export.formats
import convert_console.core.history.columns
import convert_console.core.history.words
import convert_console.core.paste.pasted_ids
import convert_console.core.sending.confirmation
import convert_console.services.convert_api.confirming
import convert_console.services.history.judging
import convert_console.services.history.previous_sends
import convert_console.services.history.store
import convert_console.services.http.sender
import convert_console.services.storage.catalogs
import convert_console.services.storage.plans
import convert_console.services.storage.profiles
import convert_console.services.storage.saved_requests  # noqa: F401 - and those above
