"""Builds what the window can start without: exports, and the places with their models."""

import time
from functools import partial
from pathlib import Path
from random import SystemRandom

from PySide6.QtGui import QGuiApplication

from convert_console.app.context import Context, describe_moment, new_run_marker
from convert_console.core.convert_api.sighting import read_sighting
from convert_console.core.copy_as.v1 import as_v1
from convert_console.core.document.payload import Payload
from convert_console.core.history.filter_language import filter_of_run
from convert_console.core.journeys.journey import Journey, Step, steps_of_requests
from convert_console.core.journeys.preparation import JourneyEnvironment
from convert_console.core.paste.results import Recognised
from convert_console.core.request.new_ids import new_order_number
from convert_console.core.request.wire import Unsendable
from convert_console.models.history.export import HistoryExports
from convert_console.models.history.model import HistoryModel
from convert_console.models.journeys.problems import StepProblems
from convert_console.models.journeys.runner import JourneyRun
from convert_console.models.journeys.saved import Journeys
from convert_console.models.ledger.ledger import LedgerModel
from convert_console.models.ledger.reports import ReportReader
from convert_console.models.orders.export import OrderExports
from convert_console.models.orders.orders import Orders
from convert_console.models.orders.run import OrderSending
from convert_console.models.traffic.live import LiveTraffic
from convert_console.models.traffic.timeline import Timeline
from convert_console.models.verify.verification import NewIds, Verification
from convert_console.models.watch.watching import PageWatching
from convert_console.services.ledger.reports import ReportStore
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.journeys import JourneyStore
from convert_console.widgets.fields.visitor_field import new_visitor_id
from convert_console.widgets.history.row_actions import HistoryModels
from convert_console.widgets.journeys.place import JourneyModels, JourneysPlace
from convert_console.widgets.kit.dialogs import open_dialog
from convert_console.widgets.kit.place import Place, PlaceName
from convert_console.widgets.ledger.place import ResultsPlace
from convert_console.widgets.main_window.window import MainWindow
from convert_console.widgets.orders.place import OrdersPlace
from convert_console.widgets.orders.send_panel import OrderModels
from convert_console.widgets.traffic.place import TrafficPlace
from convert_console.widgets.verify.dialog import VerifyDialog
from convert_console.widgets.watch.dialog import VariationDialog, WatchDialog


