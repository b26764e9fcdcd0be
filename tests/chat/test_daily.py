"""`/daily` as an admin uses it, and the posts that the loop makes, on a virtual clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord
import pytest
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle, RoleHandle
from simcord.enums import ChannelType, OverwriteType

from bot.chat.daily_buttons import DELETED, FORBIDDEN
from bot.chat.reload import Fixed
from bot.core import schedule
from bot.core.schedule import Daily, Outcome
from bot.store.catalogue import open_catalogue
from bot.store.state import PostingLock, State

from .stage import TODAY

if TYPE_CHECKING:
    from .stage import Screen, Stage

DATE = TODAY.date()  # 1 March: the observatory was founded
MINUTE = 60.0


async def on(stage: Stage, **options: object) -> Screen:
    """Turn the post on; it is noon, and the post is due in five minutes."""
    wanted = {"channel": stage.channel, "time": "12:05", "timezone": "UTC"} | options
    return await stage.ask_as(stage.warden, "daily on", **wanted)


async def later(stage: Stage, minutes: float) -> None:
    """Let time pass."""
    await stage.env.advance_time(minutes * MINUTE)
    await stage.client.poster.idle()


def posts(stage: Stage) -> list[dict[str, Any]]:
    """Return the body of every post that was sent."""
    calls = [e.json for e in stage.env.http_requests if e.method == "POST" and e.path.endswith("/messages")]
    return [call for call in calls if isinstance(call, dict) and "nonce" in call]


async def outcome(stage: Stage, date: dt.date = DATE) -> tuple[str, str]:
    """Return how the post of a date stands, and why."""
    entry = await stage.kept.entry(stage.warden.guild.id, date)
    return (str(entry.outcome), entry.reason) if entry else ("", "")


async def test_the_first_time_what_is_missing_is_said(stage: Stage) -> None:
    screen = await stage.ask_as(stage.warden, "daily on", time="9")
    assert screen.private
    assert "choose a channel, a time and a time zone" in screen.text
    assert await stage.kept.daily(stage.warden.guild.id) is None


async def test_what_cannot_be_read_is_said_all_at_once(stage: Stage) -> None:
    screen = await on(stage, time="25", timezone="Mars")
    assert "“25” is not a time" in screen.text
    assert "“Mars” is not a time zone" in screen.text
    assert "“nothing like it” is not on record" in (await on(stage, topic="nothing like it")).text


async def test_what_is_set_is_shown_with_the_next_post_as_a_real_instant(stage: Stage) -> None:
    screen = await on(stage, time="12:30pm", timezone="Europe/Berlin")
    daily = await stage.kept.daily(stage.warden.guild.id)
    assert daily
    due = schedule.instant(dt.date(2026, 3, 2), daily)
    assert screen.private
    assert f"<#{stage.channel.id}>" in screen.text
    assert "every day at 12:30, Europe/Berlin" in screen.text
    assert f"<t:{int(due.timestamp())}:F>" in screen.text


async def test_one_option_changed_leaves_the_others(stage: Stage) -> None:
    await on(stage, quiet=True, topic="gauges", minimum=2)
    before = await stage.kept.daily(stage.warden.guild.id)
    await stage.ask_as(stage.warden, "daily on", minimum=3)
    after = await stage.kept.daily(stage.warden.guild.id)
    assert before
    assert after
    assert (after.minimum, after.topic, after.quiet, after.minute, after.zone) == (3, "gauges", True, 725, "UTC")
    await stage.ask_as(stage.warden, "daily on", topic="any", quiet=False)
    changed = await stage.kept.daily(stage.warden.guild.id)
    assert changed
    assert (changed.topic, changed.quiet, changed.minimum) == ("", False, 3)


async def test_what_the_bot_lacks_in_the_channel_is_named_and_nothing_is_saved(stage: Stage) -> None:
    guild = stage.warden.guild
    everyone = guild.default_role
    denied = discord.PermissionOverwrite(send_messages=False, embed_links=False)
    closed = guild.create_text_channel("closed", overwrites={everyone: denied})
    screen = await on(stage, channel=closed)
    assert "- Send Messages\n" in screen.text
    assert "- Embed Links\n" in screen.text
    assert "View Channel" not in screen.text
    assert "Nothing was saved" in screen.text
    assert await stage.kept.daily(guild.id) is None


async def test_zones_are_offered_common_ones_first_with_their_time(stage: Stage) -> None:
    choices = await stage.warden.autocomplete(stage.channel, "daily on", "timezone", "")
    assert len(choices) == 25
    assert choices[0]["name"] == "UTC (now 12:00)"
    berlin = await stage.warden.autocomplete(stage.channel, "daily on", "timezone", "berl")
    assert [(one["name"], one["value"]) for one in berlin] == [("Europe/Berlin (now 13:00)", "Europe/Berlin")]
    assert await stage.warden.autocomplete(stage.channel, "daily on", "timezone", "`*[") != []


async def test_the_post_is_made_at_its_time_once_and_says_it_all(stage: Stage) -> None:
    await on(stage)
    await later(stage, 4.9)
    assert posts(stage) == []
    await later(stage, 1.2)
    (post,) = posts(stage)
    mark = schedule.mark(stage.warden.guild.id, DATE)
    assert post["content"] == "On this date, 1 March: The Tidal Observatory is founded (1999)"
    (embed,) = post["embeds"]
    assert embed["title"] == "On this date: 1 March"
    first_line = embed["description"].split("\n")[0]
    assert first_line.startswith("**1 March 1999** · 27 years ago · confirmed · The Tidal Observatory is founded")
    assert first_line.endswith("[[1]](https://observatory.example/charter)")
    assert "> The sea is a clock that nobody winds." in embed["description"]
    assert embed["footer"]["text"] == f"Tide Record 2026.1.1 · {mark}"
    assert post["allowed_mentions"]["parse"] == []
    assert post["nonce"] == mark
    await later(stage, 10)
    assert len(posts(stage)) == 1
    assert await outcome(stage) == ("sent", "")


async def test_a_quiet_post_with_a_role_pings_that_role_only(stage: Stage) -> None:
    role = stage.warden.guild.create_role("Readers", mentionable=True)
    await on(stage, quiet=True, role=role)
    await later(stage, 6.1)
    (post,) = posts(stage)
    assert post["content"].startswith(f"<@&{role.id}> On this date")
    assert post["allowed_mentions"]["roles"] == [role.id] or post["allowed_mentions"]["roles"] == [str(role.id)]
    assert post["allowed_mentions"]["parse"] == []
    assert post["flags"] & 1 << 12


async def test_an_empty_day_is_skipped_with_its_reason(stage: Stage) -> None:
    await on(stage, topic="maps")
    await later(stage, 6.1)
    assert posts(stage) == []
    assert await outcome(stage) == ("skipped", "nothing on record for 1 March")
    status = await stage.ask_as(stage.warden, "daily status")
    assert "1 March 2026 · skipped · nothing on record for 1 March" in status.text


async def test_another_hour_on_the_same_day_makes_no_second_post(stage: Stage) -> None:
    await on(stage)
    await later(stage, 6.1)
    await on(stage, time="12:10")
    await later(stage, 6)
    await on(stage, time="12:15", timezone="Europe/Lisbon")
    await later(stage, 6)
    assert len(posts(stage)) == 1


async def test_off_and_on_again_on_the_same_day_makes_no_second_post(stage: Stage) -> None:
    await on(stage)
    await later(stage, 6.1)
    asked = await stage.ask_as(stage.warden, "daily off")
    assert await stage.kept.daily(stage.warden.guild.id), "it asks once"
    await stage.press_as(stage.warden, asked, asked.buttons["Turn off and delete"])
    assert await stage.kept.daily(stage.warden.guild.id) is None
    await on(stage, time="12:10")
    await later(stage, 6)
    assert len(posts(stage)) == 1


async def test_a_time_moved_to_one_already_past_is_explained(stage: Stage) -> None:
    await on(stage)
    await on(stage, time="9")
    assert await outcome(stage) == ("skipped", "the time was moved to one that had already passed that day")
    await later(stage, 10)
    assert posts(stage) == []


async def restarted(stage: Stage, hours: float) -> None:
    """Stop the bot, let hours pass, and start it again."""
    await stage.client.poster.stop()
    await stage.env.advance_time(hours * 3600)
    await stage.restart()
    await later(stage, 0.1)


async def test_a_bot_that_was_down_posts_late_and_says_so(stage: Stage) -> None:
    await on(stage)
    await restarted(stage, 3)
    (post,) = posts(stage)
    assert post["embeds"][0]["footer"]["text"].startswith("Tide Record 2026.1.1 · late, due at 12:05 · ")
    assert await outcome(stage) == ("sent", "late")


async def test_after_six_hours_it_is_too_late_and_explained(stage: Stage) -> None:
    await on(stage)
    await restarted(stage, 7)
    assert posts(stage) == []
    status, reason = await outcome(stage)
    assert status == "skipped"
    assert "not running" in reason


@pytest.mark.parametrize(
    ("status", "code", "remedy"), [(403, 50013, "/daily resume"), (404, 10003, "/daily on channel")]
)
async def test_a_channel_that_refuses_pauses_the_post_with_its_remedy(
    stage: Stage, status: int, code: int, remedy: str
) -> None:
    await on(stage)
    stage.env.inject_error("POST", "/channels/*/messages", status=status, code=code, message="No")
    stage.expect_errors()
    await later(stage, 6.1)
    assert (await outcome(stage))[0] == "failed"
    shown = await stage.ask_as(stage.warden, "daily status")
    assert remedy in shown.text.replace("\\", "")
    assert "**Paused**" in shown.text
    await stage.ask_as(stage.warden, "daily resume")
    daily = await stage.kept.daily(stage.warden.guild.id)
    assert daily
    assert daily.paused == ""


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_what_passes_is_tried_again_and_made_once(stage: Stage, status: int) -> None:
    await on(stage)
    stage.env.inject_error("POST", "/channels/*/messages", status=status)
    stage.expect_errors()
    await later(stage, 5)
    for _ in range(12):  # it comes within a minute, at the server's own second
        if not await stage.kept.claimed():
            await later(stage, 0.1)
    assert await outcome(stage) == ("claimed", "")
    await later(stage, 1)
    assert await outcome(stage) == ("sent", "")


async def test_a_preview_is_private_and_of_any_day(stage: Stage) -> None:
    for date, words in (("", "1 March"), ("1 June", "allegedly"), ("2028-02-29", "leap day")):
        result = await stage.warden.slash(stage.channel, "daily preview", **({"date": date} if date else {}))
        assert result.response
        assert result.response.ephemeral
        assert words in result.response.content
    assert "no post" in (await stage.ask_as(stage.warden, "daily preview", date="9 August")).text
    assert "is not a date" in (await stage.ask_as(stage.warden, "daily preview", date="soon")).text


async def test_a_dataset_that_is_exchanged_while_the_state_is_asked_is_asked_no_more(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(stage.catalogue._connection.execute("PRAGMA database_list").fetchone()["file"])  # noqa: SLF001  its name
    shown = stage.kept.shown
    with open_catalogue(file) as first, open_catalogue(file) as second:
        newer = iter((first, second))

        async def exchanging(_state: State, guild_id: int) -> dict[str, dt.date]:
            stage.client.catalogue._connection.close()  # noqa: SLF001  as the shelf does
            monkeypatch.setattr(stage.client, "_shelf", Fixed(next(newer)))
            return await shown(guild_id)

        await on(stage)
        monkeypatch.setattr(State, "shown", exchanging)
        result = await stage.warden.slash(stage.channel, "daily preview")
        assert result.response
        assert "1 March" in result.response.content
        await later(stage, 6.1)
        assert await outcome(stage) == ("sent", "")


async def test_a_pause_gives_each_day_its_reason(stage: Stage) -> None:
    await on(stage)
    await stage.ask_as(stage.warden, "daily pause")
    await later(stage, 6.1)
    assert posts(stage) == []
    assert await outcome(stage) == ("skipped", "paused: by an admin")


async def test_the_history_is_paged_and_its_buttons_live_on(stage: Stage) -> None:
    await on(stage)
    guild = stage.warden.guild.id
    await stage.kept.skip(guild, [(DATE - dt.timedelta(days=n), f"reason {n}") for n in range(1, 21)], TODAY)
    first = await stage.ask_as(stage.warden, "daily history")
    assert "reason 1" in first.text
    assert "page 1 of 2" in first.text
    await stage.restart()
    second = await stage.press_as(stage.warden, first, first.buttons["Older"])
    assert "reason 20" in second.text
    assert list(second.buttons) == ["Newer"]


async def test_without_settings_every_command_says_how_to_begin(stage: Stage) -> None:
    for command in ("daily status", "daily pause", "daily resume", "daily off"):
        assert "/daily on" in (await stage.ask_as(stage.warden, command)).text


async def test_everything_over_a_broken_state_file_ends_in_one_private_sentence(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await on(stage)
    asked = await stage.ask_as(stage.warden, "daily off")
    stage.expect_errors()
    await stage.kept._connection.close()  # noqa: SLF001  the file is taken away under the bot
    screens = [await stage.ask_as(stage.warden, f"daily {name}") for name in ("status", "pause", "history", "preview")]
    screens.append(await stage.press_as(stage.warden, asked, asked.buttons["Turn off and delete"]))
    for screen in screens:
        assert screen.private
        noted = screen.text.split("noted as ")[1].split(";")[0]
        assert noted in caplog.text


async def test_an_old_claim_without_the_right_to_read_becomes_unknown(stage: Stage) -> None:
    await on(stage)
    daily = await stage.kept.daily(stage.warden.guild.id)
    assert daily
    await stage.kept.claim(daily, DATE, TODAY, TODAY - dt.timedelta(minutes=20))
    stage.expect_errors()
    stage.env.inject_error("GET", "/channels/*/messages", status=403, code=50001)
    await later(stage, 0.1)
    status, reason = await outcome(stage)
    assert status == str(Outcome.UNKNOWN)
    assert "cannot be found out" in reason
    assert posts(stage) == []


async def test_a_time_zone_that_is_gone_pauses_the_post_and_status_says_what_to_do(stage: Stage) -> None:
    await on(stage)
    daily = await stage.kept.daily(stage.warden.guild.id)
    assert daily
    await stage.kept.save(replace(daily, zone="Mars/Olympus"), TODAY)
    await later(stage, 0.1)
    assert posts(stage) == []
    status = await stage.ask_as(stage.warden, "daily status")
    assert "**Paused**" in status.text
    assert "/daily on timezone" in status.text
    await stage.ask_as(stage.warden, "daily on", timezone="UTC")
    await later(stage, 6)
    assert len(posts(stage)) == 1


async def test_who_may_not_manage_the_server_does_not_see_the_commands(stage: Stage) -> None:
    def offered(names: tuple[str, ...]) -> list[str]:
        return [name for name in names if name.startswith("daily")]

    assert offered(stage.ada.available_commands(stage.channel)) == []
    assert len(offered(stage.warden.available_commands(stage.channel))) == 7


async def test_an_override_that_shows_them_is_not_enough(stage: Stage) -> None:
    (daily,) = (command for command in stage.client.tree.get_commands() if command.name == "daily")
    daily.default_permissions = None
    await stage.restart_as(stage.client)  # sent again, without what hides them
    stage.expect_errors()  # discord.py raises CheckFailure behind a refusal
    screen = await stage.ask_as(stage.ada, "daily status")
    daily.default_permissions = discord.Permissions(manage_guild=True)
    assert screen.private
    assert "Only somebody with Manage Server" in screen.text


async def test_a_clock_that_is_set_back_does_not_stop_the_loop(stage: Stage) -> None:
    await on(stage)
    stage.env.backend.clock._epoch -= dt.timedelta(hours=3)  # noqa: SLF001  simcord has no public name for setting it
    await on(stage, time="9:05")
    await later(stage, 7)
    assert len(posts(stage)) == 1


async def set_now(stage: Stage) -> Daily:
    """Return what is set; something must be."""
    daily = await stage.kept.daily(stage.warden.guild.id)
    assert daily
    return daily


async def crashed(stage: Stage, claimed: dt.timedelta) -> None:
    """Leave today's post claimed so long ago, as a killed process does, and start the bot again."""
    daily = await set_now(stage)
    await stage.kept.forget(daily.guild_id)
    await stage.kept.save(daily, TODAY + dt.timedelta(days=1))
    then = stage.env.now() - claimed
    assert await stage.kept.claim(daily, DATE, then, then)
    await stage.restart()
    await later(stage, 0.1)


