"""METRICS_FILE: how the last run ended, in the Prometheus text format, for the node exporter's textfile collector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from crawler import SOFTWARE, health
from crawler.health.report import HealthReport
from storage.vocabulary import VisitOutcome

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

PREFIX = "nianbao_"
OF_PORTAL = {
    "reports": "Reports of the portal that stand in the archive",
    "new": "Versions that the run added",
    "gone": "Reports that the run found gone",
    "requests": "HTTP exchanges of the visit",
    "failed": "Entries that got no usable answer",
}


def write(
    path: str,
    *,
    run: str,
    begun: datetime,
    end: health.Ending,
    results: Mapping[str, health.Result],
    found: HealthReport | None,
) -> str:
    """Replace the file in one step; return a line that says why that was not possible, else ""."""
    if not path:
        return ""
    if find_spec("prometheus_client") is None:
        return "METRICS_FILE: not written; `make setup`, or pip install 'nianbao[monitoring]'"
    from prometheus_client import CollectorRegistry, write_to_textfile  # noqa: PLC0415 - few have one

    registry = CollectorRegistry()
    _of_run(registry, run, begun, end, Counter(result.outcome for result in results.values()))
    _of_portals(registry, results)
    if found is not None:
        _of_health(registry, found)
    try:
        write_to_textfile(path, registry)
    except OSError as error:
        return f"METRICS_FILE: not written: {error}"
    return ""


def _of_run(
    registry: CollectorRegistry, run: str, begun: datetime, end: health.Ending, outcomes: Counter[VisitOutcome]
) -> None:
    from prometheus_client import Gauge  # noqa: PLC0415 - as above

    info = Gauge(f"{PREFIX}run_info", "The last run", ["run", "software"], registry=registry)
    info.labels(run, SOFTWARE).set(1)
    Gauge(f"{PREFIX}run_exit_status", "How it ended", registry=registry).set(end.status)
    name, words = f"{PREFIX}run_begun_timestamp_seconds", "When it began"
    Gauge(name, words, registry=registry).set(begun.timestamp())
    name, words = f"{PREFIX}run_ended_timestamp_seconds", "When it ended: far behind, the cron job is dead"
    Gauge(name, words, registry=registry).set(datetime.now(UTC).timestamp())
    portals = Gauge(f"{PREFIX}run_portals", "Portals of the run by outcome", ["outcome"], registry=registry)
    for outcome in VisitOutcome:
        portals.labels(outcome).set(outcomes[outcome])


def _of_portals(registry: CollectorRegistry, results: Mapping[str, health.Result]) -> None:
    from prometheus_client import Gauge  # noqa: PLC0415 - as above

    labels = ["portal", "name"]
    gauges = {
        name: Gauge(f"{PREFIX}portal_{name}", words, labels, registry=registry) for name, words in OF_PORTAL.items()
    }
    complete = Gauge(f"{PREFIX}portal_complete", "Whether the visit was complete", labels, registry=registry)
    for code, result in results.items():
        complete.labels(code, result.portal.name).set(result.outcome is VisitOutcome.COMPLETE)
        if result.outcome not in {VisitOutcome.INTERRUPTED, VisitOutcome.HELD}:  # of those nothing was counted
            for name, gauge in gauges.items():
                gauge.labels(code, result.portal.name).set(getattr(result, name))


def _of_health(registry: CollectorRegistry, found: HealthReport) -> None:
    from prometheus_client import Gauge  # noqa: PLC0415 - as above

    labels = ["severity", "kind"]
    for name, words, records in (
        ("findings", "Findings of health that are open in the archive", found.standing),
        ("findings_new", "Those of them that are new in this run", found.opened),
    ):
        gauge = Gauge(f"{PREFIX}{name}", words, labels, registry=registry)
        numbers = Counter((record.found.severity, record.found.kind) for record in records if not record.found.covered)
        for (severity, kind), number in numbers.items():
            gauge.labels(severity, kind).set(number)