class Tools:
    """Builds each place from the parts of the context that it needs."""

    def __init__(self, context: Context, window: MainWindow, traffic: LiveTraffic) -> None:
        self._context = context
        self._window = window
        self._traffic = traffic
        self.results: ResultsPlace | None = None
        self._snapshot_before: PlaceName | None = None
        self._traffic_history: HistoryModel | None = None
        self._timeline: Timeline | None = None
        self.reports = ReportReader(
            context.api, ReportStore(context.folders.reports), context.store.path
        )
        orders = Orders(
            context.document,
            context.request,
            context.catalog,
            time.time,
            new_run_marker,
            lambda: context.plans.value,
        )
        sending = OrderSending(
            orders, context.profiles, context.store, context.folders.orders, time.time, self._here
        )
        exports = OrderExports(orders, sending, time.time)
        self.orders = OrderModels(orders, sending, exports, context.profiles, context.request)
        environment = JourneyEnvironment(
            time.time,
            new_visitor_id,
            context.sent_before.of,
            describe_moment,
            _new_order,
            new_run_marker,
        )
        self.journeys = Journeys(JourneyStore(context.folders.journeys), context.profiles)
        self.journey = JourneyRun(
            context.document,
            context.request,
            context.history,
            (context.profiles, context.sender),
            (context.catalog, lambda: context.plans.value),
            environment,
            self._here,
        )
        self.step_problems = StepProblems(
            context.document, context.request, (context.catalog, context.plans), time.time
        )
        self.journey.ended.connect(self.journeys.note_run)
        self.journeys.failed.connect(window.message.show_error)
        orders.opened.connect(window.message.clear_refusal)
        self.journeys.undo_changed.connect(window.message.clear_undo)
        context.confirming.kept.connect(self._note_sighting)
        self.watching = PageWatching(
            traffic,
            context.profiles,
            context.catalogs,
            context.document,
            context.folders.browsers,
            window,
        )
        self.watching.failed.connect(window.message.show_error)
        for signal in (self.watching.told, self.watching.ended):
            signal.connect(window.message.show_info)
        offer, undo = window.message.offer_undo, window.undo_request
        self.watching.took.connect(lambda sentence: offer(sentence, undo))
        self.exports = HistoryExports(context.store, time.time, context.history.plan_of)
        self.exports.written.connect(window.message.offer_file)
        self.exports.failed.connect(window.message.show_error)

    def copy_v1(self) -> None:
        """Put the draft onto the clipboard as a payload of the old tracking format."""
        copied, sentence = copy_as_v1(self._context.document.payload)
        message = self._window.message
        (message.show_info if copied else message.show_error)(sentence)

    def place(self, name: PlaceName) -> Place:
        """Build a place of the window."""
        match name:
            case "traffic":
                return self._traffic_place()
            case "orders":
                return self._orders_place()
            case "journeys":
                return self._journeys_place()
            case "results":
                return self._results_place()
            case "compose":
                return self._window.compose

    def _traffic_place(self) -> TrafficPlace:
        """Every request, with the switches of the collector."""
        context, window = self._context, self._window
        history = HistoryModel(
            context.store,
            context.catalog,
            context.profile_catalogs,
            window,
            plan_of=context.history.plan_of,
        )
        context.plans.changed.connect(history.selected.refresh)
        history.loader.read()
        history.loader.start()
        history.failed.connect(window.message.pin)
        self._traffic_history = history
        self._timeline = Timeline(context.store.path, time.time, window)
        models = HistoryModels(
            history,
            context.sending,
            context.document,
            context.request,
            context.profiles,
            context.confirming,
        )
        place = TrafficPlace(self._traffic, self._timeline, self.watching, models, window)
        place.notice.connect(window.message.show_info)
        place.head.watch_wanted.connect(self.open_watch)
        place.band.mode_wanted.connect(lambda observe: self.open_watch(observe=observe))
        place.band.variation_wanted.connect(self.open_in_variation)
        preferences, rows = context.preferences, place.list
        rows.restore_layout(preferences.traffic_layout)
        rows.layout_changed.connect(preferences.keep_traffic_layout)
        actions = rows.row_actions
        actions.notice.connect(window.message.show_info)
        actions.restored.connect(window.tell_restored)
        actions.worked.connect(window.show_work)
        actions.edited.connect(window.show_panes)
        actions.compared.connect(window.show_comparison)
        actions.compared_with_draft.connect(window.compare_with_draft)
        rows.exports.wanted.connect(
            lambda ids, form, path: self.exports.export(ids, form, Path(path))
        )
        for change in (context.history.recorder.begun, context.history.recorder.ended):
            change.connect(history.loader.watch.poll)
        return place

    def open_watch(self, *, observe: bool = False) -> None:
        """Ask which page to watch, in Traffic, where its requests appear."""
        context, window = self._context, self._window
        if why := self.watching.why_not_observe(context.profiles.current) if observe else "":
            window.message.show_error(why)
            return
        window.places.open("traffic")
        dialog = WatchDialog(
            self.watching, context.profiles, context.preferences, window, observe=observe
        )
        window.closed.connect(dialog.close)
        open_dialog(dialog)

    def open_in_variation(self) -> None:
        """Ask for the variation in which the watched page is opened."""
        catalog = self._context.catalog.value
        if catalog is None or not catalog.variations:
            self._window.message.show_error(
                "No variation is known. Load the names first: from the page, or in the profile."
            )
            return
        dialog = VariationDialog(catalog, self._window)
        dialog.wanted.connect(self.watching.open_in_variation)
        self._window.closed.connect(dialog.close)
        open_dialog(dialog)

    @property
    def is_watching(self) -> bool:
        """Whether a page is watched now."""
        return self.watching.state == "watching"

    def _orders_place(self) -> OrdersPlace:
        window = self._window
        place = OrdersPlace(self.orders, window)
        place.confirm_wanted.connect(self._context.confirming.start_sent)
        place.snapshot_wanted.connect(partial(self._take_snapshot, "orders"))
        place.traffic_wanted.connect(
            lambda: self._show_run(self.orders.sending.marker, self.orders.sending.began)
        )
        return place

    def open_traffic(self) -> TrafficPlace:
        """Show Traffic, whose bar has the switches of the collector."""
        place = self._window.places.open("traffic")
        assert isinstance(place, TrafficPlace)
        return place

    def _show_run(self, marker: str, began: float) -> None:
        """Show the requests of a run in Traffic."""
        profile = self._context.profiles.current.name
        self.open_traffic().show_rows(filter_of_run(marker, began, time.time(), profile))

    def _journeys_place(self) -> JourneysPlace:
        context, window = self._context, self._window
        models = JourneyModels(
            self.journeys,
            self.journey,
            self.step_problems,
            context.document,
            context.catalog,
            context.saved,
            context.profiles,
            context.request,
        )
        place = JourneysPlace(models, window)
        place.traffic_wanted.connect(lambda run: self._show_run(run.marker, run.began))
        place.compose_wanted.connect(self._edit_step)
        place.confirm_wanted.connect(context.confirming.start_sent)
        place.snapshot_wanted.connect(partial(self._take_snapshot, "journeys"))
        place.har_given.connect(lambda path: window.take_files([path]))
        place.told.connect(lambda sentence: window.message.offer_undo(sentence, self.journeys.undo))
        return place

    def _take_snapshot(self, before: PlaceName) -> None:
        """Keep what Convert's reports say before a run, in Results, which shows how it goes on."""
        place = self._window.places.open("results")
        assert isinstance(place, ResultsPlace)
        self._snapshot_before = before
        place.take_snapshot()

    def _offer_way_back(self, lacks: str) -> None:
        """Lead back to the run for which a snapshot was taken; what is missing in it, in words."""
        before, self._snapshot_before = self._snapshot_before, None
        if before is not None:
            back = partial(self._window.places.open, before)
            said = "Snapshot taken. After the run, press Refresh here."
            if lacks:
                said = f"{said} Not all of it could be read. {lacks}"
            self._window.message.show_info(said, f"Go to {before.capitalize()}", back)

    def _note_sighting(self, _row: int, exchange: str, sighting: str) -> None:
        """Show in a run what Convert's live log showed of a request."""
        finding = read_sighting(sighting)
        if finding is not None:
            self.journey.note_sighting(exchange, finding.state)

    def open_journey(self, pasted: Recognised) -> None:
        """Make a journey of pasted requests, and show it."""
        steps = steps_of_requests(pasted.requests)
        made = self.journeys.add(Journey(f"Journey from {pasted.label}", steps))
        self._window.places.open("journeys")
        said = f"{made.name}: {len(steps):,} steps."
        self._window.message.offer_undo(said, self.journeys.undo)

    def _edit_step(self, step: Step) -> None:
        """Put a step of a journey into Compose; Ctrl+Z takes it back."""
        self._context.document.load(step.draft, "Edit a step")
        self._window.show_panes()

    def _here(self) -> str:
        """The address of the collector on this machine, which is started; raises `StoreFailed`."""
        traffic = self._traffic
        if not traffic.on:
            traffic.start()
        if not traffic.on:
            raise StoreFailed("The local collector cannot start. Open Traffic to see why.")
        return traffic.url

    def open_orders(self, path: str = "") -> None:
        """Show the orders, perhaps with another file."""
        self._window.places.open("orders")
        if path and self.orders.sending.going:
            self._window.message.show_info(
                f"{Path(path).name} was not opened, since orders are being sent. Wait, or stop it."
            )
        elif path:
            self.orders.orders.open(path)

    def _results_place(self) -> ResultsPlace:
        """What the report should show if every accepted request was recorded."""
        context, window = self._context, self._window
        model = LedgerModel(context.store, time.time)
        reports = self.reports
        place = ResultsPlace(
            model,
            reports,
            context.profiles,
            (context.catalog, context.plans),
            context.preferences,
            window,
        )
        model.setParent(place)
        place.written.connect(window.message.offer_file)
        place.told.connect(window.message.show_info)
        place.switched.connect(
            lambda sentence, undo: window.message.show_info(sentence, "Undo", undo)
        )
        place.failed.connect(window.message.show_error)
        place.evidence_wanted.connect(
            lambda rows, form, path: self.exports.export(rows, form, Path(path))
        )
        place.verify_wanted.connect(self.open_verify)
        place.names_wanted.connect(window.edit_catalog)
        place.history_wanted.connect(window.filter_history)
        context.history.recorder.ended.connect(place.note_send)
        context.history.recorder.settled.connect(lambda _uid: place.note_late())
        self.orders.sending.changed.connect(place.note_late)
        context.confirming.ended.connect(lambda _said: place.note_late())
        place.key_wanted.connect(window.edit_key)
        reports.taken.connect(lambda _at, lacks: self._offer_way_back(lacks))
        for end in (model.end, reports.end):
            window.closed.connect(end)
        self.results = place
        return place

    def open_verify(self) -> None:
        """Open the sheet that sends one conversion by names."""
        context, window = self._context, self._window
        model = Verification(
            context.document,
            context.request,
            (context.catalog, context.plans),
            (context.sending, context.confirming),
            NewIds(new_visitor_id, new_run_marker, context.sent_before.is_order_used),
            time.time,
        )
        dialog = VerifyDialog(model, context.catalog, context.saved.save, window)
        model.setParent(dialog)
        dialog.results_wanted.connect(dialog.accept)
        dialog.results_wanted.connect(partial(window.places.open, "results"))
        dialog.names_wanted.connect(partial(window.edit_catalog, dialog))
        dialog.key_wanted.connect(partial(window.edit_key, dialog))
        dialog.evidence_wanted.connect(
            lambda row, form, path: self.exports.export([row], form, Path(path))
        )
        window.closed.connect(dialog.close)
        open_dialog(dialog)

    async def finish(self) -> None:
        """Stop what is being sent, and wait for exports; called when the window closes."""
        await self.watching.finish()
        orders = self.orders
        for part in (self.journey, self.exports, orders.orders, orders.sending, orders.exports):
            await part.finish()
        await self.journeys.finish()
        if self.results is not None:
            await self.results.finish()
        if self._timeline is not None:
            await self._timeline.finish()
        if self._traffic_history is not None:
            await self._traffic_history.end()


def _new_order(tid: str) -> str:
    return new_order_number(tid, SystemRandom().randrange(10**6))


def copy_as_v1(document: Payload) -> tuple[bool, str]:
    """Put a document on the clipboard as a v1 payload: whether that worked, and a sentence."""
    copied = as_v1(document)
    if isinstance(copied, Unsendable):
        return False, copied.reason
    QGuiApplication.clipboard().setText(copied.text)
    losses = " ".join(copied.losses)
    return True, f"Copied as a v1 payload for {copied.url}. {losses}".strip()