def deny(stage: Stage, channel: ChannelHandle, **rights: bool) -> None:
    """Take rights in a channel from the bot; those that are True it has."""
    allow, off = discord.PermissionOverwrite(**rights).pair()
    overwrite = Overwrite(stage.env.backend.bot_user.id, OverwriteType.MEMBER, allow.value, off.value)
    stage.env.backend.set_overwrite(channel.id, overwrite)


def thread(stage: Stage) -> ChannelHandle:
    """Open a thread in the channel."""
    made = stage.env.backend.create_thread(stage.channel.id, "history", stage.warden.id, type=ChannelType.PUBLIC_THREAD)
    return ChannelHandle(stage.env, stage.warden.guild, made)


async def test_a_young_claim_is_sent_again_with_its_nonce(stage: Stage) -> None:
    await on(stage)
    await crashed(stage, dt.timedelta(seconds=20))
    (post,) = posts(stage)
    assert post["nonce"] == schedule.mark(stage.warden.guild.id, DATE)
    assert await outcome(stage) == ("sent", "")


async def test_an_old_claim_whose_post_stands_in_its_channel_is_found_there(stage: Stage) -> None:
    await on(stage)
    await later(stage, 6.1)
    made = await stage.kept.entry(stage.warden.guild.id, DATE)
    await crashed(stage, dt.timedelta(minutes=5))
    assert len(posts(stage)) == 1
    found = await stage.kept.entry(stage.warden.guild.id, DATE)
    assert made
    assert found
    assert (found.outcome, found.reason) == (Outcome.SENT, "found in its channel")
    assert found.message_id == made.message_id


