"""The dataset card, README.md: for people, with the front matter by which Hugging Face's tools know the tables."""

from __future__ import annotations

from pathlib import Path
from string import Template

from crawler.coverage import State
from crawler.release import about
from crawler.release.about import ReleaseFacts
from crawler.release.tables import LEFT_OUT
from storage.export.columns import REPORTS

TEMPLATE = Path(__file__).with_name("card.md")
STATES = {
    State.HELD: "a report is here and on its portal",
    State.GONE: "a report is here, and no longer on its portal",
    State.UNREAD: "its portal lists it, and it could not be read",
    State.ELSEWHERE: "its portal leads to it on a host of others",
    State.MISSING: "due, and not on a portal that was read to its end",
    State.BEFORE: "due by law, of a year before the body's first report that is known",
    State.LIST_UNREAD: "due, and a list in which it may stand could not be read",
    State.BLOCKED: "due, and the portal let nobody look",
    State.UNKNOWN: "due, and the portal was not read to its end",
    State.NOT_DUE: "its term was not over",
}


def card(facts: ReleaseFacts) -> str:
    """Return the README of a release."""
    tables = list(about.TABLES_ABOUT)
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=about.TITLE,
        version=facts.version,
        software=facts.software,
        run=facts.run,
        manifest=f" (its manifest: SHA-256 `{facts.manifest}`)" if facts.manifest else "",
        selection=facts.selection,
        abstract=about.ABSTRACT,
        licence=about.LICENCE_URL,
        day=facts.day,
        reports=facts.rows(REPORTS),
        configs="".join(_config(table, is_default=table == REPORTS) for table in tables if facts.rows(table)),
        tables="\n".join(f"| `{table}` | {facts.rows(table)} | {about.TABLES_ABOUT[table]} |" for table in tables),
        states="\n".join(f"| `{state}` | {facts.states[state]} | {words} |" for state, words in STATES.items()),
        outcomes=", ".join(f"{name} {number}" for name, number in sorted(facts.outcomes.items())),
        left_out=_left_out(facts.rows(LEFT_OUT)),
    )


def _config(table: str, *, is_default: bool) -> str:
    default = "  default: true\n" if is_default else ""
    return f"- config_name: {table}\n  data_files: {table}.parquet\n{default}"


def _left_out(number: int) -> str:
    if not number:
        return "No report: the archive vouches for every byte behind those that are here, which was re-read for this.\n"
    return (
        f"{number} reports whose bytes, rows or readings are not what the archive attests (damaged or lost): each is "
        "named with its reason in `left_out`.\n"
    )
