"""Who or what is this? A person's or an organization's card, and the long lists behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import paging
from bot.core.answers import wording
from bot.core.answers.answer import Action, Answer, Line, Section
from bot.core.questions import Quotes, Roles, Sources, Timeline, Who

if TYPE_CHECKING:
    from bot.core.found import Found, References
    from bot.core.model import Edition, Event, Organization, Person, Quote, Source

SHOWN_ROLES = 5
SHOWN_EVENTS = 3
SHOWN_PEOPLE = 4


def person(found: Found[Person], events: Found[Event], quotes: Found[Quote], edition: Edition) -> Answer:
    """Answer with a sentence, the roles, the latest important events and one quote."""
    card = found.records[0]
    roles = tuple(wording.role_line(role, card.checked, found.references) for role in card.roles)
    sections = [Section("Roles", roles[-SHOWN_ROLES:], more=max(0, len(roles) - SHOWN_ROLES))]
    actions = _further(card.slug, card.name, events, quotes)
    if len(roles) > SHOWN_ROLES:
        actions = (Action("All roles", Roles(card.slug)), *actions)
    return Answer(
        card.name,
        (Line(card.summary, found.references.cite(card.sources)),),
        (*(section for section in sections if section.lines), *_record(events, quotes)),
        wording.footer(edition, f"card checked {wording.day(card.checked)}"),
        actions,
    )


def organization(
    found: Found[Organization], people: Found[Person], events: Found[Event], quotes: Found[Quote], edition: Edition
) -> Answer:
    """Answer with a sentence, the dates, the people, the latest important events and one quote."""
    card = found.records[0]
    facts = wording.joined(
        card.kind.replace("-", " "),
        card.part_of and f"part of {found.references.names[card.part_of]}",
        card.founded and f"began {card.founded}",
        card.dissolved and f"ended {card.dissolved}",
    )
    cited = found.references.cite(card.sources)
    members = [_member(member, card.slug, people.references) for member in people.records]
    sections = (Section("People", tuple(members), more=people.more),) if members else ()
    return Answer(
        card.name,
        (Line(card.summary, cited), Line(facts, cited)),
        (*sections, *_record(events, quotes)),
        wording.footer(edition, f"card checked {wording.day(card.checked)}"),
        _further(card.slug, card.name, events, quotes),
    )


def roles(question: Roles, found: Found[Person], edition: Edition) -> Answer:
    """Answer with every role on a person's card, a page at a time."""
    card = found.records[0]
    lines = tuple(wording.role_line(role, card.checked, found.references) for role in card.roles)
    shown = paging.window(question).of(lines)
    return Answer(
        f"{card.name}: roles",
        sections=(Section("Roles", shown),),
        footer=wording.footer(edition, paging.note(question, len(lines))),
        actions=(*paging.turns(question, len(lines)), Action(card.name, Who(card.slug))),
        found=paging.exists(question, len(lines)),
    )


def sources(question: Sources, name: str, found: Found[Source], edition: Edition) -> Answer:
    """Answer with the sources behind everything on record about somebody, latest first."""
    lines = tuple(Line(wording.joined(s.kind, wording.source_text(s)), (s,)) for s in found.records)
    return Answer(
        f"{name}: sources",
        (Line(f"What is on record rests on {wording.count(found.total, 'source')}."),),
        (Section("Latest first", lines),),
        wording.footer(edition, paging.note(question, found.total)),
        (*paging.turns(question, found.total), Action(name, Who(question.name))),
        found=paging.exists(question, found.total),
    )


def _member(member: Person, organization_slug: str, references: References) -> Line:
    held = [role for role in member.roles if role.organization == organization_slug]
    role = next((role for role in held if not role.end and not role.ended), held[-1])
    when = wording.span(role.start, role.end, member.checked, ended=role.ended)
    return Line(wording.joined(role.title, when), references.cite(role.sources[: wording.LISTED]), lead=member.name)


def _record(events: Found[Event], quotes: Found[Quote]) -> tuple[Section, ...]:
    """What somebody did and what they said."""
    dated = tuple(wording.event_line(event, events.references) for event in events.records)
    said = tuple(line for quote in quotes.records for line in wording.quote_lines(quote, quotes.references))
    sections = (Section("On the timeline", dated, more=events.more), Section("On record", said))
    return tuple(section for section in sections if section.lines)


def _further(slug: str, name: str, events: Found[Event], quotes: Found[Quote]) -> tuple[Action, ...]:
    """Where to go on from a card."""
    offered = []
    if events.total:
        offered.append(Action("Timeline", Timeline(slug), detail=name))
    if quotes.total:
        offered.append(Action("Quotes", Quotes(by=slug), detail=name))
    return (*offered, Action("Sources", Sources(slug), detail=name))