async def test_somebody_elses_message_with_the_mark_is_not_the_post(stage: Stage) -> None:
    await on(stage)
    await stage.ada.send(stage.channel, schedule.mark(stage.warden.guild.id, DATE))
    await crashed(stage, dt.timedelta(minutes=5))
    assert len(posts(stage)) == 1


async def test_an_old_claim_whose_post_is_not_there_is_sent_once_and_late(stage: Stage) -> None:
    await on(stage)
    await crashed(stage, dt.timedelta(minutes=20))
    await later(stage, 2)
    (post,) = posts(stage)
    assert "late" in post["embeds"][0]["footer"]["text"]
    assert await outcome(stage) == ("sent", "late")


async def test_a_claim_that_is_too_old_has_failed_and_says_why(stage: Stage) -> None:
    await on(stage)
    stage.expect_errors()  # it is a warning in the log
    await crashed(stage, dt.timedelta(hours=7))
    assert posts(stage) == []
    kind, reason = await outcome(stage)
    assert kind == "failed"
    assert "six hours" in reason


async def test_a_claim_in_a_channel_that_is_gone_becomes_unknown(stage: Stage) -> None:
    place = stage.warden.guild.create_text_channel("short-lived")
    await on(stage, channel=place)
    stage.env.backend.delete_channel(place.id)
    stage.expect_errors()
    await crashed(stage, dt.timedelta(minutes=20))
    assert posts(stage) == []
    kind, reason = await outcome(stage)
    assert kind == "unknown"
    assert "cannot be found out" in reason


