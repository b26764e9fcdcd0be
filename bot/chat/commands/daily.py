"""`/daily`: what an admin chooses for the "on this date" post, and how it went."""

from __future__ import annotations

import datetime as dt
from typing import Any

import discord
from discord import app_commands

from bot import ask
from bot.chat import daily_status, daily_words, layout, zones
from bot.chat.autocomplete import names
from bot.chat.daily_buttons import FORBIDDEN, button, history
from bot.chat.options import Day, Name
from bot.chat.reply import say
from bot.core import schedule
from bot.core.answers import choose
from bot.core.daily_choice import MOVED, ChoiceError, Wanted, changed
from bot.core.dates import read_typed
from bot.core.schedule import Daily

Interaction = discord.Interaction[Any]
Place = app_commands.AppCommandChannel | app_commands.AppCommandThread
ANY_TOPIC = "any"


class PostChannel(app_commands.Transformer):
    """A channel that can hold posts, as Discord names it: whether the bot sees it is looked at afterwards."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Ask Discord for a channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Offer text and announcement channels, and threads."""
        kinds = discord.ChannelType
        return [kinds.text, kinds.news, kinds.public_thread, kinds.private_thread, kinds.news_thread]

    async def transform(self, _interaction: Interaction, value: Place, /) -> Place:
        """Take it as it comes."""
        return value


class DailyGroup(app_commands.Group):
    """The commands of an admin; Discord hides them from others, and we check again."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Refuse whoever lacks Manage Server, whatever the server's own overrides say."""
        allowed = bool(interaction.guild_id and interaction.permissions.manage_guild)
        if not allowed and interaction.type is discord.InteractionType.application_command:
            await say(interaction, FORBIDDEN)
        return allowed


command = DailyGroup(
    name="daily",
    description="The daily post: what happened on this date",
    default_permissions=discord.Permissions(manage_guild=True),
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
)


