"""Names are found however they are typed, lists have an order, and no text breaks a query."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ask import CARDS, EVENTS, SOURCES, SUBJECTS, suggest
from bot.core.dates import MonthDay
from bot.core.paging import Window
from bot.refresh import refresh
from bot.store.catalogue import open_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.core.found import Named
    from bot.store.catalogue import Catalogue

ALL: Final = Window(-1)
HOSTILE: Final = [
    *('"', "'", '""', "(", ")", "*", '"*', "a*", "-", "^", ":", "+", "%", "_", "\\", "?", ";", "--", "{}", "[]"),
    *("AND", "OR", "NOT", "NEAR", "NEAR(a b)", "name:x", "a AND", 'x" OR "y', "'; DROP TABLE person; --"),
    *(
        "\0",
        "a\0b",
        "\n",
        "\t",
        "\u202e",
        "\u200b",
        "🌊",
        "🌊🌊 gauge",
        "👩‍🚀",
        "́",
        "ﷺ",
        "中文",
        "A" * 500,
        "gauge " * 100,
    ),
]


def slugs(named: Sequence[Named]) -> list[str]:
    return [one.slug for one in named]


@pytest.fixture
def crowded(data: Path, tmp_path: Path, today: dt.date) -> Iterator[Catalogue]:
    """A larger dataset: sixty more topics called Tide Table, one of them with weight."""
    topics = (data / "topics.toml").read_text(encoding="utf-8")
    tables = "".join(f'\n[table-{n:02}]\nname = "Tide Table {n:02}"\nsummary = "x"\n' for n in range(60))
    (data / "topics.toml").write_text(topics + tables, encoding="utf-8")
    events = data / "events" / "1999-2010.toml"
    text = events.read_text(encoding="utf-8")
    events.write_text(text.replace('topics = ["gauges"]', 'topics = ["gauges", "table-47"]', 1), encoding="utf-8")
    with open_catalogue(refresh(data, tmp_path / "state", today)) as opened:
        yield opened


# Exactly that name


@pytest.mark.parametrize(
    "typed",
    [
        *("zoe-muller", "ZOE-MULLER", " zoe-muller ", "Zoë Müller", "zoe muller", "ZOË MÜLLER", "zoë  müller"),
        *("@zoetides", "zoetides", "@ZoeTides", "Zoe\u0308 Muller"),
    ],
)
def test_slug_name_and_handle_in_any_case_and_without_accents_are_the_name(catalogue: Catalogue, typed: str) -> None:
    assert slugs(catalogue.names.named(typed, CARDS)) == ["zoe-muller"]


@pytest.mark.parametrize(
    "typed",
    ["Una O'Keefe", "una o’keefe", "Una OKeefe", "una o keefe", "Una O`Keefe"],  # noqa: RUF001  typographic
)
def test_an_apostrophe_may_be_any_or_none_or_a_space(catalogue: Catalogue, typed: str) -> None:
    assert slugs(catalogue.names.named(typed, CARDS)) == ["una-okeefe"]


def test_an_alias_is_a_name(catalogue: Catalogue) -> None:
    assert slugs(catalogue.names.named("The Observatory", CARDS)) == ["tidal-observatory"]


def test_a_merged_slug_leads_to_the_record_that_took_its_place(catalogue: Catalogue) -> None:
    assert slugs(catalogue.names.named("jan-berger", CARDS)) == ["jan-berg"]


def test_namesakes_come_together_the_weightier_first(catalogue: Catalogue) -> None:
    assert slugs(catalogue.names.named("jan berg", CARDS)) == ["jan-berg", "jan-berg-ii"]


def test_the_slug_itself_comes_before_a_namesake_of_more_weight(catalogue: Catalogue) -> None:
    assert slugs(catalogue.names.named("jan-berg-ii", CARDS)) == ["jan-berg-ii"]
    assert slugs(catalogue.names.named("jan-berg", CARDS))[0] == "jan-berg"


def test_only_the_kinds_asked_for_are_found(catalogue: Catalogue) -> None:
    assert catalogue.names.named("gauges", CARDS) == ()
    assert slugs(catalogue.names.named("gauges", SUBJECTS)) == ["gauges"]
    assert catalogue.names.named("zoe-muller", EVENTS) == ()


# The beginning of a name


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("z", "zoe-muller"),
        ("Zo", "zoe-muller"),
        ("mül", "zoe-muller"),
        ("mul zo", "zoe-muller"),
        ("@zoe", "zoe-muller"),
        ("o'k", "una-okeefe"),
        ("okee", "una-okeefe"),
        ("kee", "una-okeefe"),
        ("obs", "tidal-observatory"),
        ("ga", "gauge-team"),
    ],
)
def test_every_word_may_be_begun_in_any_order(catalogue: Catalogue, typed: str, first: str) -> None:
    assert slugs(catalogue.names.starting(typed, CARDS, 25))[0] == first


def test_the_middle_of_a_word_is_not_its_beginning(catalogue: Catalogue) -> None:
    assert catalogue.names.starting("uller", CARDS, 25) == ()


def test_nothing_typed_offers_the_weightiest_first(catalogue: Catalogue) -> None:
    offered = slugs(catalogue.names.starting("", CARDS, 25))
    assert offered[:2] == ["zoe-muller", "tidal-observatory"]
    assert len(offered) == len(set(offered)) == 7


def test_choices_come_by_weight_and_each_once(catalogue: Catalogue) -> None:
    assert slugs(catalogue.names.starting("t", EVENTS, 25)) == [
        *("observatory-founded", "atlas-published", "leap-opening", "muller-leaves"),
    ]
    assert slugs(catalogue.names.starting("o", CARDS, 25)) == ["tidal-observatory", "una-okeefe"]


def test_no_more_choices_than_asked_for(crowded: Catalogue) -> None:
    offered = crowded.names.starting("tide table", SUBJECTS, 25)
    assert len(offered) == len({one.slug for one in offered}) == 25
    assert offered[0].slug == "table-47"
    assert len(crowded.names.starting("", SUBJECTS, 5)) == 5
    assert len(crowded.names.resembling("tide tabel", SUBJECTS, 5)) == 5


def test_sources_are_found_by_title_and_publisher(catalogue: Catalogue) -> None:
    assert slugs(catalogue.names.starting("gazette", SOURCES, 25)) == ["gazette-2010-06-02", "gazette-2004-02-29"]
    assert slugs(catalogue.names.starting("charter", SOURCES, 25)) == ["founding-charter"]


# A misspelt name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Zoe Mueller", "zoe-muller"),
        ("Zeo Muller", "zoe-muller"),
        ("Mullre", "zoe-muller"),
        ("Una Okefe", "una-okeefe"),
        ("Tidal Observatroy", "tidal-observatory"),
        ("Shore Pres", "shore-press"),
        ("Guage team", "gauge-team"),
    ],
)
def test_a_misspelt_name_resembles_the_one_that_is_meant(catalogue: Catalogue, typed: str, meant: str) -> None:
    near = catalogue.names.resembling(typed, CARDS, 5)
    assert near[0].named.slug == meant
    assert 75 <= near[0].score <= 100


def test_the_nearest_name_comes_first(catalogue: Catalogue) -> None:
    near = catalogue.names.resembling("Jan Bergh", CARDS, 5)
    assert [one.named.slug for one in near][:2] == ["jan-berg", "jan-berg-ii"]
    assert [one.score for one in near] == sorted((one.score for one in near), reverse=True)


@pytest.mark.parametrize("typed", ["", "x", "zoe", "xylophone", "***"])
def test_short_or_strange_text_resembles_nothing(catalogue: Catalogue, typed: str) -> None:
    assert catalogue.names.resembling(typed, CARDS, 5) == ()


def test_suggestions_fall_back_on_misspellings_only_when_nothing_begins_so(catalogue: Catalogue) -> None:
    assert slugs(suggest("zo", CARDS, catalogue, 25)) == ["zoe-muller"]
    assert slugs(suggest("zeo muller", CARDS, catalogue, 25)) == ["zoe-muller"]
    assert suggest("qqqq", CARDS, catalogue, 25) == ()


# Text that means something to a database


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_text_breaks_a_look_up(catalogue: Catalogue, text: str) -> None:
    for kinds in (CARDS, SUBJECTS, EVENTS, SOURCES):
        found = catalogue.names.named(text, kinds)
        assert found == () or text.isalpha()
        assert len(catalogue.names.starting(text, kinds, 25)) <= 25
        assert len(catalogue.names.resembling(text, kinds, 5)) <= 5
    total, hits = catalogue.search(text, Window(5))
    assert len(hits) == min(total, 5)
    said = catalogue.quotes(Window(5), text=text)
    assert len(said.records) == min(said.total, 5)


def test_no_words_are_in_no_quote(catalogue: Catalogue) -> None:
    assert catalogue.quotes_with((), 5) == ()
    assert catalogue.quotes_with(("xyzzy",), 5) == ()


def test_words_that_nearly_every_quote_has_do_not_hide_the_one_that_is_meant(data: Path, today: dt.date) -> None:
    quote = """[many-{n}]
