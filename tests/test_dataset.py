"""What is wrong with a dataset is said, all at once, in words: file, line, record, field and what would be right."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.core.dates import PartialDate
from bot.dataset.files import fingerprint
from bot.dataset.load import examine, load
from bot.dataset.problems import DatasetError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.model import Dataset

TODAY = dt.date(2026, 11, 23)

DATASET = "dataset.toml"
SOURCES, PEOPLE, ORGANIZATIONS = "sources/all.toml", "people.toml", "organizations.toml"
TOPICS, EVENTS, JSON_EVENTS = "topics.toml", "events/1999-2010.toml", "events/2021.json"
QUOTES, CORRECTIONS = "quotes/all.toml", "corrections.toml"

SOURCE = '\n[{}]\ntitle = "x"\npublisher = "x"\nurl = "{}"\nkind = "primary"\nseen = "2026-01-01"\n'


@dataclass(frozen=True)
class Mistake:
    """One edit of one file, and the problem that it makes: where it is said, and some words of it."""

    file: str
    old: str
    new: str
    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.where} = {self.new[:40]!a}"

    def make(self, data: Path) -> None:
        file = data / self.file
        text = file.read_text(encoding="utf-8")
        assert self.old in text, f"{self.old!r} is not in {self.file}"
        file.write_text(text.replace(self.old, self.new, 1), encoding="utf-8")


def line(data: Path, file: str, slug: str) -> int:
    """Return the line on which a record begins, found without the code under test."""
    rows = (data / file).read_text(encoding="utf-8").splitlines()
    header = f'  "{slug}": {{' if file.endswith(".json") else f"[{slug}]"
    return rows.index(header) + 1 if slug else 1


def problems(data: Path) -> list[str]:
    return [problem.text(data) for problem in examine(data, TODAY).problems]


def warnings(data: Path) -> list[str]:
    return [problem.text(data) for problem in examine(data, TODAY).warnings]


def expected(data: Path, mistake: Mistake) -> str:
    """Return how the problem's text begins: ``events/2024.toml:12: slug: field: ``."""
    slug, _, field = mistake.where.partition(" ")
    slug = slug.strip("-")
    parts = (f"{mistake.file}:{line(data, mistake.file, slug)}", slug, field)
    return ": ".join(part for part in parts if part) + ": "


