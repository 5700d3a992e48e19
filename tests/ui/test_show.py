"""Numbers on screen: rounded half up, in the reader's units, and "—" when unknown."""

import math

import pytest

from ltv.metrics.intervals import Interval
from ui import session, show


@pytest.fixture(params=["ja", "en"])
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(session, "lang", lambda: request.param)
    return str(request.param)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.942, "94.2%"), (0.94249, "94.2%"), (0.9425, "94.3%"), (1.0, "100.0%"), (-0.001, "-0.1%"), (math.nan, "—")],
)
def test_a_share_is_a_percent_rounded_half_up(value: float, text: str) -> None:
    assert show.share(value) == text


@pytest.mark.parametrize(
    ("yen", "ja", "en"),
    [
        (9_800, "9,800円", "¥9,800"),
        (20_903, "20,903円", "¥20,903"),
        (439_000, "43.9万円", "¥439K"),
        (4_390_000, "439万円", "¥4.39M"),
        (42_800_000, "4,280万円", "¥42.8M"),
        (123_456_789, "1.23億円", "¥123M"),
        (-1_220_000, "-122万円", "-¥1.22M"),
        (math.nan, "—", "—"),
    ],
)
def test_money_reads_as_a_manager_says_it(lang: str, yen: float, ja: str, en: str) -> None:
    assert show.money(yen) == {"ja": ja, "en": en}[lang]


def test_cents_become_dollars_without_losing_any(lang: str) -> None:
    assert show.money(293_312, "USD", 2, exact=True) == "$2,933.12"


def test_an_unknown_interval_says_so(lang: str) -> None:
    words = show.interval(Interval(math.nan, math.nan))
    assert words == {"ja": "区間は計算できません", "en": "no interval"}[lang]


def test_a_fall_has_an_ascii_minus_that_cards_understand() -> None:
    assert show.points(-0.0204) == "-2.0pt"
    assert show.points(0.031) == "+3.1pt"
