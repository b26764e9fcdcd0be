"""Answer -> what Discord shows; the only module that knows Discord's limits.

Discord (Components V2): a message has at most 40 components and 4,000 characters of text, a row 5 buttons, a select
25 options; a button's label has at most 80 characters, an option's label, description and value 100 each.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import discord

from bot.chat.custom_id import encode
from bot.core.answers import wording
from bot.core.answers.answer import Answer, Line, Section, Style, number_sources
from bot.core.quotecheck import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.answers.answer import Action
    from bot.core.answers.daily import DailyPost
    from bot.core.found import Named
    from bot.core.model import Source
    from bot.core.quotecheck import Piece

TEXT: Final = 4000
BUTTONS_IN_ROW: Final = 5
BUTTONS: Final = 15
LABEL: Final = 80
OPTIONS: Final = 25
OPTION: Final = 100
CONTENT: Final = 2000
EMBED_TITLE: Final = 256
EMPTY: Final = "—"
MENU_ID: Final = "menu1"

ACCENT: Final = discord.Colour(0x5B7C99)

# What no record comes near; a longer part is cut, so that a whole message can always be made to fit.
_TITLE: Final = 300
_SOURCE_TITLE: Final = 80
_PART: Final = 900
_ADDRESS: Final = 400
_LINES: Final = 200  # more never fit
_LONG_WORD: Final = 20  # a text is cut between words, unless that would take more than this

_MARKDOWN: Final = re.compile(r"([\\*_~`|\[\]<>@#])")
_LINE_START: Final = re.compile(r"^(\d*)([-+.)])")  # of a list; Discord takes no digit after a backslash for an escape
_SMALL: Final = re.compile(r"^-# ", re.MULTILINE)  # Discord: small print is for messages, not for embeds
_SCHEME: Final = re.compile(r"://")
_SPECIAL: Final = re.compile(f"{_MARKDOWN.pattern}|{_LINE_START.pattern}|{_SCHEME.pattern}")
_PREFIX: Final = {Style.PLAIN: "", Style.QUOTE: "> ", Style.DETAIL: "-# "}


class DailyMessage(NamedTuple):
    """What the daily post sends."""

    content: str
    embed: discord.Embed
    allowed_mentions: discord.AllowedMentions


def draw(answer: Answer) -> discord.ui.LayoutView:
    """Return the message that shows `answer`, within Discord's limits for any data.

    The view is finished before it is sent: its buttons are found by their custom_id, in this process or a later one,
    and nothing is kept in memory for them.
    """
    view = discord.ui.LayoutView(timeout=None)
    answer = replace(answer, title=answer.title or EMPTY)
    parts = (discord.ui.TextDisplay[discord.ui.LayoutView](part) for part in _fitting(answer))
    view.add_item(discord.ui.Container(*parts, accent_colour=ACCENT))
    buttons = list(_buttons(answer.actions))[:BUTTONS]
    for start in range(0, len(buttons), BUTTONS_IN_ROW):
        view.add_item(discord.ui.ActionRow(*buttons[start : start + BUTTONS_IN_ROW]))
    options = list(_options(answer.menu))[:OPTIONS]
    if options:
        menu = discord.ui.Select[discord.ui.LayoutView](
            custom_id=MENU_ID, placeholder="Open one of these, only for you", options=options
        )
        view.add_item(discord.ui.ActionRow(menu))
    view.stop()
    return view


def draw_daily(post: DailyPost, *, role_id: int | None) -> DailyMessage:
    """Return the daily post: a plain headline, which notifications show, and an embed.

    Discord: `content` has at most 2,000 characters, an embed's title 256, its description 4,096, its footer 2,048.
    """
    ping = f"<@&{role_id}> " if role_id else ""
    body, *sources = _fitting(replace(post.answer, title="", footer=""))
    embed = discord.Embed(
        title=cut(plain(post.answer.title), EMBED_TITLE),
        description=_SMALL.sub("", "\n\n".join([body.strip(), *sources])),
        colour=ACCENT,
    )
    embed.set_footer(text=cut(post.answer.footer, LABEL))
    roles = [discord.Object(role_id)] if role_id else False
    allowed = discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)
    return DailyMessage(cut(ping + plain(post.headline), CONTENT), embed, allowed)


def card(title: str, *lines: str) -> discord.ui.LayoutView:
    """Return a message of a title and lines that are markdown already, ours and not a dataset's."""
    view = discord.ui.LayoutView(timeout=None)
    text = discord.ui.TextDisplay[discord.ui.LayoutView](
        cut("\n".join([*([f"## {title}"] if title else []), *lines]), TEXT)
    )
    view.add_item(discord.ui.Container(text, accent_colour=ACCENT))
    view.stop()
    return view