SHAPE = [
    # Unknown, missing and misspelt keys
    Mistake(
        TOPICS, "summary =", 'sumary = "x"\nsummary =', "gauges sumary", "is not a known key; did you mean summary?"
    ),
    Mistake(PEOPLE, 'title = "Author"', 'title = "A"\njob = "A"', "zoe-muller roles[2].job", "is not a known key"),
    Mistake(PEOPLE, 'title = "Author"', 'titel = "A"\ntitle = "A"', "zoe-muller roles[2].titel", "did you mean title?"),
    Mistake(EVENTS, "importance = 3\n", "", "observatory-founded importance", "is missing"),
    Mistake(QUOTES, 'context = "on the opening"\n', "", "visitor-smell-of-the-sea context", "is missing"),
    Mistake(JSON_EVENTS, '"importance": 3,', "", "atlas-published importance", "is missing"),
    Mistake(TOPICS, "[maps]\n", '[maps]\nslug = "maps"\n', "maps slug", "the name in brackets is the slug"),
    Mistake(DATASET, "version =", 'edition = "1"\nversion =', "- edition", "is not a known key"),
    Mistake(DATASET, 'licence = "CC BY 4.0"\n', "", "- licence", "is missing"),
    # Text that is too long or empty
    Mistake(EVENTS, "Zoë Müller leaves the observatory", "x" * 81, "muller-leaves title", "81 characters; at most 80"),
    Mistake(EVENTS, "She left after", "x" * 280, "muller-leaves summary", "at most 280"),
    Mistake(QUOTES, "It smells of the sea", "x" * 300, "visitor-smell-of-the-sea text", "at most 300"),
    Mistake(PEOPLE, 'name = "Zoë Müller"', 'name = ""', "zoe-muller name", "is empty"),
    Mistake(PEOPLE, '"Engineer who', '"' + "x" * 280, "una-okeefe summary", "at most 280"),
    # Words of a list
    Mistake(
        SOURCES, 'kind = "paper"', 'kind = "book"', "atlas-2021 kind", "is 'book'; write one of 'primary', 'court'"
    ),
    Mistake(ORGANIZATIONS, 'kind = "publisher"', 'kind = "shop"', "shore-press kind", "write one of 'company'"),
    Mistake(
        EVENTS, 'status = "confirmed"', 'status = "sure"', "observatory-founded status", "write one of 'confirmed'"
    ),
    Mistake(QUOTES, '"misattributed"', '"wrong"', "muller-time-and-tide status", "write one of 'verified'"),
    Mistake(EVENTS, "importance = 3", "importance = 4", "observatory-founded importance", "is 4; write 1, 2 or 3"),
    Mistake(EVENTS, "importance = 3", "importance = 0", "observatory-founded importance", "is 0; write 1, 2 or 3"),
    # Other types than those asked for
    Mistake(PEOPLE, 'aliases = ["@zoetides"]', 'aliases = "@zoetides"', "zoe-muller aliases", "is '@zoetides'"),
    Mistake(PEOPLE, 'name = "Zoë Müller"', "name = 7", "zoe-muller name", "is 7"),
    Mistake(PEOPLE, "ended = true", 'ended = "perhaps"', "una-okeefe roles[1].ended", "is 'perhaps'"),
    # Dates
    Mistake(EVENTS, '"1999-03-01"', '"1999-02-30"', "observatory-founded date", "is not a day of the calendar"),
    Mistake(EVENTS, '"1999-03-01"', '"1999-00"', "observatory-founded date", "is not a day of the calendar"),
    Mistake(EVENTS, '"1999-03-01"', '"1 March 1999"', "observatory-founded date", "write 2024, 2024-05, 2024-05-14"),
    Mistake(EVENTS, '"1999-03-01"', "1999", "observatory-founded date", 'a date is text such as "2024-05-14"'),
    Mistake(
        EVENTS, '"1999-03-01"', '["1999-03-01"]', "observatory-founded date", 'a date is text such as "2024-05-14"'
    ),
    Mistake(EVENTS, '"1999-03-01"', "{ year = 1999 }", "observatory-founded date", "a date is text such as"),
    Mistake(EVENTS, '"1999-03-01"', '"1999-03/1999-01"', "observatory-founded date", "ends before it starts"),
    Mistake(PEOPLE, 'end = "2010-05"', 'end = "May"', "zoe-muller roles[1].end", "'May' is not a date"),
    Mistake(PEOPLE, 'checked = "2026-01-10"', 'checked = "2026-01"', "zoe-muller checked", "is '2026-01'"),
    # Slugs
    Mistake(TOPICS, "[maps]", '[Maps_1]\nname = "x"\nsummary = "x"\n\n[maps]', "Maps_1", "a-z, 0-9 and single hyphens"),
    Mistake(QUOTES, "[muller-time-and-tide]", f"[{'q' * 61}]", "q" * 61, "61 characters; at most 60"),
    # Every record has a source and, where it needs it, evidence
    Mistake(PEOPLE, 'sources = ["founding-charter"]', "sources = []", "zoe-muller sources", "at least one"),
    Mistake(
        PEOPLE,
        'sources = ["atlas-2021"]\n\n[una',
        "sources = []\n\n[una",
        "zoe-muller roles[2].sources",
        "at least one",
    ),
    Mistake(EVENTS, 'sources = ["founding-charter"]\n', "", "observatory-founded sources", "is missing"),
    Mistake(ORGANIZATIONS, 'sources = ["atlas-2021"]\n', "", "shore-press sources", "is missing"),
    Mistake(QUOTES, 'source = "letter-okeefe-2010"\n', "", "okeefe-no-gauge-unread source", "is missing"),
    Mistake(
        EVENTS, 'evidence = ["https://observatory.example/charter"]', "", "observatory-founded evidence", "is missing"
    ),
    Mistake(
        QUOTES,
        'evidence = ["https://okeefe.example/letter"]',
        "evidence = []",
        "okeefe-no-gauge-unread evidence",
        "one",
    ),
]