async def test_a_channel_that_cannot_be_read_just_now_is_read_later(stage: Stage) -> None:
    await on(stage)
    stage.env.inject_error("GET", "/channels/*/messages", status=500)
    stage.expect_errors()
    await crashed(stage, dt.timedelta(minutes=20))
    assert await outcome(stage) == ("claimed", "")
    assert posts(stage) == []
    await later(stage, 1)
    assert await outcome(stage) == ("sent", "late")


async def test_another_process_that_holds_the_lock_makes_the_posts_until_it_dies(stage: Stage) -> None:
    await on(stage)
    await stage.client.poster.stop()
    other = PostingLock(stage.state)
    assert other.acquire()
    await stage.restart()
    await later(stage, 7)
    assert posts(stage) == []
    other.release()
    await later(stage, 0.1)
    assert len(posts(stage)) == 1
    assert (await outcome(stage))[0] == "sent"


async def test_one_servers_trouble_does_not_delay_another(stage: Stage) -> None:
    await on(stage)
    quay = stage.env.create_guild("Quay")
    place = quay.create_text_channel("general")
    theirs = replace(await set_now(stage), guild_id=quay.id, channel_id=place.id)
    await stage.kept.save(theirs, schedule.instant(DATE, theirs))
    stage.env.inject_error("POST", f"/channels/{stage.channel.id}/messages", status=500, times=None)
    stage.expect_errors()
    await later(stage, 6.1)
    assert await outcome(stage) == ("claimed", "")
    entry = await stage.kept.entry(quay.id, DATE)
    assert entry
    assert entry.outcome is Outcome.SENT


