"""Partial dates: nothing is invented, and what people type is understood or refused."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.dates import (
    MONTHS,
    DateFormatError,
    MonthDay,
    PartialDate,
    Point,
    nearest_days,
    read_date,
    read_month_day,
)

parse = PartialDate.parse

days = st.dates()
leap_year_days = st.dates(dt.date(2000, 1, 1), dt.date(2000, 12, 31)).map(lambda day: MonthDay(day.month, day.day))


@st.composite
def points(draw: st.DrawFn) -> Point:
    day, precision = draw(days), draw(st.integers(1, 3))
    month, of_month = day.month if precision > 1 else None, day.day if precision > 2 else None
    return Point(day.year, month, of_month, approximate=draw(st.booleans()))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    one, other = draw(points()), draw(st.none() | points())
    if other is None:
        return PartialDate(one)
    start, end = sorted((one, other), key=lambda point: (point.earliest, point.latest))
    return PartialDate(start, end if start.latest <= end.latest else None)


@given(partial_dates())
@settings(deadline=None, max_examples=200)
def test_what_is_written_is_read_back_the_same(date: PartialDate) -> None:
    assert parse(date.edtf) == date
    assert parse(date.edtf).edtf == date.edtf


@given(partial_dates())
@settings(deadline=None, max_examples=200)
def test_a_date_begins_before_it_ends_and_holds_its_anniversary(date: PartialDate) -> None:
    assert date.earliest <= date.latest
    if date.anniversary:
        assert date.earliest == date.latest
        assert (date.earliest.month, date.earliest.day) == date.anniversary


@given(partial_dates())
@settings(deadline=None, max_examples=200)
def test_the_printed_form_names_no_part_that_is_not_known(date: PartialDate) -> None:
    last = date.end or date.start
    numbers = {int(number) for number in re.findall(r"\d+", str(date))}
    named = {month for month in MONTHS if re.search(rf"\b{month}\b", str(date))}
    assert numbers == {date.start.year, last.year} | {point.day for point in (date.start, last) if point.day}
    assert named == {MONTHS[point.month - 1] for point in (date.start, last) if point.month}
    assert str(date).count("about") == date.start.approximate + (last.approximate if date.end else 0)


@given(days)
@settings(deadline=None, max_examples=100)
def test_a_whole_day_is_that_day(day: dt.date) -> None:
    date = parse(day.isoformat())
    assert (date.earliest, date.latest) == (day, day)
    assert date.anniversary == (day.month, day.day)


@pytest.mark.parametrize(
    ("written", "said", "earliest", "latest"),
    [
        ("2024", "2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "February 2024", "2024-02-01", "2024-02-29"),
        ("2023-02", "February 2023", "2023-02-01", "2023-02-28"),
        ("2024-05-14", "14 May 2024", "2024-05-14", "2024-05-14"),
        ("2024-06~", "about June 2024", "2024-06-01", "2024-06-30"),
        ("2019~", "about 2019", "2019-01-01", "2019-12-31"),
        ("1958-11-24/1958-11-27", "24 to 27 November 1958", "1958-11-24", "1958-11-27"),
        ("2024-04-30/2024-05-02", "30 April to 2 May 2024", "2024-04-30", "2024-05-02"),
        ("2024-04/2024-06", "April to June 2024", "2024-04-01", "2024-06-30"),
        ("2023-12-31/2024-01-01", "31 December 2023 to 1 January 2024", "2023-12-31", "2024-01-01"),
        ("2023-11/2024-05", "November 2023 to May 2024", "2023-11-01", "2024-05-31"),
        ("2019/2021", "2019 to 2021", "2019-01-01", "2021-12-31"),
        ("2019~/2021-03", "about 2019 to March 2021", "2019-01-01", "2021-03-31"),
    ],
)
def test_a_date_reads_as_a_reader_says_it(written: str, said: str, earliest: str, latest: str) -> None:
    date = parse(written)
    assert (str(date), date.earliest.isoformat(), date.latest.isoformat()) == (said, earliest, latest)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "24",
            "202",
            "20245",
            "2024-5",
            "2024-5-14",
            "2024-13",
            "2024-00",
            "2024-05-00",
            "2024-02-30",
            "2023-02-29",
        ),
        *("0000", "2024/05", "14 May 2024", "2024-05-14T10:00", "~2024", "2024~~", "2024 ", "-2024", "2024-05-14-01"),
        *(
            "2024-05-14/",
            "/2024",
            "2024/2025/2026",
            "2025/2024",
            "2024-05/2024-04",
            "2024-05-14/2024-05",
            "2024/2024-03",
        ),
    ],
)
def test_what_is_no_date_is_refused_with_the_text_that_was_written(written: str) -> None:
    with pytest.raises(DateFormatError) as refused:
        parse(written)
    assert any(repr(part) in str(refused.value) for part in (written, *written.split("/")))


@pytest.mark.parametrize("written", [2024, ["2024"], {"year": 2024}, None])
def test_what_is_not_text_is_refused_in_words(written: object) -> None:
    with pytest.raises(DateFormatError, match="a date is text such as"):
        parse(written)


@pytest.mark.parametrize("written", ["2024", "2024-05", "2024-05-14~", "2024-05-14/2024-05-15"])
def test_only_a_date_known_to_the_day_has_an_anniversary(written: str) -> None:
    assert parse(written).anniversary is None


def test_a_leap_day_has_its_own_anniversary() -> None:
    assert parse("2004-02-29").anniversary == MonthDay(2, 29)
    assert str(MonthDay(2, 29)) == "29 February"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("2024", "2024"),
        ("  2024  ", "2024"),
        ("May 2024", "2024-05"),
        ("may 2024", "2024-05"),
        ("MAY, 2024", "2024-05"),
        ("Sept. 2023", "2023-09"),
        ("sep 2023", "2023-09"),
        ("2024-05", "2024-05"),
        ("2024-5", "2024-05"),
        ("2024-05-14", "2024-05-14"),
        ("2024-5-4", "2024-05-04"),
        ("14 May 2024", "2024-05-14"),
        ("14th of May, 2024", "2024-05-14"),
        ("1st  january   2000", "2000-01-01"),
        ("May 14 2024", "2024-05-14"),
        ("May 14, 2024", "2024-05-14"),
        ("Feb 29, 2024", "2024-02-29"),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str, written: str) -> None:
    assert read_date(typed) == parse(written)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "yesterday", "May", "14 May", "05-14", "5/6/2024", "14.5.2024", "24", "20244", "0000", "1 May 0000"),
        *("32 May 2024", "30 February 2024", "Feb 29 2023", "2024-13", "2024-02-30", "14 Mayo 2024", "2024~", "14"),
        *("2024-00", "2024-00-14", "2024-05-00", "0 May 2024", "2024; DROP TABLE event", "２０２４年"),
    ],
)
def test_what_is_not_a_whole_date_is_not_guessed(typed: str) -> None:
    assert read_date(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "14 May",
        "May 14",
        "may 14th",
        "14th of may",
        "05-14",
        "5-14",
        "--05-14",
        "14 May 2024",
        "2024-05-14",
        "May 14, 1999",
    ],
)
def test_a_day_of_the_year_is_read_whatever_its_year(typed: str) -> None:
    assert read_month_day(typed) == MonthDay(5, 14)


@pytest.mark.parametrize("typed", ["29 February", "Feb 29", "02-29", "29 Feb 2024"])
def test_the_leap_day_can_be_typed_without_a_year(typed: str) -> None:
    assert read_month_day(typed) == MonthDay(2, 29)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "May",
        "May 2024",
        "2024",
        "2024-05",
        "14-05",
        "30 Feb",
        "00-14",
        "--00-05",
        "2024-00-05",
        "5/6",
        "29 Feb 2023",
    ],
)
def test_what_is_not_a_day_of_the_year_is_not_guessed(typed: str) -> None:
    assert read_month_day(typed) is None


@given(days, st.sampled_from(["%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d %Y"]))
@settings(deadline=None, max_examples=150)
def test_every_day_is_understood_in_every_usual_form(day: dt.date, form: str) -> None:
    typed = day.replace(year=max(day.year, 1000)) if (day.month, day.day) != (2, 29) else day.replace(year=2024)
    assert read_date(typed.strftime(form)) == parse(typed.isoformat())


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,4}[-/ .][0-9a-zA-Z]{1,4}([-/ .][0-9]{1,4})?", fullmatch=True))
@settings(deadline=None, max_examples=300)
def test_whatever_is_typed_is_a_real_date_or_none(typed: str) -> None:
    date, day = read_date(typed), read_month_day(typed)
    assert date is None or parse(date.edtf) == date
    assert day is None or dt.date(2000, day.month, day.day).timetuple()[1:3] == day


@given(st.sets(leap_year_days), leap_year_days)
@settings(deadline=None, max_examples=200)
def test_the_nearest_days_are_the_neighbours_round_the_year(filled: set[MonthDay], day: MonthDay) -> None:
    def ahead(other: MonthDay) -> int:
        there = dt.date(2000, other.month, other.day) - dt.date(2000, day.month, day.day)
        return there.days % 366

    others = filled - {day}
    nearest = nearest_days(filled, day)
    if others:
        assert nearest[0] == max(others, key=ahead)
        assert nearest[-1] == min(others, key=ahead)
        assert len(nearest) == min(2, len(others))
    else:
        assert nearest == ()


def test_the_nearest_days_of_new_year_reach_over_the_turn_of_the_year() -> None:
    filled = [MonthDay(2, 29), MonthDay(7, 1), MonthDay(12, 30)]
    assert nearest_days(filled, MonthDay(1, 1)) == (MonthDay(12, 30), MonthDay(2, 29))
    assert nearest_days(filled, MonthDay(12, 31)) == (MonthDay(12, 30), MonthDay(2, 29))


def test_a_single_other_day_is_named_once() -> None:
    assert nearest_days([MonthDay(5, 14)], MonthDay(5, 1)) == (MonthDay(5, 14),)