RULES = [
    # Unknown slugs
    Mistake(EVENTS, '["zoe-muller"]', '["zoe-mueller"]', "observatory-founded people", "did you mean zoe-muller?"),
    Mistake(
        EVENTS, '["tidal-observatory"]', '["tide-house"]', "observatory-founded organizations", "not in organizations"
    ),
    Mistake(EVENTS, '["gauges"]', '["gouges"]', "observatory-founded topics", "did you mean gauges?"),
    Mistake(EVENTS, '["muller-leaves"]', '["muller-left"]', "gauge-breaks related", "did you mean muller-leaves?"),
    Mistake(
        EVENTS, 'response_sources = ["letter', 'response_sources = ["lettre', "gauge-breaks response_sources", "not in"
    ),
    Mistake(PEOPLE, '"gazette-2010-06-02"', '"gazette-2010"', "zoe-muller roles[1].sources", "is not in sources"),
    Mistake(PEOPLE, '"gauge-team"', '"gage-team"', "una-okeefe roles[1].organization", "did you mean gauge-team?"),
    Mistake(
        ORGANIZATIONS, 'part_of = "tidal', 'part_of = "title', "gauge-team part_of", "did you mean tidal-observatory?"
    ),
    Mistake(
        QUOTES, 'speaker = "una-okeefe"', 'speaker = "una"', "okeefe-no-gauge-unread speaker", "people or organizations"
    ),
    Mistake(
        QUOTES, 'event = "gauge-breaks"', 'event = "xyz"', "okeefe-no-gauge-unread event", "'xyz' is not in events"
    ),
    Mistake(
        QUOTES,
        'source = "letter',
        'source = "litter',
        "okeefe-no-gauge-unread source",
        "did you mean letter-okeefe-2010?",
    ),
    Mistake(
        CORRECTIONS,
        'record = "leap-',
        'record = "lepa-',
        "correction-2026-01-05-leap record",
        "did you mean leap-opening?",
    ),
    Mistake(PEOPLE, 'replaced_by = "jan-berg"', 'replaced_by = "jan"', "jan-berger replaced_by", "'jan' is not in"),
    Mistake(EVENTS, '["founding-charter"]', '["zoe-muller"]', "observatory-founded sources", "is not in sources"),
    Mistake(EVENTS, '"zoe-muller", "jan-berg-ii"', '"zoe-muller", "zoe-muller"', "leap-opening people", "twice"),
    # Addresses
    Mistake(
        SOURCES,
        "https://press.example/atlas",
        "press.example/atlas",
        "atlas-2021 url",
        "not an absolute http(s) address",
    ),
    Mistake(SOURCES, "https://press.example/atlas", "ftp://press.example/atlas", "atlas-2021 url", "absolute http(s)"),
    Mistake(
        SOURCES, "https://press.example/atlas", "https://[press.example/atlas", "atlas-2021 url", "absolute http(s)"
    ),
    Mistake(
        SOURCES, "https://press.example/atlas", "https://press.example/the atlas", "atlas-2021 url", "absolute http(s)"
    ),
    Mistake(SOURCES, "https://press.example/atlas", "https://press.example/", "atlas-2021 url", "whole site"),
    Mistake(SOURCES, "https://press.example/atlas", "https://press.example", "atlas-2021 url", "give the page"),
    Mistake(SOURCES, 'language = "en"', 'archive = "x"', "letter-okeefe-2010 archive", "absolute http(s)"),
    Mistake(
        SOURCES,
        "https://press.example/atlas",
        "http://www.okeefe.example/letter/",
        "atlas-2021 url",
        "of letter-okeefe-2010",
    ),
    # Hedges, the other side, and what claims rest on
    Mistake(EVENTS, "A gauge allegedly breaks", "A gauge breaks", "gauge-breaks title", "is alleged but has no hedge"),
    Mistake(EVENTS, "According to the Harbour Gazette an", "An", "gauge-breaks summary", "say reportedly, allegedly"),
    Mistake(
        EVENTS,
        'response = "Una',
        'note = "Una',
        "gauge-breaks response",
        "give the other side, or say that none was found",
    ),
    Mistake(
        EVENTS,
        '["gazette-2010-06-02", "letter-okeefe-2010"]',
        '["gazette-2010-06-02"]',
        "gauge-breaks sources",
        "has two sources",
    ),
    Mistake(
        EVENTS, "She left after", "She was dismissed after", "muller-leaves sources", "one primary or court source"
    ),
    # Order of days
    Mistake(
        QUOTES,
        'said = "2004-02-29"',
        'said = "2004-03-01"',
        "visitor-smell-of-the-sea said",
        "after its source was published",
    ),
    Mistake(
        EVENTS, 'known = "2010-06-02"', 'known = "2010-05-31"', "gauge-breaks known", "before it happened (1 June 2010)"
    ),
    Mistake(
        PEOPLE, 'end = "2010-05"', 'end = "1998"', "zoe-muller roles[1].end", "1998 is before it began (1 March 1999)"
    ),
    Mistake(PEOPLE, "ended = true", 'end = "2011"\nended = true', "una-okeefe roles[1].ended", "`end` says when"),
    Mistake(ORGANIZATIONS, 'dissolved = "2011"', 'dissolved = "2000"', "gauge-team dissolved", "before it was founded"),
    Mistake(
        SOURCES,
        'published = "2021"',
        'published = "2021"\nupdated = "2020"',
        "atlas-2021 updated",
        "before it was published",
    ),
    # Nothing in the future
    Mistake(EVENTS, 'date = "2010-05"', 'date = "2026-12"', "muller-leaves date", "in the future"),
    Mistake(PEOPLE, 'start = "2021"', 'start = "2027"', "zoe-muller roles[2].start", "in the future"),
    Mistake(PEOPLE, 'checked = "2026-01-10"', 'checked = "2026-11-24"', "zoe-muller checked", "in the future"),
    Mistake(SOURCES, 'seen = "2026-01-10"', 'seen = "2062-01-10"', "founding-charter seen", "in the future"),
    Mistake(
        CORRECTIONS, 'date = "2026-01-05"', 'date = "2027-01-05"', "correction-2026-01-05-leap date", "in the future"
    ),
    # Records that speak of themselves, or of nobody
    Mistake(EVENTS, '["muller-leaves"]', '["gauge-breaks"]', "gauge-breaks related", "the event itself"),
    Mistake(ORGANIZATIONS, 'part_of = "tidal-observatory"', 'part_of = "gauge-team"', "gauge-team part_of", "itself"),
    Mistake(QUOTES, 'speaker = "una-okeefe"\n', "", "okeefe-no-gauge-unread speaker", "either speaker or described"),
    Mistake(QUOTES, 'speaker = "una', 'described = "x"\nspeaker = "una', "okeefe-no-gauge-unread speaker", "only one"),
    Mistake(
        QUOTES,
        'note = "The Gazette',
        'locator = "The Gazette',
        "muller-time-and-tide note",
        "say why the quote is misattributed",
    ),
]