def with_button(view: discord.ui.LayoutView, label: str, custom_id: str) -> discord.ui.LayoutView:
    """Return `view` with one more button under it."""
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow(
        discord.ui.Button(label=label, custom_id=custom_id)
    )
    view.add_item(row)
    return view


def notice(text: str) -> discord.ui.LayoutView:
    """Return a message of one sentence."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay(cut(text, TEXT)))
    view.stop()
    return view


def choice(named: Named) -> discord.app_commands.Choice[str]:
    """Return a record as one line of an autocomplete; its value is the slug."""
    return discord.app_commands.Choice(name=cut(f"{named.name} — {named.hint}", OPTION), value=cut(named.slug, OPTION))


def plain(text: str) -> str:
    """Return `text` so that Discord shows these very characters: no markdown, mention or link comes of it."""
    if not text.isprintable():  # nearly every text is
        text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    text = " ".join(text.split())
    if not _SPECIAL.search(text):  # nor has nearly any text what follows
        return text
    text = _MARKDOWN.sub(r"\\\1", text)
    return _SCHEME.sub(r":\\/\\/", _LINE_START.sub(r"\1\\\2", text))


def _plain_cut(text: str, limit: int) -> str:
    return cut(plain(text[:limit]), limit)


def length(text: str) -> int:
    """Return the length that Discord counts: UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """Return `text` within `limit` units, with an ellipsis where something was cut; never empty."""
    text = text.strip() or EMPTY
    if length(text) <= limit:
        return text
    kept = text[: limit - 1]
    while length(kept) > limit - 1:
        kept = kept[:-1]
    words, _, part = kept.rpartition(" ")
    kept = words if words and len(part) < _LONG_WORD else kept
    return kept.rstrip("\\ ") + "…"


def _fitting(answer: Answer) -> tuple[str, ...]:
    """Return the texts of the message: with linked numbers if they fit, then without, then as many lines as do."""
    lines = len(answer.summary) + sum(len(section.lines) for section in answer.sections)
    if lines <= _LINES:
        for linked in (True, False):
            parts = _texts(answer, linked=linked)
            if sum(map(length, parts)) <= TEXT:
                return parts

    def too_long(kept: int) -> bool:
        return sum(map(length, _texts(_first(answer, kept), linked=False))) > TEXT

    kept = bisect_right(range(1, min(lines, _LINES) + 1), False, key=too_long)  # noqa: FBT003  the key's value
    if kept:
        return _texts(_first(answer, kept), linked=False)
    few = tuple(replace(line, sources=line.sources[:3]) for line in answer.summary[:1])
    return _texts(replace(answer, summary=few, sections=()), linked=False)


def _first(answer: Answer, kept: int) -> Answer:
    """Return `answer` with its first `kept` lines, each section saying how many it left out."""
    summary = answer.summary[:kept]
    left, sections = kept - len(summary), []
    for section in answer.sections:
        shown = section.lines[:left]
        left -= len(shown)
        if shown:
            sections.append(Section(section.heading, shown, section.more + len(section.lines) - len(shown)))
    return replace(answer, summary=summary, sections=tuple(sections))