speaker = "zoe-muller"
text = "The sea has the last word, and the sea will {word} it, number {n}."
said = "2010-06-01"
context = "on the sea"
source = "gazette-2010-06-02"
status = "verified"
evidence = ["https://gazette.example/2"]

"""
    many = "".join(quote.format(n=n, word="keep" if n == 321 else "say") for n in range(400))
    (data / "quotes" / "many.toml").write_text(many, encoding="utf-8")
    with open_catalogue(refresh(data, data.parent / "state", today)) as catalogue:
        found = catalogue.quotes_with(["the", "sea", "has", "last", "word", "and", "will", "keep", "it"], 5)
    assert found[0].slug == "many-321"


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_looked_for(sample_file: Path, text: str) -> None:
    with open_catalogue(sample_file) as catalogue:
        total, hits = catalogue.search(text, ALL)
        assert len(hits) == total
        assert (catalogue.quotes(ALL, text=text)).total <= 4
        assert len(suggest(text, CARDS, catalogue, 25)) <= 7


def test_operators_of_the_search_are_only_words(catalogue: Catalogue) -> None:
    plain = catalogue.search("atlas gauge", ALL)
    assert catalogue.search('atlas* ("gauge")', ALL) == plain
    assert (catalogue.search("atlas NOT gauge", ALL))[0] >= plain[0]


# Search


def test_accents_case_and_endings_do_not_matter_to_the_search(catalogue: Catalogue) -> None:
    assert (catalogue.search("MULLER", ALL))[0] > 0
    assert catalogue.search("MULLER", ALL) == catalogue.search("müller", ALL)
    assert catalogue.search("gauge", ALL) == catalogue.search("gauges", ALL)


def test_a_search_finds_names_with_an_apostrophe_both_ways(catalogue: Catalogue) -> None:
    for typed in ("O'Keefe", "O’Keefe", "okeefe", "o keefe"):  # noqa: RUF001  typographic
        _, hits = catalogue.search(typed, ALL)
        assert "una-okeefe" in [hit.slug for hit in hits], typed


def test_the_pages_of_a_search_are_the_slices_of_its_whole(catalogue: Catalogue) -> None:
    total, everything = catalogue.search("gauge muller", ALL)
    pages = [(catalogue.search("gauge muller", Window(2, offset)))[1] for offset in range(0, total, 2)]
    assert tuple(hit for page in pages for hit in page) == everything
    assert total == len(set(everything)) > 4


# Lists


def test_events_of_a_period_are_those_that_may_have_happened_in_it(catalogue: Catalogue) -> None:
    def between(first: dt.date, last: dt.date) -> list[str]:
        return [event.slug for event in (catalogue.events_between(first, last, ALL)).records]

    assert between(dt.date.min, dt.date.max) == [
        *("observatory-founded", "leap-opening", "muller-leaves", "gauge-breaks", "atlas-published"),
    ]
    assert between(dt.date(2010, 5, 31), dt.date(2010, 6, 1)) == ["muller-leaves", "gauge-breaks"]
    assert between(dt.date(2010, 6, 2), dt.date(2020, 12, 31)) == []
    assert between(dt.date(2021, 12, 31), dt.date(2021, 12, 31)) == ["atlas-published"]


def test_what_a_team_did_is_on_the_timeline_of_the_body_it_belongs_to(catalogue: Catalogue) -> None:
    found = catalogue.events_about("tidal-observatory", dt.date.min, dt.date.max, ALL)
    assert "gauge-breaks" in [event.slug for event in found.records]


def test_totals_count_what_the_window_hides(catalogue: Catalogue) -> None:
    found = catalogue.events_about("zoe-muller", dt.date.min, dt.date.max, Window(1, 1))
    assert ([event.slug for event in found.records], found.total, found.more) == (["leap-opening"], 4, 3)


def test_days_of_the_year_are_those_known_to_the_day(catalogue: Catalogue) -> None:
    assert set(catalogue.days_with_events()) == {MonthDay(3, 1), MonthDay(2, 29), MonthDay(6, 1)}


def test_a_card_shows_a_verified_quote_before_a_later_one_that_is_not(catalogue: Catalogue) -> None:
    found = catalogue.quote_of("zoe-muller")
    assert [quote.slug for quote in found.records] == ["muller-the-sea-is-a-clock"]
    assert found.total == 2


def test_what_rests_on_a_source_is_counted_and_named(catalogue: Catalogue) -> None:
    total, named = catalogue.resting_on("letter-okeefe-2010", Window(2))
    assert total == 4
    assert len(named) == 2
    _, rest = catalogue.resting_on("letter-okeefe-2010", Window(2, 2))
    assert {*slugs(named), *slugs(rest)} == {"una-okeefe", "gauge-team", "gauge-breaks", "okeefe-no-gauge-unread"}


def test_what_is_not_there_is_empty(catalogue: Catalogue) -> None:
    assert (catalogue.person("nobody")).records == ()
    assert (catalogue.event("nothing")).records == ()
    assert (catalogue.source("nothing")).records == ()
    assert catalogue.corrections("nothing") == ()