@pytest.fixture
def roomy(data: Path) -> Path:
    """The sample with one optional field more, so that a rule about it can be broken."""
    letter = data / SOURCES
    text = letter.read_text(encoding="utf-8")
    letter.write_text(text.replace('okeefe.example/letter"\n', 'okeefe.example/letter"\nlanguage = "en"\n'))
    quotes = data / QUOTES
    text = quotes.read_text(encoding="utf-8")
    quotes.write_text(text.replace("it is an old proverb turned around.", "an old proverb."), encoding="utf-8")
    assert problems(data) == []
    return data


def test_the_sample_has_no_problem_and_no_warning(sample_folder: Path) -> None:
    assert (problems(sample_folder), warnings(sample_folder)) == ([], [])


@pytest.mark.parametrize("mistake", SHAPE + RULES, ids=str)
def test_one_mistake_is_one_problem_in_words_where_it_stands(roomy: Path, mistake: Mistake) -> None:
    mistake.make(roomy)
    (said,) = problems(roomy)
    assert said.startswith(expected(roomy, mistake))
    assert mistake.says in said
    with pytest.raises(DatasetError):
        load(roomy, TODAY)


def test_ten_mistakes_are_all_named_at_once(data: Path) -> None:
    chosen = [
        Mistake(TOPICS, "summary =", 'sumary = "x"\nsummary =', "gauges sumary", "did you mean summary?"),
        Mistake(TOPICS, 'name = "Maps"', 'name = "Maps', "-", "maps: is not TOML"),
        Mistake(SOURCES, 'kind = "paper"', 'kind = "book"', "atlas-2021 kind", "write one of"),
        Mistake(SOURCES, "https://okeefe.example/letter", "okeefe.example", "letter-okeefe-2010 url", "absolute"),
        Mistake(EVENTS, '"1999-03-01"', '"1999-02-30"', "observatory-founded date", "not a day of the calendar"),
        Mistake(EVENTS, 'response = "Una', 'note = "Una', "gauge-breaks response", "the other side"),
        Mistake(QUOTES, "It smells of the sea", "x" * 300, "visitor-smell-of-the-sea text", "at most 300"),
        Mistake(
            QUOTES, 'speaker = "una-okeefe"', 'speaker = "una-okefe"', "okeefe-no-gauge-unread speaker", "did you mean"
        ),
        Mistake(PEOPLE, 'end = "2010-05"', 'end = "1998"', "zoe-muller roles[1].end", "before it began"),
        Mistake(
            ORGANIZATIONS, 'checked = "2026-01-10"', 'checked = "2027-01-10"', "tidal-observatory checked", "future"
        ),
    ]
    for mistake in chosen:
        mistake.make(data)
    said = problems(data)
    for mistake in chosen:
        begins = f"{TOPICS}:{line(data, TOPICS, 'maps') + 1}: " if mistake.where == "-" else expected(data, mistake)
        assert any(one.startswith(begins) and mistake.says in one for one in said), mistake


