"""Moments and lengths of time as texts."""

from datetime import UTC, datetime, timedelta

import pytest

from vpclint.text.moments import read_length, read_moment, spoken


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-01-05T08:00:00Z", datetime(2026, 1, 5, 8, tzinfo=UTC)),
        ("2026-01-05T08:00:00+00:00", datetime(2026, 1, 5, 8, tzinfo=UTC)),
        ("2026-01-05T08:00:00+14:00", datetime(2026, 1, 4, 18, tzinfo=UTC)),
        ("2026-01-05T08:00:00.250Z", datetime(2026, 1, 5, 8, 0, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_a_time_of_rfc_3339_is_a_moment(text: str, wanted: datetime) -> None:
    assert read_moment(text) == wanted


def test_a_moment_before_all_years_has_an_age() -> None:
    first = read_moment("0001-01-01T00:00:00+14:00")
    assert first is not None
    assert (datetime(2026, 1, 1, tzinfo=UTC) - first).days > 365 * 2024


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-01-05",
        "2026-01-05T08:00:00",
        "20260105T080000Z",
        "2026-13-05T08:00:00Z",
        "2026-W01-1",
        "1767600000",
    ],
)
def test_any_other_text_is_no_moment(text: str) -> None:
    assert read_moment(text) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("30d", timedelta(days=30)),
        ("12h", timedelta(hours=12)),
        ("0h", timedelta(0)),
        ("99999d", timedelta(days=99_999)),
    ],
)
def test_a_length_is_days_or_hours(text: str, wanted: timedelta) -> None:
    assert read_length(text) == wanted


@pytest.mark.parametrize("text", ["", "30", "d", "-1d", "1.5d", "30 d", "30D", "1w", "1d12h", "100000d", "٣d", "30d\n"])
def test_any_other_text_is_no_length(text: str) -> None:
    with pytest.raises(ValueError, match="neither days nor hours"):
        read_length(text)


@pytest.mark.parametrize(
    ("length", "wanted"),
    [
        (timedelta(days=322, hours=23), "322 days"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=2, seconds=-1), "47 hours"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=2, seconds=-1), "119 minutes"),
        (timedelta(minutes=2), "2 minutes"),
        (timedelta(minutes=2, seconds=-1), "a moment"),
        (timedelta(0), "a moment"),
    ],
)
def test_a_length_is_spoken_in_one_unit(length: timedelta, wanted: str) -> None:
    assert spoken(length) == wanted
