"""The shipped dataset: it loads, it keeps the editorial rules, and editors' schemas fit it."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from bot.dataset.files import EDITION_FILE, SECTIONS, dataset_files
from bot.dataset.load import examine, load
from bot.terminal.check import write_schemas

if TYPE_CHECKING:
    from bot.core.model import Dataset

DATA = Path(__file__).parent.parent / "data"
SCHEMAS = DATA / "schema"
FILES = [("dataset", DATA / EDITION_FILE), *dataset_files(DATA)]

HEDGE = re.compile(
    r"\b(report\w*|alleged\w*|allegation|according to|said|says|told|tells|claim\w*|accounts?|disput\w+)\b",
    re.IGNORECASE,
)
JUDGEMENT = re.compile(
    r"\b(shocking|notorious|infamous|disastrous|brilliant|visionary|shameful|heroic|stunning)\b", re.IGNORECASE
)

NAMED_SO = "Jeopardy!"  # the one name with an exclamation mark


@pytest.fixture(scope="module")
def shipped() -> Dataset:
    return load(DATA, dt.datetime.now(dt.UTC).date())


def read(file: Path) -> dict[str, Any]:
    text = file.read_text(encoding="utf-8")
    content = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    plain: dict[str, Any] = json.loads(json.dumps(content, default=str))
    return plain


def test_the_shipped_dataset_has_no_problem() -> None:
    loaded = examine(DATA, dt.datetime.now(dt.UTC).date())
    assert [problem.text(DATA) for problem in loaded.problems] == []


def test_every_shipped_source_is_rested_on() -> None:
    loaded = examine(DATA, dt.datetime.now(dt.UTC).date())
    assert [problem.text(DATA) for problem in loaded.warnings if problem.field != "checked"] == []


def test_it_holds_every_kind_of_record(shipped: Dataset) -> None:
    kinds = ("people", "organizations", "topics", "events", "quotes", "sources")
    assert [kind for kind in kinds if not getattr(shipped, kind)] == []


def test_every_title_and_summary_that_is_not_confirmed_carries_its_hedge(shipped: Dataset) -> None:
    doubtful = [event for event in shipped.events.values() if event.status != "confirmed"]
    bare = [event.slug for event in doubtful if not (HEDGE.search(event.title) and HEDGE.search(event.summary))]
    assert doubtful
    assert bare == []


def test_every_allegation_and_dispute_has_the_other_side(shipped: Dataset) -> None:
    told = [event for event in shipped.events.values() if event.status in {"alleged", "disputed"}]
    assert told
    assert [event.slug for event in told if not event.response] == []


def test_no_word_judges(shipped: Dataset) -> None:
    texts = {person.slug: person.summary for person in shipped.people.values()}
    texts |= {body.slug: body.summary for body in shipped.organizations.values()}
    texts |= {topic.slug: topic.summary for topic in shipped.topics.values()}
    texts |= {event.slug: f"{event.title} {event.summary} {event.response}" for event in shipped.events.values()}
    assert [slug for slug, text in texts.items() if JUDGEMENT.search(text) or "!" in text.replace(NAMED_SO, "")] == []
    assert [slug for slug, text in texts.items() if re.search(r"\bcurrently\b", text, re.IGNORECASE)] == []


def test_titles_and_summaries_are_trimmed_sentences(shipped: Dataset) -> None:
    events = shipped.events.values()
    assert [e.slug for e in events if e.title != " ".join(e.title.split()) or re.search(r"(?<!Inc)\.$", e.title)] == []
    assert [e.slug for e in events if not e.summary.endswith((".", ".”", '."'))] == []


def test_no_two_events_have_one_title(shipped: Dataset) -> None:
    titles = Counter(event.title for event in shipped.events.values())
    assert [title for title, number in titles.items() if number > 1] == []


def test_every_speaker_is_a_person_or_described_and_never_both(shipped: Dataset) -> None:
    assert [quote.slug for quote in shipped.quotes.values() if bool(quote.speaker) == bool(quote.described)] == []


def test_no_two_unnamed_speakers_are_numbered(shipped: Dataset) -> None:
    described = [quote.described for quote in shipped.quotes.values() if quote.described]
    assert [words for words in described if re.search(r"#?\d|\b[A-C]$", words)] == []


def test_a_quote_is_verbatim_typography_and_all(shipped: Dataset) -> None:
    assert [
        q.slug for q in shipped.quotes.values() if q.text != q.text.strip() or "..." in q.text.replace("[...]", "")
    ] == []


def test_no_quote_stands_in_the_dataset_twice(shipped: Dataset) -> None:
    words = Counter(re.sub(r"\W+", " ", quote.text.casefold()) for quote in shipped.quotes.values())
    assert [text for text, number in words.items() if number > 1] == []


def test_every_record_says_where_its_evidence_was_seen(shipped: Dataset) -> None:
    kept = {event.slug: event.evidence for event in shipped.events.values()}
    kept |= {quote.slug: quote.evidence for quote in shipped.quotes.values()}
    assert [slug for slug, pages in kept.items() if not pages or not all(page.strip() for page in pages)] == []


def test_the_roles_of_a_person_stand_in_order_of_time(shipped: Dataset) -> None:
    for person in shipped.people.values():
        dated = [role.start for role in person.roles if role.start]
        assert [(one, then) for one, then in pairwise(dated) if one.earliest > then.latest] == [], person.slug


def test_every_person_is_named_as_written_and_has_a_fresh_card(shipped: Dataset) -> None:
    today = dt.datetime.now(dt.UTC).date()
    assert [p.slug for p in shipped.people.values() if p.name != p.name.strip()] == []
    assert [p.slug for p in shipped.people.values() if p.checked > today] == []


def test_no_contact_data_is_in_the_dataset() -> None:
    mail = re.compile(r"[\w.+-]+@[\w-]+\.(?:com|org|net|ai|edu|io)\b")
    found = {file.name: mail.findall(file.read_text(encoding="utf-8")) for _, file in FILES}
    assert {name: addresses for name, addresses in found.items() if addresses} == {}


def test_an_event_stands_in_the_file_of_its_year(shipped: Dataset) -> None:
    for section, file in dataset_files(DATA):
        if section == "events" and file.stem.isdigit():
            years = {slug: shipped.events[slug].date.earliest.year for slug in read(file) if slug in shipped.events}
            assert {slug: year for slug, year in years.items() if year != int(file.stem)} == {}


def test_the_issues_own_example_is_on_record(shipped: Dataset) -> None:
    john = shipped.people["john-schulman"]
    names = [shipped.organizations[role.organization].name for role in john.roles]
    assert {"OpenAI", "Anthropic", "Thinking Machines Lab"} <= set(names)
    assert all(role.start and role.sources for role in john.roles)


def test_the_editors_schemas_are_current(tmp_path: Path) -> None:
    """`python -m bot check --write-schema` writes them."""
    fresh = {file.name: file.read_text(encoding="utf-8") for file in write_schemas(tmp_path)}
    kept = {file.name: file.read_text(encoding="utf-8") for file in SCHEMAS.glob("*.json")}
    assert sorted(fresh) == sorted(f"{name}.json" for name in ("dataset", *SECTIONS))
    assert kept == fresh


@pytest.mark.parametrize("section", ["dataset", *SECTIONS])
def test_every_schema_is_a_sound_schema(section: str, tmp_path: Path) -> None:
    write_schemas(tmp_path)
    jsonschema.Draft7Validator.check_schema(read(tmp_path / f"{section}.json"))


@pytest.mark.parametrize(("section", "file"), FILES, ids=[str(file.relative_to(DATA)) for _, file in FILES])
def test_every_file_fits_its_schema(section: str, file: Path, tmp_path: Path) -> None:
    write_schemas(tmp_path)
    validator = jsonschema.Draft7Validator(read(tmp_path / f"{section}.json"))
    assert [error.message for error in validator.iter_errors(read(file))] == []


@pytest.mark.parametrize(
    ("section", "record"),
    [
        ("topics", {"gauges": {"name": "Gauges"}}),
        ("topics", {"gauges": {"name": "Gauges", "summary": "x", "sumary": "x"}}),
        ("topics", {"Gauges!": {"name": "Gauges", "summary": "x"}}),
        ("events", {"x": {"date": "1 May 2024"}}),
        ("people", {"x": {"replaced_by": "y", "name": "x"}}),
    ],
)
def test_a_schema_underlines_what_the_reader_refuses(section: str, record: dict[str, Any], tmp_path: Path) -> None:
    write_schemas(tmp_path)
    validator = jsonschema.Draft7Validator(read(tmp_path / f"{section}.json"))
    assert not validator.is_valid(record)


def test_a_schema_says_what_each_field_means(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    text = (tmp_path / "people.json").read_text(encoding="utf-8")
    assert "The name as the person writes it in public." in text
    assert "When it ended; left out while it lasts" in text