def test_every_fault_of_one_record_is_named(data: Path) -> None:
    Mistake(EVENTS, "importance = 3\n", "impotance = 9\n", "", "").make(data)
    Mistake(EVENTS, 'date = "1999-03-01"', 'date = "soon"', "", "").make(data)
    assert {one.split(": ")[2] for one in problems(data)} == {"date", "importance", "impotance"}


def test_problems_stand_in_the_order_of_files_and_lines(data: Path) -> None:
    for mistake in (RULES[0], RULES[5], RULES[9], SHAPE[0], SHAPE[3]):
        mistake.make(data)
    places = [(said.split(":")[0], int(said.split(":")[1])) for said in problems(data)]
    assert places == sorted(places)


def test_a_reference_to_a_broken_record_is_no_second_mistake(data: Path) -> None:
    Mistake(PEOPLE, 'name = "Zoë Müller"', 'nam = "Zoë Müller"', "", "").make(data)
    assert {one.split(": ")[1] for one in problems(data)} == {"zoe-muller"}


# Syntax


def test_two_syntax_errors_in_one_file_are_both_named_on_their_lines(data: Path) -> None:
    (data / TOPICS).write_text(
        '[gauges]\nname = "Gauges\nsummary = "x"\n\n[maps]\nname = "Maps"\nsummary = "x"\n\n[more]\nname = = "More"\n'
    )
    said = [one for one in problems(data) if one.startswith(TOPICS)]
    assert len(said) == 2
    assert said[0].startswith(f"{TOPICS}:2: gauges: is not TOML: ")
    assert said[1].startswith(f"{TOPICS}:10: more: is not TOML: ")


