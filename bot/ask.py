"""Answers any question: gathers from the catalogue what it needs and lets `bot.core.answers` decide.

Slash commands, buttons and the terminal all come here, so that one question has one answer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bot.core import paging, quotecheck, quoted
from bot.core.answers import about as about_answers
from bot.core.answers import (
    check_quote,
    choose,
    daily,
    event,
    on_this_day,
    quotes,
    search,
    source,
    timeline,
    who,
    wording,
)
from bot.core.dates import MonthDay, nearest_days, read_date, read_month_day
from bot.core.found import Found, References
from bot.core.questions import (
    About,
    EventQuotes,
    Help,
    OneEvent,
    OneQuote,
    OneSource,
    OnThisDay,
    Quotes,
    Roles,
    Search,
    Sources,
    Timeline,
    Who,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.core.answers.answer import Answer
    from bot.core.answers.daily import DailyPost
    from bot.core.dates import PartialDate
    from bot.core.found import Hit, Named
    from bot.core.model import Kind
    from bot.core.questions import Question
    from bot.store.catalogue import Catalogue

CARDS: Final[tuple[Kind, ...]] = ("person", "organization")
SUBJECTS: Final[tuple[Kind, ...]] = ("person", "organization", "topic")
EVENTS: Final[tuple[Kind, ...]] = ("event",)
SOURCES: Final[tuple[Kind, ...]] = ("source",)

CANDIDATES: Final = 60  # quotes that a span is compared with
SURE: Final = 90  # of 100: a misspelling this near to one name only is answered without asking back


class _Aside(Exception):  # noqa: N818  not an error: the answer is that there is something to choose first
    """The question cannot be answered as asked; `answer` says what to do."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.title)
        self.answer = answer


def answer(question: Question, catalogue: Catalogue, today: dt.date) -> Answer:
    """Answer `question` from what is on record; `today` is the day for which an empty date stands."""
    try:
        return _answer(question, catalogue, today)
    except _Aside as aside:
        return aside.answer


def suggest(typed: str, kinds: Sequence[Kind], catalogue: Catalogue, limit: int) -> tuple[Named, ...]:
    """Return what may be meant while somebody is still typing; misspellings only when nothing else fits."""
    found = catalogue.names.starting(typed, kinds, limit)
    return found or tuple(near.named for near in catalogue.names.resembling(typed, kinds, limit))


def check_quotes(text: str, speaker: str, catalogue: Catalogue, *, whole: bool) -> Answer:
    """Compare quoted words in `text` with the quotes on record; with `whole`, a text without marks is one quotation.

    `speaker` is a name as typed; empty: the words around a quotation may give one.
    """
    if len(text) > quoted.LONGEST_TEXT:
        return check_quote.too_long(catalogue.edition)
    spans = quoted.spans(text)
    if not spans and whole and quoted.words(text):
        spans = (quoted.Span(text.strip()),)
    named: str | None = None
    if speaker:
        try:
            named = (_resolve(speaker, CARDS, Who(speaker), catalogue)).slug
        except _Aside as aside:
            return replace(aside.answer, actions=(), menu=())
    findings = []
    for span in spans[: quotecheck.MOST_SPANS]:
        candidates = catalogue.quotes_with(quotecheck.tokens(span), CANDIDATES)
        theirs = named or _hinted(span, catalogue)
        findings.append(quotecheck.check(span, candidates, theirs))
    slugs = {quote.slug for finding in findings for quote in finding.quotes}
    on_record = catalogue.records_of("quote", slugs)
    named_ones = catalogue.names.called({finding.named for finding in findings if finding.named})
    left = max(0, len(spans) - quotecheck.MOST_SPANS)
    return check_quote.check_quote(findings, on_record, named_ones, left, catalogue.edition)


def _hinted(span: quoted.Span, catalogue: Catalogue) -> str | None:
    """Return the one speaker whom the words around a span name for sure."""
    for name in quoted.hinted(span):
        meant = catalogue.names.named(name, CARDS) or catalogue.names.starting(name, ("person",), 2)
        if len(meant) == 1:
            return meant[0].slug
    return None