@pytest.mark.parametrize("status", [429, 500])
async def test_after_some_failures_one_message_stands_in_the_channel(stage: Stage, status: int) -> None:
    await on(stage)
    stage.env.inject_error("POST", "/channels/*/messages", status=status, times=3)
    stage.expect_errors()
    await later(stage, 9)
    assert (await outcome(stage))[0] == "sent"
    made = [one for one in stage.channel.history() if "On this date" in one.content]
    assert len(made) == 1


async def test_after_a_refusal_resume_lets_the_next_day_come(stage: Stage) -> None:
    await on(stage)
    stage.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
    stage.expect_errors()
    await later(stage, 6.1)
    await stage.ask_as(stage.warden, "daily resume")
    assert "**Next** <t:" in (await stage.ask_as(stage.warden, "daily status")).text
    await restarted(stage, 24)
    assert await outcome(stage, DATE + dt.timedelta(days=1)) == ("skipped", "nothing on record for 2 March")


async def test_status_names_what_the_bot_has_lost_since(stage: Stage) -> None:
    await on(stage)
    deny(stage, stage.channel, embed_links=False)
    status = await stage.ask_as(stage.warden, "daily status")
    assert "**To mend**" in status.text
    assert "- Embed Links" in status.text


async def test_a_change_to_a_closed_channel_leaves_what_works(stage: Stage) -> None:
    await on(stage)
    closed = stage.warden.guild.create_text_channel("closed")
    deny(stage, closed, send_messages=False)
    assert "Nothing was saved" in (await on(stage, channel=closed)).text
    assert (await set_now(stage)).channel_id == stage.channel.id