def test_a_syntax_error_costs_only_its_own_record(data: Path) -> None:
    Mistake(PEOPLE, 'name = "Jan Berg"\nsummary = "Pilot', 'name = "Jan Berg\nsummary = "Pilot', "", "").make(data)
    assert "zoe-muller" in examine(data, TODAY).dataset.people
    assert [one.split(": ")[0] for one in problems(data) if "is not TOML" in one] == [
        f"{PEOPLE}:{line(data, PEOPLE, 'jan-berg-ii') + 1}"
    ]


def test_a_key_twice_in_one_record_is_a_syntax_error_on_its_line(data: Path) -> None:
    Mistake(TOPICS, 'name = "Maps"', 'name = "Maps"\nname = "Charts"', "", "").make(data)
    (said,) = [one for one in problems(data) if one.startswith(TOPICS)]
    assert said.startswith(f"{TOPICS}:{line(data, TOPICS, 'maps') + 2}: maps: is not TOML: ")


def test_a_key_outside_a_record_is_named(data: Path) -> None:
    text = (data / TOPICS).read_text()
    (data / TOPICS).write_text('stray = "x"\n' + text)
    (said,) = problems(data)
    assert "stands outside a [slug] table" in said
    assert said.startswith(f"{TOPICS}:1: ")


def test_json_that_breaks_the_syntax_is_named_with_its_line(data: Path) -> None:
    Mistake(JSON_EVENTS, '"date": "2021",', '"date": "2021"', "", "").make(data)
    (said,) = problems(data)
    assert re.match(rf"{JSON_EVENTS}:4: is not JSON: ", said)


def test_json_that_is_no_object_is_named(data: Path) -> None:
    (data / JSON_EVENTS).write_text("[]")
    assert problems(data)[0] == f"{JSON_EVENTS}:1: must be an object of records by slug"


def test_a_file_that_is_not_utf8_is_named(data: Path) -> None:
    (data / CORRECTIONS).write_bytes(b'[x]\nwas = "caf\xe9"\n')
    (said,) = problems(data)
    assert said.startswith(f"{CORRECTIONS}:")
    assert "is not UTF-8 text" in said


# Records twice


def test_a_slug_twice_in_one_file_is_named_where_it_comes_again(data: Path) -> None:
    text = (data / TOPICS).read_text()
    (data / TOPICS).write_text(text + '\n[gauges]\nname = "Again"\nsummary = "x"\n')
    again = (data / TOPICS).read_text().splitlines()[1:].index("[gauges]") + 2
    (said,) = problems(data)
    assert said.startswith(f"{TOPICS}:{again}: gauges: ")
    assert "topics.toml line 1 already" in said


def test_a_slug_twice_over_two_files_is_named_with_the_other_place(data: Path) -> None:
    (data / "events" / "2022.toml").write_text(
        (data / EVENTS).read_text().split("\n\n")[0].replace("Observatory is founded", "Observatory is founded again")
    )
    (said,) = problems(data)
    assert said.startswith("events/2022.toml:1: observatory-founded: this slug stands in ")
    assert "1999-2010.toml line 1 already" in said


def test_a_record_that_replaces_itself_is_named(data: Path) -> None:
    Mistake(PEOPLE, 'replaced_by = "jan-berg"', 'replaced_by = "jan-berger"', "", "").make(data)
    where = f"{PEOPLE}:{line(data, PEOPLE, 'jan-berger')}: jan-berger: replaced_by: "
    assert f"{where}is the record itself" in problems(data)