def daily_post(
    catalogue: Catalogue, date: dt.date, *, topic: str, minimum: int, shown: Mapping[str, dt.date], small_print: str
) -> DailyPost | None:
    """Return the post of a local date; None when nothing that may be posted is on record for it."""
    found = catalogue.for_daily(daily.days_of(date), topic, minimum)
    chosen = daily.choose(found.records, date, shown)
    if not chosen:
        return None
    quotes_said = catalogue.quotes_of_events(event.slug for event in chosen)
    return daily.post(
        date, chosen, found.references, quotes_said, footer=wording.footer(catalogue.edition, small_print)
    )


def _answer(question: Question, catalogue: Catalogue, today: dt.date) -> Answer:
    answered = _ANSWERS[type(question)](question, catalogue, today)
    if isinstance(question, paging.Paged) and question.page > 1 and not answered.found:
        return _answer(replace(question, page=1), catalogue, today)  # an old button: the list became shorter
    return answered


def _resolve(typed: str, kinds: Sequence[Kind], question: choose.AboutOne, catalogue: Catalogue) -> Named:
    """Return the one record that `typed` clearly means; anything else is an aside."""
    meant = catalogue.names.named(typed, kinds)
    if len(meant) == 1 or (meant and meant[0].slug == typed.strip().lower()):
        return meant[0]
    meant = meant or catalogue.names.starting(typed, kinds, choose.SHOWN + 1) if typed.strip() else ()
    if len(meant) > 1:
        raise _Aside(choose.several(typed, meant, question, catalogue.edition))
    if meant:
        return meant[0]
    near = catalogue.names.resembling(typed, kinds, choose.SHOWN)
    if near and near[0].score >= SURE and (len(near) == 1 or near[1].score < SURE):
        return near[0].named
    raise _Aside(choose.nobody(typed, [one.named for one in near], question, catalogue.edition))


def _who(question: Who, catalogue: Catalogue, _today: dt.date) -> Answer:
    one = _resolve(question.name, CARDS, question, catalogue)
    events = catalogue.highlights_of(one.slug, who.SHOWN_EVENTS)
    quote = catalogue.quote_of(one.slug)
    if one.kind == "person":
        return who.person(catalogue.person(one.slug), events, quote, catalogue.edition)
    members = catalogue.people_of(one.slug, who.SHOWN_PEOPLE)
    return who.organization(catalogue.organization(one.slug), members, events, quote, catalogue.edition)


def _roles(question: Roles, catalogue: Catalogue, _today: dt.date) -> Answer:
    one = _resolve(question.name, ("person",), question, catalogue)
    return who.roles(question, catalogue.person(one.slug), catalogue.edition)


def _sources(question: Sources, catalogue: Catalogue, _today: dt.date) -> Answer:
    one = _resolve(question.name, CARDS, question, catalogue)
    found = catalogue.sources_about(one.slug, paging.window(question))
    return who.sources(question, one.name, found, catalogue.edition)


def _timeline(question: Timeline, catalogue: Catalogue, _today: dt.date) -> Answer:
    period = timeline.Period(*(_date(typed, catalogue) if typed else None for typed in (question.start, question.end)))
    if period.reversed:
        return timeline.reversed_period(period, catalogue.edition)
    about = _resolve(question.about, SUBJECTS, question, catalogue) if question.about else None
    window = paging.window(question)
    first, last = period.first or dt.date.min, period.last or dt.date.max
    if about:
        question = replace(question, about=about.slug)
        found = catalogue.events_about(about.slug, first, last, window)
    elif str(period):
        found = catalogue.events_between(first, last, window)
    else:
        found = catalogue.most_important(window)
    return timeline.timeline(question, about, period, found, catalogue.edition)


def _date(typed: str, catalogue: Catalogue) -> PartialDate:
    date = read_date(typed)
    if not date:
        raise _Aside(choose.not_a_date(typed, catalogue.edition))
    return date


