"""Numbers for Prometheus: no person, message or organisation in them, nor their ids.

Nothing is kept for them but plain counts; they are put into words when asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request
from prometheus_client import CollectorRegistry
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector as Source

from backend.domain.judge import FetchClass
from backend.identity.refusal import Reason
from backend.services.clicks import Clicks
from backend.services.collect import Collector
from backend.services.drain import Drain
from backend.services.intake import Refused
from backend.services.standing import Standing
from backend.web.forwarded import Listed, client_address, packed
from backend.web.problem import Kind
from backend.web.problems import Problems
from backend.web.waiting import WaitingRoom

CLASSES = tuple(each.value for each in FetchClass)
REFUSED = tuple(each.value for each in Refused)
REASONS = tuple(each.value for each in Reason)
KINDS = tuple(each.word for each in Kind)


@dataclass(frozen=True, slots=True)
class Numbers(Source):
    """What is told when Prometheus asks."""

    collector: Collector
    clicks: Clicks
    standing: Standing
    drain: Drain
    room: WaitingRoom
    problems: Problems

    def collect(self) -> Iterator[Metric]:
        """Return every metric there is."""
        yield from self._arrivals()
        yield from self._stores()
        yield from self._writers()
        yield GaugeMetricFamily(
            "candor_feed_waiting",
            "Sidebars that wait for news",
            value=self.room.seated(),
        )
        told = "Tokens not believed"
        reasons = self.problems.reasons()
        yield _counter("candor_signin_refused", told, "reason", REASONS, reasons)
        told = "Errors the API answered with"
        yield _counter("candor_problems", told, "kind", KINDS, self.problems.kinds())

    def _arrivals(self) -> Iterator[Metric]:
        opens = self.collector.intake.outcomes()
        clicks = self.clicks.intake.outcomes()
        for name, told, outcomes in (
            ("candor_opens", "Kept fetches of the pixel", opens),
            ("candor_clicks", "Kept clicks", clicks),
        ):
            yield _counter(name, told, "class", CLASSES, outcomes)
        refused = CounterMetricFamily(
            "candor_refused",
            "Fetches and clicks of which nothing was kept",
            labels=["kind", "reason"],
        )
        for kind, outcomes in (("open", opens), ("click", clicks)):
            for why in REFUSED:
                refused.add_metric([kind, why], outcomes.get(why, 0))
        yield refused
        yield CounterMetricFamily(
            "candor_clicks_lost",
            "Clicks that led on and could not be kept",
            value=self.clicks.lost,
        )

    def _stores(self) -> Iterator[Metric]:
        store, spool = self.standing.store, self.standing.spool
        for name, told, value in (
            ("store_healthy", "Whether the database takes writes", store.healthy()),
            ("spool_healthy", "Whether the spool takes writes", spool.healthy()),
            ("spool_waiting", "Rows that wait in the spool", spool.waiting()),
        ):
            yield GaugeMetricFamily(f"candor_{name}", told, value=value)
        yield CounterMetricFamily(
            "candor_spool_damaged",
            "Rows of the spool that were not what was written",
            value=self.drain.damaged(),
        )

    def _writers(self) -> Iterator[Metric]:
        queued = GaugeMetricFamily(
            "candor_queue_waiting", "What waits for a writer", labels=["writer"]
        )
        sizes = HistogramMetricFamily(
            "candor_batch_size", "Changes in one commit", labels=["writer"]
        )
        seconds = HistogramMetricFamily(
            "candor_commit_seconds", "How long a batch took", labels=["writer"]
        )
        for writer, figures in (
            ("store", self.standing.store.figures()),
            ("spool", self.standing.spool.figures()),
        ):
            queued.add_metric([writer], figures.queued)
            for family, values in (
                (sizes, figures.batch_sizes),
                (seconds, figures.commit_seconds),
            ):
                family.add_metric([writer], values.buckets(), values.total)
        yield from (queued, sizes, seconds)


def _counter(
    name: str, told: str, label: str, words: Iterable[str], counts: Mapping[str, int]
) -> Metric:
    """Return a counter with every word of a closed list, also those not met yet."""
    family = CounterMetricFamily(name, told, labels=[label])
    for word in words:
        family.add_metric([word], counts.get(word, 0))
    return family


def routes(numbers: Numbers, allowed: Listed, trusted: Listed) -> Blueprint:
    """Return the blueprint of /metrics; whoever may not see it sees no such page."""
    blueprint = Blueprint("metrics", __name__)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(numbers)

    @blueprint.get("/metrics")
    def show() -> Response:
        if not _may_see(allowed, trusted):
            abort(404)
        return Response(
            generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4
        )

    return blueprint


def _may_see(allowed: Listed, trusted: Listed) -> bool:
    peer, forwarded = request.remote_addr, request.headers.getlist("X-Forwarded-For")
    passed_on = forwarded or "Forwarded" in request.headers
    if passed_on and packed(peer) not in trusted:
        return False  # a proxy nobody listed stands in between: anybody may be behind
    return client_address(peer, forwarded, trusted) in allowed