async def _zones(_interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    offered = list(zones.suggest_zones(current, discord.utils.utcnow()))[: layout.OPTIONS]
    return [app_commands.Choice(name=name, value=zone) for zone, name in offered]


@command.command(name="on")
@app_commands.describe(
    channel="Where to post; a thread or an announcement channel works too",
    time="When, such as 9, 09:30 or 9pm",
    timezone="Whose clock",
    role="A role to ping; @everyone means none",
    quiet="True: no push notification",
    topic="Only events about this topic, person or organization; any means all",
    minimum="Only events of this importance (1 to 3) and above",
    publish="In an announcement channel: publish to its followers",
)
@app_commands.autocomplete(timezone=_zones, topic=names(ask.SUBJECTS))
async def turn_on(
    interaction: Interaction,
    channel: app_commands.Transform[Place, PostChannel] | None = None,
    time: Day | None = None,
    timezone: Name | None = None,
    role: discord.Role | None = None,
    quiet: bool | None = None,
    topic: Name | None = None,
    minimum: app_commands.Range[int, 1, 3] | None = None,
    publish: bool | None = None,
) -> None:
    """Turn the daily post on, or change one thing about it; what you leave out stays as it is."""
    before = await interaction.client.state.daily(interaction.guild_id)
    slug, problems = await _topic(interaction, topic)
    wanted = Wanted(
        channel_id=channel.id if channel else None,
        time=time,
        zone=timezone,
        role_id=None if role is None else 0 if role.is_default() else role.id,
        quiet=quiet,
        publish=publish,
        topic=slug,
        minimum=minimum,
    )
    try:
        daily = changed(before, wanted, interaction.guild_id or 0, discord.utils.utcnow())
    except ChoiceError as error:
        problems = [*error.problems, *problems]
    if problems:
        await say(interaction, *map(layout.plain, problems))
        return
    missing = await daily_status.lacking(interaction, daily)
    if missing:
        await say(interaction, f"In <#{daily.channel_id}> the bot lacks:", *missing, "Nothing was saved.")
        return
    next_at = await _save(interaction, daily, before)
    await say(interaction, *daily_words.settings(daily, next_at), title="The daily post is on")


@command.command(name="preview")
@app_commands.describe(date="A day such as 14 May; empty: today")
async def preview(interaction: Interaction, date: Day = "") -> None:
    """The post of today or of any day, only for you."""
    state = interaction.client.state
    daily, shown = await state.daily(interaction.guild_id), await state.shown(interaction.guild_id)
    catalogue = interaction.client.catalogue  # only now: while something is waited for it may be exchanged
    today = discord.utils.utcnow().date()
    if daily and schedule.is_zone(daily.zone):
        today = schedule.local_time(daily.zone, discord.utils.utcnow()).date()
    day = _day(date, today)
    if day is None:
        view = layout.draw(choose.not_a_date(date, catalogue.edition, day_only=True))
        await interaction.response.send_message(view=view, ephemeral=True)
        return
    made = ask.daily_post(
        catalogue,
        day,
        topic=daily.topic if daily else "",
        minimum=daily.minimum if daily else 1,
        shown=shown,
        small_print="preview",
    )
    if made is None:
        await say(interaction, "Nothing on record for that day may be posted: on such a day there is no post.")
        return
    message = layout.draw_daily(made, role_id=None)
    await interaction.response.send_message(message.content, embed=message.embed, ephemeral=True)


@command.command(name="status")
async def status(interaction: Interaction) -> None:
    """Where and when the post is made, the last results, and what is wrong, if anything."""
    await say(interaction, *await daily_status.lines(interaction), title="Daily post")


@command.command(name="pause")
async def pause(interaction: Interaction) -> None:
    """Make no posts until you resume; the settings stay."""
    await _set_paused(interaction, "by an admin", "Paused. /daily resume lets it go on.")


@command.command(name="resume")
async def resume(interaction: Interaction) -> None:
    """Let the posts go on."""
    await _set_paused(interaction, "", "The daily post goes on.")


@command.command(name="off")
async def turn_off(interaction: Interaction) -> None:
    """Stop the posts and delete the settings; asks once."""
    if await interaction.client.state.daily(interaction.guild_id) is None:
        await say(interaction, daily_words.NOT_SET)
        return
    view = layout.notice("Turn the daily post off and delete its settings and history? /daily pause would keep them.")
    view.add_item(discord.ui.ActionRow(button("Turn off and delete", "off", danger=True)))
    await interaction.response.send_message(view=view, ephemeral=True)


@command.command(name="history")
async def show_history(interaction: Interaction) -> None:
    """How each post went, the latest first."""
    await interaction.response.send_message(view=await history(interaction, 1), ephemeral=True)


async def _topic(interaction: Interaction, typed: str | None) -> tuple[str | None, list[str]]:
    """Return the slug of what was typed and what is wrong with it; None when nothing was, empty for any topic."""
    if typed is None or typed.strip().lower() == ANY_TOPIC:
        return (None if typed is None else ""), []
    named = interaction.client.catalogue.names.named(typed, ask.SUBJECTS)
    if not named:
        return None, [f"“{typed}” is not on record. Choose a topic from the list."]
    if len(named) > 1 and named[0].slug != typed.strip().lower():
        return None, [f"“{typed}” may mean several. Choose one from the list."]
    return named[0].slug, []


async def _save(interaction: Interaction, daily: Daily, before: Daily | None) -> dt.datetime:
    """Keep the settings; return when the next post is due."""
    state, now = interaction.client.state, discord.utils.utcnow()
    today = schedule.local_time(daily.zone, now).date()
    moved = before is not None and before.first_date <= today < daily.first_date
    if moved:  # today's post was still to come, and its new time is over
        await state.skip(daily.guild_id, [(today, MOVED)], now)
    next_at = await daily_status.next_post(interaction, daily)
    await state.save(daily, next_at)
    return next_at


async def _set_paused(interaction: Interaction, reason: str, done: str) -> None:
    state = interaction.client.state
    if await state.daily(interaction.guild_id) is None:
        await say(interaction, daily_words.NOT_SET)
        return
    await state.pause(interaction.guild_id, reason)
    await say(interaction, done)


def _day(typed: str, today: dt.date) -> dt.date | None:
    """Return the date that was typed, in its year or else in this one; None when it is not a day."""
    read = read_typed(typed) if typed.strip() else (today.year, today.month, today.day)
    if not read or not (read[1] and read[2]):
        return None
    try:
        return dt.date(read[0] or today.year, read[1], read[2])
    except ValueError:  # 29 February of a year that has none: the nearest leap year shows that day
        return dt.date(today.year + -today.year % 4, read[1], read[2])