def _quotes(question: Quotes, catalogue: Catalogue, _today: dt.date) -> Answer:
    if not question.by and not question.about:
        return quotes.at_random(catalogue.quote_at(question.pick or 0), catalogue.edition)
    by = _resolve(question.by, CARDS, question, catalogue) if question.by else None
    subjects = catalogue.names.named(question.about, SUBJECTS) if question.about else ()
    about = subjects[0] if subjects else question.about
    found = catalogue.quotes(
        paging.window(question),
        by=by.slug if by else "",
        about="" if isinstance(about, str) else about.slug,
        text=about if isinstance(about, str) else "",
    )
    question = replace(question, by=by.slug if by else "")
    return quotes.quotes(question, by, about, found, catalogue.edition)


def _event_quotes(question: EventQuotes, catalogue: Catalogue, _today: dt.date) -> Answer:
    one = _resolve(question.name, EVENTS, question, catalogue)
    (told,) = catalogue.event(one.slug).records
    found = catalogue.quotes_of(one.slug, paging.window(question))
    return quotes.of_event(question, told, found, catalogue.edition)


def _one_quote(question: OneQuote, catalogue: Catalogue, _today: dt.date) -> Answer:
    found = catalogue.quote(question.name)
    if not found.records:
        return choose.nobody(question.name, (), question, catalogue.edition)
    return quotes.one(found, catalogue.edition)


def _on_this_day(question: OnThisDay, catalogue: Catalogue, today: dt.date) -> Answer:
    day = read_month_day(question.date) if question.date.strip() else MonthDay(today.month, today.day)
    if not day:
        return choose.not_a_date(question.date, catalogue.edition, day_only=True)
    question = replace(question, date=f"{day.month:02}-{day.day:02}")
    found = catalogue.on_this_day(day, paging.window(question))
    nearest = () if found.total else nearest_days(catalogue.days_with_events(), day)
    return on_this_day.on_this_day(question, day, found, nearest, catalogue.edition)


def _one_event(question: OneEvent, catalogue: Catalogue, _today: dt.date) -> Answer:
    one = _resolve(question.name, EVENTS, question, catalogue)
    return event.event(
        catalogue.event(one.slug),
        catalogue.quotes_of(one.slug, paging.Window(event.SHOWN_QUOTES)),
        catalogue.related(one.slug, event.SHOWN_RELATED),
        catalogue.corrections(one.slug),
        catalogue.edition,
    )


def _search(question: Search, catalogue: Catalogue, _today: dt.date) -> Answer:
    total, hits = catalogue.search(question.text, paging.window(question))
    return search.search(question, _records(total, hits, catalogue), catalogue.edition)


def _records(total: int, hits: Sequence[Hit], catalogue: Catalogue) -> Found[search.Searchable]:
    """Return the records behind `hits`, in the order of the hits."""
    kinds = tuple(dict.fromkeys(hit.kind for hit in hits))
    slugs = [[hit.slug for hit in hits if hit.kind == kind] for kind in kinds]
    found = [catalogue.records_of(kind, some) for kind, some in zip(kinds, slugs, strict=True)]
    by_slug = {record.slug: record for one in found for record in one.records}
    references = References()
    for one in found:
        references |= one.references
    return Found(tuple(by_slug[hit.slug] for hit in hits), references, total)


def _one_source(question: OneSource, catalogue: Catalogue, _today: dt.date) -> Answer:
    one = _resolve(question.name, SOURCES, question, catalogue)
    (shown,) = catalogue.source(one.slug).records
    total, resting = catalogue.resting_on(one.slug, paging.window(question))
    question = replace(question, name=one.slug)
    return source.source(question, shown, Found(resting, References(), total), catalogue.edition)


def _about(_question: About, catalogue: Catalogue, _today: dt.date) -> Answer:
    return about_answers.about(catalogue.count(), catalogue.edition)


def _help(_question: Help, catalogue: Catalogue, _today: dt.date) -> Answer:
    return about_answers.help_(catalogue.edition)


_ANSWERS: Final[dict[type, Callable[[Any, Catalogue, dt.date], Answer]]] = {
    Who: _who,
    Roles: _roles,
    Sources: _sources,
    Timeline: _timeline,
    Quotes: _quotes,
    EventQuotes: _event_quotes,
    OnThisDay: _on_this_day,
    OneQuote: _one_quote,
    OneEvent: _one_event,
    Search: _search,
    OneSource: _one_source,
    About: _about,
    Help: _help,
}