def test_slugs_are_unique_over_all_kinds(data: Path) -> None:
    Mistake(TOPICS, "[maps]", '[atlas-2021]\nname = "x"\nsummary = "y"\n\n[maps]', "", "").make(data)
    (said,) = problems(data)
    assert said.startswith(f"{TOPICS}:{line(data, TOPICS, 'atlas-2021')}: atlas-2021: this slug stands in ")


def test_a_json_key_twice_is_named_on_the_line_of_its_record(data: Path) -> None:
    Mistake(JSON_EVENTS, '"date": "2021",', '"date": "2021", "date": "2022",', "", "").make(data)
    (said,) = problems(data)
    assert said == f"{JSON_EVENTS}:2: atlas-published: has a key twice"


def test_a_json_record_twice_is_named(data: Path) -> None:
    text = (data / JSON_EVENTS).read_text(encoding="utf-8")
    (data / JSON_EVENTS).write_text(text.rstrip().removesuffix("}") + "," + text.lstrip().removeprefix("{"))
    again = [n for n, row in enumerate((data / JSON_EVENTS).read_text().splitlines(), 1) if '"atlas-published"' in row][
        1
    ]
    assert problems(data) == [f"{JSON_EVENTS}:{again}: atlas-published: stands in line 2 already"]


@pytest.mark.parametrize("value", ["5", "null", '"x"', "{}"])
def test_json_of_another_type_is_named(data: Path, value: str) -> None:
    person = '"name": "X", "summary": "x", "sources": ["atlas-2021"], "checked": "2026-01-10"'
    (data / "people").mkdir()
    (data / "people" / "x.json").write_text(f'{{\n "x": {{{person}, "roles": {value}}}\n}}')
    (said,) = problems(data)
    assert said.startswith("people/x.json:2: x: roles: ")


# Files


@pytest.mark.parametrize("name", ["persons.toml", "misc/2024.toml", "event.json"])
def test_a_file_of_no_section_is_named_with_the_sections(data: Path, name: str) -> None:
    (data / name).parent.mkdir(exist_ok=True)
    (data / name).write_text("")
    (said,) = problems(data)
    assert said.startswith(f"{name}:1: belongs to no section; the sections are sources.toml, people.toml")


def test_editors_schemas_hidden_files_and_notes_are_passed_over(data: Path) -> None:
    for name in ("schema/events.json", ".hidden.toml", "README.md"):
        (data / name).parent.mkdir(exist_ok=True)
        (data / name).write_text("nothing of the dataset")
    assert problems(data) == []


def test_a_section_may_be_a_folder_of_files(data: Path, sample: Dataset) -> None:
    (data / "people").mkdir()
    shutil.move(data / "people.toml", data / "people" / "a.toml")
    assert load(data, TODAY).people == sample.people


def test_a_dataset_without_its_edition_says_so(data: Path) -> None:
    (data / DATASET).unlink()
    (said,) = problems(data)
    assert said.startswith(f"{DATASET}:1: is missing")