def _texts(answer: Answer, *, linked: bool) -> tuple[str, ...]:
    """Return the message's texts: the answer, its sources, the small print."""
    numbers = number_sources(answer.lines)
    title = [f"## {_plain_cut(answer.title, _TITLE)}"] if answer.title else []
    head = "\n".join([*title, *(_line(one, numbers, linked) for one in answer.summary)])
    body = [_section(section, numbers, linked) for section in answer.sections]
    sources = "\n".join(["-# **Sources**", *(_source(s, n) for s, n in numbers.items())]) if numbers else ""
    footer = f"-# {_plain_cut(answer.footer, _TITLE)}" if answer.footer else ""
    return tuple(filter(None, ["\n\n".join([head, *body]), "\n".join(filter(None, [sources, footer]))]))


def _section(section: Section, numbers: dict[Source, int], linked: bool) -> str:  # noqa: FBT001  private, one caller
    lines = [f"**{_plain_cut(section.heading, _TITLE)}**"] if section.heading else []
    lines += [_line(line, numbers, linked) for line in section.lines]
    lines += [f"-# and {section.more} more"] if section.more else []
    return "\n".join(lines)


def _line(line: Line, numbers: dict[Source, int], linked: bool) -> str:  # noqa: FBT001  private, few callers
    lead = f"**{_plain_cut(line.lead, _TITLE)}**" if line.lead else ""
    text = _pieces(line.pieces) if line.pieces else _plain_cut(line.text, _PART) if line.text else ""
    cites = "".join(_number(s, numbers[s], linked) for s in sorted(set(line.sources), key=numbers.__getitem__))
    said = " ".join(filter(None, [wording.joined(lead, text), cites]))
    return _PREFIX[line.style] + said


def _pieces(pieces: Iterable[Piece]) -> str:
    """Return words with what was added in bold and what is missing struck through; the signs say it as well."""
    around = {Mark.SAME: "{}", Mark.ADDED: "**[+{}]**", Mark.MISSING: "~~[-{}]~~"}
    return " ".join(around[piece.mark].format(_plain_cut(piece.words, _PART)) for piece in pieces)


def _number(source: Source, number: int, linked: bool) -> str:  # noqa: FBT001  private, one caller
    address = _address(source)
    return f"[[{number}]]({address})" if linked and address else f"\\[{number}\\]"


def _source(source: Source, number: int) -> str:
    address = _address(source)
    title = plain(cut(source.title, _SOURCE_TITLE))
    named = f"[{title}]({address})" if address else title
    dated = source.published and str(source.published)
    return f"-# \\[{number}\\] " + wording.joined(named, _plain_cut(source.publisher, LABEL), dated)


def _address(source: Source) -> str:
    """Return the address as it may stand in a markdown link; nothing when it cannot."""
    unsafe = re.search(r"[\s<>\\\"`]", source.url) or not source.url.startswith(("http://", "https://"))
    address = source.url.replace("(", "%28").replace(")", "%29")
    return "" if unsafe or length(address) > _ADDRESS else address


def _buttons(actions: Iterable[Action]) -> Iterator[discord.ui.Button[discord.ui.LayoutView]]:
    """Yield a button for every action whose question fits a custom_id, each id once as Discord demands."""
    seen = set()
    for action in actions:
        custom_id = encode(action.question)
        if custom_id and custom_id not in seen:
            seen.add(custom_id)
            yield discord.ui.Button(label=cut(action.label, LABEL), custom_id=custom_id)


def _options(actions: Iterable[Action]) -> Iterator[discord.SelectOption]:
    seen = set()
    for action in actions:
        value = encode(action.question)
        if value and value not in seen:
            seen.add(value)
            detail = cut(action.detail, OPTION) if action.detail else None
            yield discord.SelectOption(label=cut(action.label, OPTION), value=value, description=detail)