async def test_a_thread_holds_the_post(stage: Stage) -> None:
    place = thread(stage)
    await on(stage, channel=place)
    await later(stage, 6.1)
    assert any("On this date" in one.content for one in place.history())
    assert await outcome(stage) == ("sent", "")


async def test_in_a_thread_the_right_to_write_in_threads_is_what_counts(stage: Stage) -> None:
    place = thread(stage)
    deny(stage, stage.channel, send_messages_in_threads=False)
    assert "- Send Messages in Threads" in (await on(stage, channel=place)).text
    deny(stage, stage.channel, send_messages=False, send_messages_in_threads=True)
    await on(stage, channel=place)
    assert (await set_now(stage)).channel_id == place.id


async def test_an_announcement_that_cannot_be_published_stands_and_says_why(stage: Stage) -> None:
    news = stage.warden.guild.create_news_channel("news")
    await on(stage, channel=news, publish=True)
    stage.env.inject_error("POST", "/channels/*/crosspost", status=403, code=50013)
    stage.expect_errors()
    await later(stage, 6.1)
    kind, reason = await outcome(stage)
    assert kind == "sent"
    assert reason.startswith("not published")


async def test_everyone_as_the_role_means_none(stage: Stage) -> None:
    guild = stage.warden.guild
    await on(stage, role=guild.create_role("Readers", mentionable=True))
    assert (await set_now(stage)).role_id
    await on(stage, role=guild.default_role)
    assert (await set_now(stage)).role_id is None


