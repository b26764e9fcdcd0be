"""Every question over the sample, answered as front ends get it: what is said, what it rests on, where it leads."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from bot import ask
from bot.core import questions
from bot.core.answers.answer import Style, number_sources
from bot.core.questions import (
    ALL,
    About,
    EventQuotes,
    Help,
    OneEvent,
    OneQuote,
    OneSource,
    OnThisDay,
    Question,
    Quotes,
    Roles,
    Search,
    Sources,
    Timeline,
    Who,
)
from bot.refresh import refresh
from bot.store.catalogue import open_catalogue
from bot.terminal.text import draw

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.core.answers.answer import Action, Answer, Line
    from bot.store.catalogue import Catalogue

    Asking = Callable[[Question], Answer]

EVERY_QUESTION: list[Question] = [
    *(Who("zoe-muller"), Who("una-okeefe"), Who("jan-berg"), Who("jan-berg-ii"), Who("nobody at all"), Who("Jan Berg")),
    *(Who("tidal-observatory"), Who("gauge-team"), Who("shore-press")),
    *(Roles("zoe-muller"), Sources("zoe-muller"), Sources("tidal-observatory")),
    *(Timeline(), Timeline("gauges"), Timeline("zoe-muller", "2004", "2010"), Timeline(start="2011", end="2012")),
    *(Timeline(start="2012", end="2011"), Timeline(start="soon")),
    *(Quotes(), Quotes(by="zoe-muller"), Quotes(about="sea"), Quotes(by="una-okeefe", about="gauges")),
    *(OneQuote("okeefe-no-gauge-unread"), OneQuote("visitor-smell-of-the-sea"), OneQuote("no-such")),
    *(EventQuotes("gauge-breaks"), OnThisDay("02-29"), OnThisDay("1 June"), OnThisDay("9 August"), OnThisDay("x")),
    *(OneEvent("gauge-breaks"), OneEvent("leap-opening"), OneEvent("atlas-published"), OneEvent("muller-leaves")),
    *(Search("tides atlas"), Search("gauge"), Search("xyzzy"), OneSource("founding-charter"), About(), Help()),
]


def said(line: Line) -> str:
    return f"{line.lead} · {line.text}" if line.lead else line.text


def section(answer: Answer, heading: str) -> list[str]:
    (found,) = (one for one in answer.sections if one.heading == heading)
    return [said(line) for line in found.lines]


def summary(answer: Answer) -> list[str]:
    return [said(line) for line in answer.summary]


def everything(answer: Answer) -> str:
    return "\n".join([answer.title, *map(said, answer.lines), answer.footer])


def labels(actions: tuple[Action, ...]) -> list[str]:
    return [action.label for action in actions]


def slugs(line: Line) -> list[str]:
    return [source.slug for source in line.sources]


@pytest.fixture
def asked(catalogue: Catalogue, today: dt.date) -> Asking:
    def ask_it(question: Question) -> Answer:
        return ask.answer(question, catalogue, today)

    return ask_it


@pytest.fixture
def crowded(data: Path, tmp_path: Path, today: dt.date) -> Iterator[Asking]:
    """Ask a larger dataset: twenty more events on 14 May, eight more roles of Una, thirty namesakes."""
    template = (data / "events" / "1999-2010.toml").read_text().split("\n\n")[0]
    for year in range(1980, 2000):
        event = template.replace("1999-03-01", f"{year}-05-14").replace("[observatory-founded]", f"[storm-{year}]")
        event = event.replace("The Tidal Observatory is founded", f"Storm of {year}")
        (data / "events" / f"{year}.toml").write_text(event)
    roles = [
        f'\n[[una-okeefe.roles]]\ntitle = "Keeper {n}"\norganization = "gauge-team"\nsources = ["letter-okeefe-2010"]\n'
        for n in range(8)
    ]
    people = (data / "people.toml").read_text()
    (data / "people.toml").write_text(people.replace("\n[jan-berg]", "".join(roles) + "\n[jan-berg]"))
    namesake = 'name = "Ada Storm"\nsummary = "x"\nsources = ["atlas-2021"]\nchecked = "2026-01-10"\n'
    (data / "people").mkdir()
    (data / "people" / "ada.toml").write_text("".join(f"[ada-{n}]\n{namesake}\n" for n in range(30)))
    file = refresh(data, tmp_path / "state", today)
    with asking(file, today) as ask_it:
        yield ask_it


@contextmanager
def asking(file: Path, today: dt.date) -> Iterator[Asking]:
    with open_catalogue(file) as catalogue:

        def ask_it(question: Question) -> Answer:
            return ask.answer(question, catalogue, today)

        yield ask_it


# Who


def test_a_person_is_told_in_one_sentence_that_carries_its_source(asked: Asking) -> None:
    answer = asked(Who("Zoë Müller"))
    assert answer.found
    assert answer.title == "Zoë Müller"
    assert summary(answer) == ["Hydrographer. Founded the Tidal Observatory in 1999 and led it until May 2010."]
    assert slugs(answer.summary[0]) == ["founding-charter"]
    assert answer.footer == "Tide Record 2026.1.1 · card checked 10 January 2026"


def test_a_role_with_an_end_says_from_when_to_when(asked: Asking) -> None:
    roles = section(asked(Who("zoe-muller")), "Roles")
    assert roles[0] == "Director · Tidal Observatory · 1 March 1999 to May 2010"


def test_a_role_without_an_end_says_as_of(asked: Asking) -> None:
    roles = section(asked(Who("zoe-muller")), "Roles")
    assert roles[1] == "Author · Shore Press · since 2021, as of 10 January 2026"


def test_a_role_that_is_over_nobody_knows_since_when_says_since_ended(asked: Asking) -> None:
    assert section(asked(Who("una-okeefe")), "Roles") == ["Chief engineer · Gauge team · from about 2001, since ended"]


def test_a_role_without_any_date_says_only_as_of(asked: Asking) -> None:
    assert section(asked(Who("jan-berg")), "Roles") == ["Cartographer · Shore Press · as of 10 January 2026"]


def test_a_persons_events_are_the_most_important_latest_first_with_the_rest_counted(asked: Asking) -> None:
    answer = asked(Who("zoe-muller"))
    assert section(answer, "On the timeline") == [
        "2021 · confirmed · The atlas of the tides is published",
        "May 2010 · confirmed · Zoë Müller leaves the observatory",
        "1 March 1999 · confirmed · The Tidal Observatory is founded",
    ]
    assert {one.heading: one.more for one in answer.sections}["On the timeline"] == 1


def test_the_quote_on_a_card_is_a_verified_one(asked: Asking) -> None:
    assert section(asked(Who("zoe-muller")), "On record") == [
        "The sea is a clock that nobody winds.",
        "Zoë Müller · Tidal Observatory · 1 March 1999 · on founding the observatory · verified",
    ]


def test_a_card_leads_to_timeline_quotes_and_sources(asked: Asking) -> None:
    answer = asked(Who("zoe-muller"))
    assert [(action.label, action.question) for action in answer.actions] == [
        ("Timeline", Timeline("zoe-muller")),
        ("Quotes", Quotes(by="zoe-muller")),
        ("Sources", Sources("zoe-muller")),
    ]


def test_a_card_offers_no_quotes_where_there_are_none(asked: Asking) -> None:
    answer = asked(Who("jan-berg-ii"))
    assert labels(answer.actions) == ["Timeline", "Sources"]
    assert [one.heading for one in answer.sections] == ["On the timeline"]


def test_a_long_card_shows_its_latest_roles_and_leads_to_all(crowded: Asking) -> None:
    card = crowded(Who("una-okeefe"))
    (shown,) = (one for one in card.sections if one.heading == "Roles")
    assert [line.lead for line in shown.lines] == [f"Keeper {n}" for n in range(3, 8)]
    assert shown.more == 4
    assert card.actions[0].label == "All roles"
    first = crowded(card.actions[0].question)
    second = crowded(first.actions[0].question)
    listed = [line.lead for page in (first, second) for line in page.lines]
    assert listed == ["Chief engineer", *(f"Keeper {n}" for n in range(8))]


def test_an_organization_is_told_with_dates_people_and_what_it_is_part_of(asked: Asking) -> None:
    answer = asked(Who("Gauge team"))
    assert summary(answer) == [
        "Built and kept the gauges.",
        "team · part of Tidal Observatory · began about 2001 · ended 2011",
    ]
    assert section(answer, "People") == ["Una O'Keefe · Chief engineer · from about 2001, since ended"]


def test_those_who_are_still_there_come_first(asked: Asking) -> None:
    people = section(asked(Who("shore-press")), "People")
    assert people == [
        "Zoë Müller · Author · since 2021, as of 10 January 2026",
        "Jan Berg · Cartographer · as of 10 January 2026",
    ]


def test_what_a_team_did_is_on_the_card_of_its_organization(asked: Asking) -> None:
    assert "1 June 2010 · alleged · A gauge allegedly breaks after a skipped inspection" in section(
        asked(Who("tidal-observatory")), "On the timeline"
    )


def test_the_sources_about_somebody_are_listed_latest_first(asked: Asking) -> None:
    answer = asked(Sources("zoe-muller"))
    assert summary(answer) == ["What is on record rests on 4 sources."]
    assert section(answer, "Latest first") == [
        "paper · Shore Press, Atlas of the tides, 2021",
        "news · Harbour Gazette, Two accounts of a broken gauge, 2 June 2010",
        "news · Harbour Gazette, A leap for the observatory, 29 February 2004",
        "primary · Tidal Observatory, Charter of the Tidal Observatory, 1 March 1999",
    ]


# Names


@pytest.mark.parametrize("typed", ["Zoë Müller", "zoe muller", "ZOE-MULLER", "@zoetides", "Müller", "Zoe Mulller"])
def test_one_clear_match_answers(asked: Asking, typed: str) -> None:
    assert asked(Who(typed)) == asked(Who("zoe-muller"))


def test_a_merged_record_goes_on_answering(asked: Asking) -> None:
    assert asked(Who("jan-berger")) == asked(Who("jan-berg"))


def test_several_namesakes_offer_themselves_each_told_apart(asked: Asking) -> None:
    answer = asked(Who("Jan Berg"))
    assert not answer.found
    assert answer.title == "Which Jan Berg?"
    assert len(set(labels(answer.actions))) == 2
    assert [action.question for action in answer.actions] == [Who("jan-berg"), Who("jan-berg-ii")]
    offered = summary(answer)[1:]
    assert offered[0] == "Jan Berg · Cartographer, Shore Press"
    assert len(set(offered)) == 2


def test_the_offer_keeps_the_rest_of_the_question(asked: Asking) -> None:
    answer = asked(Timeline("Jan Berg", "2000", "2022"))
    assert [action.question for action in answer.actions] == [
        Timeline("jan-berg", "2000", "2022"),
        Timeline("jan-berg-ii", "2000", "2022"),
    ]
    assert [action.question for action in (asked(Quotes(by="Jan Berg"))).actions] == [
        Quotes(by="jan-berg"),
        Quotes(by="jan-berg-ii"),
    ]


def test_many_namesakes_are_cut_and_the_rest_is_mentioned(crowded: Asking) -> None:
    answer = crowded(Who("Ada Storm"))
    assert len(answer.actions) == 5
    assert summary(answer)[-1] == "and 25 others: type more of the name."


def test_nobody_by_that_name_gets_the_nearest_names(asked: Asking) -> None:
    answer = asked(Who("Una Keeffer"))
    assert not answer.found
    assert summary(answer) == ["Nothing called “Una Keeffer” is on record. Did you mean Una O'Keefe?"]
    assert [action.question for action in answer.actions] == [Who("una-okeefe")]


def test_a_name_like_no_other_leads_to_the_search(asked: Asking) -> None:
    answer = asked(Who("Xanthippe Quux"))
    assert summary(answer) == ["Nothing called “Xanthippe Quux” is on record."]
    assert [action.question for action in answer.actions] == [Search("Xanthippe Quux")]


@pytest.mark.parametrize("question", [Who(""), Who("   "), OneEvent(""), OneSource("?"), Search(""), Search("***")])
def test_an_empty_name_finds_nothing(asked: Asking, question: Question) -> None:
    assert not (asked(question)).found


def test_a_card_is_not_found_by_the_name_of_an_event(asked: Asking) -> None:
    assert not (asked(Who("leap-opening"))).found
    assert not (asked(OneEvent("tidal-record"))).found


# Timeline


def test_a_timeline_without_options_has_the_most_important_events_in_order(asked: Asking) -> None:
    answer = asked(Timeline())
    assert summary(answer) == ["The 2 events of most importance in the dataset, in order of time."]
    assert section(answer, "") == [
        "1 March 1999 · confirmed · The Tidal Observatory is founded",
        "2021 · confirmed · The atlas of the tides is published",
    ]


@pytest.mark.parametrize(
    ("about", "titles"),
    [
        ("gauges", ["observatory-founded", "leap-opening", "gauge-breaks"]),
        ("una-okeefe", ["gauge-breaks"]),
        ("tidal-observatory", ["observatory-founded", "leap-opening", "muller-leaves", "gauge-breaks"]),
        ("zoe-muller", ["observatory-founded", "leap-opening", "muller-leaves", "atlas-published"]),
    ],
)
def test_a_timeline_has_what_concerns_a_person_an_organization_or_a_topic(
    asked: Asking, about: str, titles: list[str]
) -> None:
    answer = asked(Timeline(about))
    assert [action.question for action in answer.menu] == [OneEvent(slug) for slug in titles]


@pytest.mark.parametrize(
    ("start", "end", "title", "found"),
    [
        ("2004", "", "Timeline · from 2004", ["leap-opening", "muller-leaves", "gauge-breaks", "atlas-published"]),
        ("", "2004", "Timeline · until 2004", ["observatory-founded", "leap-opening"]),
        ("2004", "2004", "Timeline · 2004", ["leap-opening"]),
        ("May 2010", "1 June 2010", "Timeline · May 2010 to 1 June 2010", ["muller-leaves", "gauge-breaks"]),
        ("2 June 2010", "2020", "Timeline · 2 June 2010 to 2020", []),
        ("20 May 2010", "31 May 2010", "Timeline · 20 May 2010 to 31 May 2010", ["muller-leaves"]),
        ("29 Feb 2004", "29 Feb 2004", "Timeline · 29 February 2004", ["leap-opening"]),
        ("2021-08", "2021-09", "Timeline · August 2021 to September 2021", ["atlas-published"]),
    ],
)
def test_a_period_holds_what_may_have_happened_in_it(
    asked: Asking, start: str, end: str, title: str, found: list[str]
) -> None:
    answer = asked(Timeline(start=start, end=end))
    assert answer.title == title
    assert [action.question for action in answer.menu] == [OneEvent(slug) for slug in found]
    assert answer.found == bool(found)


def test_about_and_dates_narrow_together(asked: Asking) -> None:
    answer = asked(Timeline("zoe-muller", "2005", "2020"))
    assert answer.title == "Timeline: Zoë Müller · 2005 to 2020"
    assert section(answer, "") == ["May 2010 · confirmed · Zoë Müller leaves the observatory"]


def test_from_after_to_is_said_and_not_swapped(asked: Asking) -> None:
    answer = asked(Timeline(start="2010", end="1 March 1999"))
    assert not answer.found
    assert answer.sections == ()
    assert summary(answer) == ["2010 (from) is later than 1 March 1999 (to). Swap them and ask again."]


def test_a_year_that_ends_in_itself_is_not_reversed(asked: Asking) -> None:
    assert (asked(Timeline(start="May 2010", end="2010"))).found


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Timeline(start="2030"), "Nothing on record from 2030."),
        (Timeline(end="1990"), "Nothing on record until 1990."),
        (Timeline(start="2012", end="2013"), "Nothing on record for 2012 to 2013."),
        (Timeline("maps", "1990", "1990"), "Nothing on record about Maps for 1990."),
        (Timeline("maps", end="1990"), "Nothing on record about Maps until 1990."),
    ],
)
def test_an_empty_period_says_so_in_plain_words(asked: Asking, question: Timeline, words: str) -> None:
    answer = asked(question)
    assert not answer.found
    assert summary(answer) == [words]


@pytest.mark.parametrize("typed", ["soon", "5/6/2024", "31 June 2024", "14 May"])
def test_what_is_not_a_date_gets_an_example(asked: Asking, typed: str) -> None:
    answer = asked(Timeline(start=typed))
    assert not answer.found
    assert summary(answer) == [
        f"“{typed}” is not a date I can read. Write it like 2024, May 2024, 2024-05-14 or 14 May 2024."
    ]


def test_a_long_timeline_is_paged_and_every_event_comes_once(crowded: Asking) -> None:
    answer = crowded(Timeline("gauges"))
    leads, footers = [], []
    while True:
        leads += [line.lead for line in answer.sections[0].lines]
        footers.append(answer.footer)
        following = [action for action in answer.actions if action.label == "Next"]
        if not following:
            break
        answer = crowded(following[0].question)
    assert leads == [
        *(f"14 May {year}" for year in range(1980, 1999)),
        *("1 March 1999", "14 May 1999", "29 February 2004", "1 June 2010"),
    ]
    assert footers == [f"Tide Record 2026.1.1 · page {page} of 3" for page in (1, 2, 3)]


def test_all_at_once_is_one_page(crowded: Asking) -> None:
    answer = crowded(Timeline("gauges", page=ALL))
    assert len(answer.sections[0].lines) == 23
    assert answer.footer == "Tide Record 2026.1.1"


@pytest.mark.parametrize(
    "question",
    [
        *(Timeline("gauges", page=9), Quotes(by="zoe-muller", page=9), EventQuotes("gauge-breaks", page=9)),
        *(OnThisDay("02-29", page=9), Search("gauge", page=9), OneSource("founding-charter", page=9)),
        *(Sources("zoe-muller", page=9), Roles("zoe-muller", page=9)),
    ],
)
def test_a_page_that_no_longer_exists_shows_the_first(
    asked: Asking, question: Timeline | Quotes | EventQuotes | OnThisDay | Search | OneSource | Sources | Roles
) -> None:
    first = type(question)(**{name: getattr(question, name) for name in question.__match_args__} | {"page": 1})
    assert asked(question) == asked(first)


# Quotes


def test_quotes_by_a_speaker_come_latest_first_with_status_and_reason(asked: Asking) -> None:
    answer = asked(Quotes(by="Zoë Müller"))
    assert answer.title == "Quotes by Zoë Müller"
    assert [[said(line) for line in one.lines] for one in answer.sections] == [
        [
            "Time and tide wait for me.",
            "Zoë Müller · Harbour Gazette · 2010 · a saying that was never hers · misattributed",
            "Misattributed: The Gazette printed it under her portrait; it is an old proverb turned around.",
        ],
        [
            "The sea is a clock that nobody winds.",
            "Zoë Müller · Tidal Observatory · 1 March 1999 · on founding the observatory · verified",
        ],
    ]


def test_the_words_are_given_character_for_character(asked: Asking) -> None:
    answer = asked(Quotes(by="una-okeefe"))
    words = answer.sections[0].lines[0]
    assert words.style is Style.QUOTE
    assert words.text == "No gauge of mine went unread, *not one* — and @everyone knows it."
    assert said(answer.sections[0].lines[1]) == (
        "Una O'Keefe · paragraph 2 · 5 June 2010 · on the inspection of the broken gauge · verified"
    )


def test_an_unnamed_speaker_is_described_as_the_source_does(asked: Asking) -> None:
    answer = asked(Quotes(about="smell"))
    assert answer.sections[0].lines[1].lead == "a visitor who gave no name"


@pytest.mark.parametrize(
    ("question", "speakers"),
    [
        (Quotes(about="sea"), ["a visitor who gave no name", "Zoë Müller"]),
        (Quotes(about="gauges"), ["Una O'Keefe", "a visitor who gave no name", "Zoë Müller"]),
        (Quotes(about="Tidal Observatory"), ["Una O'Keefe", "a visitor who gave no name", "Zoë Müller"]),
        (Quotes(by="zoe-muller", about="gauges"), ["Zoë Müller"]),
        (Quotes(by="zoe-muller", about="wait tide"), ["Zoë Müller"]),
        (Quotes(about="inspection"), ["Una O'Keefe"]),
    ],
)
def test_quotes_about_a_subject_or_some_words(asked: Asking, question: Quotes, speakers: list[str]) -> None:
    answer = asked(question)
    assert [one.lines[1].lead for one in answer.sections] == speakers


@pytest.mark.parametrize("about", ["***", "🌊", "\0", "?!", "xyzzy", '"', "AND OR NOT"])
def test_quotes_about_nothing_on_record_say_so(asked: Asking, about: str) -> None:
    answer = asked(Quotes(about=about))
    assert not answer.found
    assert summary(answer) == [f"No quote about {about} is on record."]


def test_the_same_draw_gives_the_same_quote_and_every_verified_quote_is_drawn(asked: Asking) -> None:
    drawn = [asked(Quotes(pick=pick)) for pick in range(6)]
    words = [answer.sections[0].lines[0].text for answer in drawn]
    assert words[:3] == words[3:]
    assert drawn[0] == asked(Quotes(pick=0))
    assert set(words) == {
        "No gauge of mine went unread, *not one* — and @everyone knows it.",
        "It smells of the sea in there.",
        "The sea is a clock that nobody winds.",
    }


def test_a_random_quote_offers_another(asked: Asking) -> None:
    assert (asked(Quotes(pick=2**31 - 1))).actions[0].question == Quotes()


def test_one_quote_is_shown_with_who_said_it_and_leads_to_its_event(asked: Asking) -> None:
    answer = asked(OneQuote("okeefe-no-gauge-unread"))
    assert answer.sections == (asked(Quotes(by="una-okeefe"))).sections
    assert [action.question for action in answer.actions] == [Who("una-okeefe"), OneEvent("gauge-breaks")]


def test_a_quote_that_is_gone_is_not_on_record(asked: Asking) -> None:
    assert not (asked(OneQuote("no-such"))).found


def test_the_quotes_of_an_event_lead_back_to_it(asked: Asking) -> None:
    answer = asked(EventQuotes("gauge-breaks"))
    assert answer.title == "Quotes: A gauge allegedly breaks after a skipped inspection"
    assert answer.actions[-1].question == OneEvent("gauge-breaks")


def test_an_event_without_quotes_says_so(asked: Asking) -> None:
    answer = asked(EventQuotes("atlas-published"))
    assert not answer.found
    assert summary(answer) == ["No quote is on record."]


# On this day


def test_a_day_tells_its_events_with_the_other_side(asked: Asking) -> None:
    answer = asked(OnThisDay("June 1"))
    assert answer.title == "On this day: 1 June"
    assert [said(line) for one in answer.sections for line in one.lines] == [
        "1 June 2010 · alleged · A gauge allegedly breaks after a skipped inspection",
        "According to the Harbour Gazette an inspection was skipped before the gauge broke.",
        "The other side · Una O'Keefe wrote that the inspection had taken place.",
    ]


def test_the_leap_day_is_a_day_like_any_other(asked: Asking) -> None:
    answer = asked(OnThisDay("29 February"))
    assert summary(answer) == ["1 event on record for 29 February."]
    assert [action.question for action in answer.menu] == [OneEvent("leap-opening")]


def test_an_empty_day_says_so_and_names_the_nearest_days(asked: Asking) -> None:
    answer = asked(OnThisDay("9 August"))
    assert not answer.found
    assert summary(answer) == [
        "Nothing on record for 9 August. The nearest days that have something: 1 June and 29 February."
    ]
    assert [action.question for action in answer.actions] == [OnThisDay("06-01"), OnThisDay("02-29")]


def test_the_neighbours_of_an_empty_day_do_have_events(asked: Asking) -> None:
    empty = asked(OnThisDay("9 August"))
    assert [(asked(action.question)).found for action in empty.actions] == [True, True]


def test_no_date_means_today(asked: Asking, today: dt.date) -> None:
    assert asked(OnThisDay()) == asked(OnThisDay(today.isoformat()))
    assert (asked(OnThisDay(" "))).title == "On this day: 23 November"


def test_events_known_to_the_month_or_year_only_are_on_no_day(asked: Asking) -> None:
    assert not (asked(OnThisDay("1 May"))).found
    assert not (asked(OnThisDay("1 January"))).found


def test_what_is_not_a_day_gets_an_example(asked: Asking) -> None:
    answer = asked(OnThisDay("May 2024"))
    assert summary(answer) == ["“May 2024” is not a date I can read. Write it like 14 May, May 14 or 05-14."]


def test_a_crowded_day_is_paged_in_order_of_years(crowded: Asking) -> None:
    first = crowded(OnThisDay("14 May"))
    second = crowded(first.actions[0].question)
    years = [one.lines[0].lead for page in (first, second) for one in page.sections]
    assert years == [f"14 May {year}" for year in range(1980, 1986)]
    assert second.footer == "Tide Record 2026.1.1 · page 2 of 7"


# Event


def test_an_alleged_event_says_so_in_the_first_line_and_gives_the_other_side(asked: Asking) -> None:
    answer = asked(OneEvent("gauge-breaks"))
    assert summary(answer) == [
        "1 June 2010 · alleged · publicly known 2 June 2010",
        "According to the Harbour Gazette an inspection was skipped before the gauge broke.",
        "The other side · Una O'Keefe wrote that the inspection had taken place.",
    ]
    assert slugs(answer.summary[1]) == ["gazette-2010-06-02", "letter-okeefe-2010"]
    assert slugs(answer.summary[2]) == ["letter-okeefe-2010"]


def test_an_event_has_its_quotes_people_and_related_events(asked: Asking) -> None:
    answer = asked(OneEvent("gauge-breaks"))
    assert section(answer, "On record")[0] == "No gauge of mine went unread, *not one* — and @everyone knows it."
    assert section(answer, "Who it concerns") == ["Una O'Keefe and Gauge team"]
    assert section(answer, "Related") == ["May 2010 · confirmed · Zoë Müller leaves the observatory"]


def test_events_are_related_in_both_directions(asked: Asking) -> None:
    assert section(asked(OneEvent("muller-leaves")), "Related") == [
        "1 June 2010 · alleged · A gauge allegedly breaks after a skipped inspection"
    ]


def test_a_corrected_event_says_what_it_said_and_why_it_changed(asked: Asking) -> None:
    assert section(asked(OneEvent("leap-opening")), "Corrections") == [
        "5 January 2026 · said: The observatory opened on 1 March 2004. Now: It opened on 29 February 2004.",
        "The Harbour Gazette of that day reports the opening.",
    ]


def test_an_event_leads_to_those_who_took_part_and_to_its_topics(asked: Asking) -> None:
    answer = asked(OneEvent("leap-opening"))
    assert [action.question for action in answer.actions] == [Timeline("gauges")]
    assert [action.question for action in answer.menu] == [
        Who("zoe-muller"),
        Who("jan-berg-ii"),
        Who("tidal-observatory"),
    ]


@pytest.mark.parametrize("typed", ["leap", "leap-opening", "observatory opens", "The observatory opens its door"])
def test_an_event_is_found_by_a_part_of_its_title(asked: Asking, typed: str) -> None:
    assert (asked(OneEvent(typed))).title == "The observatory opens its doors on a leap day"


# Search, source, about, help


def test_words_are_found_in_any_order_and_the_best_hit_comes_first(asked: Asking) -> None:
    forwards, backwards = asked(Search("tides atlas")), asked(Search("ATLAS, tides"))
    assert forwards.sections == backwards.sections
    assert said(forwards.sections[0].lines[0]) == "2021 · confirmed · The atlas of the tides is published"


def test_not_every_word_has_to_match(asked: Asking) -> None:
    answer = asked(Search("pilot xyzzy"))
    assert summary(answer) == ["1 record has some of these words."]
    assert answer.menu[0].question == Who("jan-berg-ii")


def test_people_events_and_quotes_are_found_each_with_its_command(asked: Asking) -> None:
    answer = asked(Search("gauge muller", page=ALL))
    commands = [line.text for line in answer.lines if line.style is Style.DETAIL and line.text.startswith("/")]
    assert {"/who name:zoe-muller", "/event name:gauge-breaks", "/quote by:una-okeefe"} <= set(commands)
    assert len(commands) == len(answer.sections)


def test_the_quote_of_an_unnamed_speaker_leads_to_its_source(asked: Asking) -> None:
    answer = asked(Search("smells"))
    assert answer.sections[0].lines[-1].text == "/source name:gazette-2004-02-29"
    assert answer.menu[0].question == OneQuote("visitor-smell-of-the-sea")


def test_a_search_without_a_hit_says_so(asked: Asking) -> None:
    answer = asked(Search("xyzzy"))
    assert not answer.found
    assert summary(answer) == ["Nothing on record has these words."]


def test_a_source_says_who_published_it_and_what_rests_on_it(asked: Asking) -> None:
    answer = asked(OneSource("A leap for the observatory"))
    assert summary(answer) == [
        "news · Harbour Gazette · Ines Roth · published 29 February 2004 · last read 10 January 2026",
        "3 records rest on it.",
    ]
    kinds = {(line.lead, line.text.split(" · ")[0]) for line in answer.sections[0].lines}
    assert kinds == {
        ("person", "Jan Berg"),
        ("event", "The observatory opens its doors on a leap day"),
        ("quote", "It smells of the sea in there."),
    }


def test_a_publisher_with_several_sources_offers_each(asked: Asking) -> None:
    answer = asked(OneSource("Harbour Gazette"))
    assert {action.question for action in answer.actions} == {
        OneSource("gazette-2004-02-29"),
        OneSource("gazette-2010-06-02"),
    }


def test_about_tells_name_version_counts_licence_report_and_privacy(asked: Asking) -> None:
    answer = asked(About())
    assert answer.title == "Tide Record 2026.1.1"
    assert summary(answer) == [
        "The invented history of a tidal observatory.",
        "5 events, 4 quotes, 4 people, 3 organizations and 5 sources; cards last checked 10 January 2026.",
    ]
    assert section(answer, "Mistakes") == ["Tell the harbour master.", "Kept by · The testers"]
    assert section(answer, "Licence") == ["CC BY 4.0"]
    assert section(answer, "Privacy")[0].startswith("Nothing about you is stored")


def test_help_gives_an_example_of_every_command(asked: Asking) -> None:
    lines = [line for line in (asked(Help())).lines if line.lead.startswith("/")]
    assert [line.lead for line in lines] == [
        *("/who", "/timeline", "/quote", "/onthisday", "/event", "/search", "/source"),
        *("/checkquote", "/daily", "/status", "/about", "/help"),
    ]
    assert all(f"Example: {line.lead}" in line.text for line in lines)


# What holds for every answer


@pytest.mark.parametrize("question", EVERY_QUESTION, ids=str)
def test_the_same_question_twice_gives_an_equal_answer(asked: Asking, question: Question) -> None:
    assert asked(question) == asked(question)


@pytest.mark.parametrize("question", EVERY_QUESTION, ids=str)
def test_every_number_stands_below_once_and_in_order_of_first_use(asked: Asking, question: Question) -> None:
    answer = asked(question)
    text, _, listed = draw(answer, colour=False).partition("\n\nSources\n")
    used = list(dict.fromkeys(int(number) for number in re.findall(r"\[(\d+)\]", text)))
    assert used == list(range(1, len(used) + 1))
    assert [int(number) for number in re.findall(r"^\[(\d+)\] ", listed, re.MULTILINE)] == used
    addresses = re.findall(r"^ +(https://\S+)$", listed, re.MULTILINE)
    assert addresses == [source.url for source in number_sources(answer.lines)]
    assert len(set(addresses)) == len(addresses) == len(used)


@pytest.mark.parametrize(
    "question",
    [question for question in EVERY_QUESTION if isinstance(question, Who | Timeline | OnThisDay | Quotes | Roles)],
    ids=str,
)
def test_every_statement_of_fact_carries_a_number(asked: Asking, question: Question) -> None:
    answer = asked(question)
    bare = [said(line) for one in answer.sections for line in one.lines if not line.sources]
    words = [said(line) for one in answer.sections for line in one.lines if line.style is Style.QUOTE]
    assert bare == words


@pytest.mark.parametrize("question", EVERY_QUESTION, ids=str)
def test_every_action_leads_to_an_answer(asked: Asking, question: Question) -> None:
    answer = asked(question)
    for action in (*answer.actions, *answer.menu):
        assert action.label
        following = asked(action.question)
        assert following.found or isinstance(action.question, questions.Quotes | Search), action


@pytest.mark.parametrize("question", EVERY_QUESTION, ids=str)
def test_an_answer_says_which_dataset_it_is_from_and_never_what_editors_keep(asked: Asking, question: Question) -> None:
    answer = asked(question)
    assert answer.footer.startswith("Tide Record 2026.1.1")
    assert "evidence" not in everything(answer)
    assert "currently" not in everything(answer)
    assert "!" not in everything(answer)


def test_every_kind_of_question_is_tried() -> None:
    assert {type(question) for question in EVERY_QUESTION} == set(Question.__args__)