def test_an_empty_dataset_is_a_problem(data: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    shutil.copy(data / DATASET, empty)
    assert problems(empty) == [f"{DATASET}:1: the dataset has no records"]


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    (said,) = examine(tmp_path / "nowhere", TODAY).problems
    assert said.message == "is not a folder"


# What is allowed, and what is only a warning


def test_a_card_checked_more_than_a_year_ago_is_a_warning(data: Path) -> None:
    Mistake(PEOPLE, 'checked = "2026-01-10"', 'checked = "2025-11-20"', "", "").make(data)
    assert problems(data) == []
    (said,) = warnings(data)
    assert said.startswith(f"{PEOPLE}:1: zoe-muller: checked: warning: is 2025-11-20, more than twelve months ago")


def test_a_card_checked_a_year_ago_to_the_day_is_fresh(data: Path) -> None:
    Mistake(PEOPLE, 'checked = "2026-01-10"', 'checked = "2025-11-23"', "", "").make(data)
    assert warnings(data) == []


def test_a_source_on_which_nothing_rests_is_a_warning(data: Path) -> None:
    with (data / SOURCES).open("a") as file:
        file.write(SOURCE.format("idle", "https://x.example/y"))
    assert problems(data) == []
    assert warnings(data) == [f"{SOURCES}:{line(data, SOURCES, 'idle')}: idle: warning: no record rests on this source"]


def test_an_organizations_own_home_page_may_stand_for_itself(data: Path) -> None:
    with (data / SOURCES).open("a") as file:
        file.write(SOURCE.format("home", "https://x.example/"))
    Mistake(ORGANIZATIONS, '"atlas-2021"', '"atlas-2021", "home"', "", "").make(data)
    assert problems(data) == []
    Mistake(EVENTS, '["founding-charter"]', '["founding-charter", "home"]', "", "").make(data)
    assert len(problems(data)) == 1


def test_a_harmful_claim_may_rest_on_one_primary_source(data: Path) -> None:
    Mistake(EVENTS, '["gazette-2010-06-02", "letter-okeefe-2010"]', '["letter-okeefe-2010"]', "", "").make(data)
    assert problems(data) == []


def test_quotation_marks_and_dashes_of_a_quote_are_kept_as_they_stand(data: Path) -> None:
    words = "“No – gauge’s…” — ‘said’ -- she's"  # noqa: RUF001  typography is the point
    Mistake(QUOTES, "It smells of the sea in there.", words, "", "").make(data)
    assert load(data, TODAY).quotes["visitor-smell-of-the-sea"].text == words


def test_a_day_may_be_written_without_quotation_marks(data: Path) -> None:
    Mistake(EVENTS, '"1999-03-01"', "1999-03-01", "", "").make(data)
    assert load(data, TODAY).events["observatory-founded"].date == PartialDate.parse("1999-03-01")


def test_toml_and_json_make_the_same_records(data: Path, sample: Dataset) -> None:
    Mistake(TOPICS, '[maps]\nname = "Maps"\nsummary = "Charts and atlases of the coast."', "", "", "").make(data)
    (data / "topics").mkdir()
    (data / "topics" / "maps.json").write_text(
        '{"maps": {"name": "Maps", "summary": "Charts and atlases of the coast."}}'
    )
    assert load(data, TODAY).topics == sample.topics


def test_the_order_of_a_dataset_is_that_of_its_files(sample: Dataset) -> None:
    assert list(sample.people) == ["zoe-muller", "una-okeefe", "jan-berg", "jan-berg-ii"]
    assert list(sample.events)[-1] == "atlas-published"


def test_a_merged_record_leaves_its_slug(sample: Dataset) -> None:
    assert sample.redirects["jan-berger"].replaced_by == "jan-berg"
    assert "jan-berger" not in sample.people


def test_a_record_that_replaces_may_not_have_other_fields(data: Path) -> None:
    Mistake(PEOPLE, 'replaced_by = "jan-berg"', 'replaced_by = "jan-berg"\nname = "x"', "", "").make(data)
    (said,) = problems(data)
    assert said.startswith(f"{PEOPLE}:{line(data, PEOPLE, 'jan-berger')}: jan-berger: name: is not a known key")


def test_the_fingerprint_changes_with_any_byte_and_any_name(data: Path, sample_folder: Path) -> None:
    seen = [fingerprint(data)]
    assert seen == [fingerprint(sample_folder)]
    (data / TOPICS).write_text((data / TOPICS).read_text() + "\n")
    seen.append(fingerprint(data))
    (data / JSON_EVENTS).rename(data / "events" / "2022.json")
    seen.append(fingerprint(data))
    (data / DATASET).write_text((data / DATASET).read_text() + "\n")
    seen.append(fingerprint(data))
    (data / "README.md").write_text("no part of the dataset")
    assert fingerprint(data) == seen[-1]
    assert len(set(seen)) == 4