async def test_a_role_that_the_bot_may_not_ping_is_named(stage: Stage) -> None:
    guild = stage.warden.guild
    stage.env.backend.edit_role(guild.id, guild.roles["TestBot"].id, {"permissions": 0})  # else it may do everything
    assert "Mention All Roles" in (await on(stage, role=guild.create_role("Readers"))).text
    assert await stage.kept.daily(guild.id) is None


@pytest.mark.parametrize("option", ["time", "timezone", "topic"])
async def test_what_was_typed_wrongly_is_repeated_without_its_markdown(stage: Stage, option: str) -> None:
    typed = "[a](https://x.io) <@&1>"
    screen = await on(stage, **{option: typed})
    assert screen.private
    assert typed not in screen.text
    assert "\\[a\\]" in screen.text


async def test_mistakes_of_every_kind_are_named_together(stage: Stage) -> None:
    text = (await on(stage, time="25", timezone="Mars", topic="nothing like it")).text
    assert all(mistake in text for mistake in ("“25”", "“Mars”", "“nothing like it”"))


async def test_a_topic_that_may_mean_two_is_not_decided_in_silence(stage: Stage) -> None:
    assert "Choose one from the list" in (await on(stage, topic="Jan Berg")).text
    assert await stage.kept.daily(stage.warden.guild.id) is None
    await on(stage, topic="jan-berg")
    assert (await set_now(stage)).topic == "jan-berg"


async def test_who_lost_the_right_can_no_longer_use_an_open_button(stage: Stage) -> None:
    await on(stage)
    guild = stage.warden.guild
    await stage.kept.skip(guild.id, [(DATE - dt.timedelta(days=n), "x") for n in range(1, 21)], TODAY)
    asked, past = [await stage.ask_as(stage.warden, f"daily {name}") for name in ("off", "history")]
    wardens = guild.roles["Wardens"]
    assert isinstance(wardens, RoleHandle)
    stage.env.backend.remove_member_role(guild.id, stage.warden.id, wardens.id)
    await stage.env.settle()
    for screen, label in ((asked, "Turn off and delete"), (past, "Older")):
        refused = await stage.click(screen, label, user=stage.warden)
        assert refused.private
        assert refused.text == FORBIDDEN
    assert await stage.kept.daily(guild.id) is not None


async def test_the_off_button_works_after_a_restart_and_twice_does_no_harm(stage: Stage) -> None:
    await on(stage)
    first, second = [await stage.ask_as(stage.warden, "daily off") for _ in range(2)]
    await stage.restart()
    for asked in (first, second):
        done = await stage.click(asked, "Turn off and delete", user=stage.warden)
        assert done.text == DELETED
        assert not done.buttons
    assert await stage.kept.daily(stage.warden.guild.id) is None
