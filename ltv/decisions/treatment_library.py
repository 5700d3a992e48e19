"""The treatments the app starts with. All of it is the reader's to edit; every effect is graded D, an opinion."""

from __future__ import annotations

from ltv.decisions.treatments import Effect, Treatment
from ltv.metrics.metric import Text

NO_CONTACT = Treatment(
    id="no_contact",
    name=Text("連絡しない", "No contact"),
    channel="none",
    owner="cs",
    effect=Effect.known(0.0),
    contact_cost=0,
)

LIBRARY: tuple[Treatment, ...] = (
    NO_CONTACT,
    Treatment(
        id="step_mail",
        name=Text("ステップメール", "Step mail"),
        channel="mail",
        owner="marketing",
        effect=Effect(0.002, 0.01, 0.025),
        contact_cost=5,
        needs_consent=True,
        cooling_days=7,
    ),
    Treatment(
        id="early_warning_mail",
        name=Text("早期フォローメール（クーポン付き）", "Early-warning mail with a coupon"),
        channel="mail",
        owner="marketing",
        effect=Effect(0.02, 0.05, 0.1),
        contact_cost=10,
        offer=500,
        take_rate=0.15,
        needs_consent=True,
        cooling_days=14,
        minimum_margin=500,
    ),
    Treatment(
        id="postal_dm",
        name=Text("郵送DM（クーポン付き）", "Postal mail with a coupon"),
        channel="dm",
        owner="marketing",
        effect=Effect(0.02, 0.04, 0.08),
        contact_cost=150,
        offer=500,
        take_rate=0.1,
        cooling_days=30,
        minimum_margin=500,
    ),
    Treatment(
        id="cs_call",
        name=Text("担当者からの電話", "Call by customer success"),
        channel="phone",
        owner="cs",
        effect=Effect(0.04, 0.08, 0.15),
        contact_cost=800,
        hours=0.25,
        cooling_days=30,
    ),
    Treatment(
        id="account_review",
        name=Text("利用状況の振り返り訪問（法人）", "Account review visit (B2B)"),
        channel="visit",
        owner="cs",
        effect=Effect(0.06, 0.12, 0.22),
        contact_cost=15_000,
        hours=3,
        cooling_days=90,
        minimum_margin=100_000,
    ),
    Treatment(
        id="upsell_proposal",
        name=Text("上位プラン・関連商品の提案", "Upsell proposal"),
        channel="phone",
        owner="sales",
        effect=Effect(0.005, 0.015, 0.03),
        contact_cost=1_600,
        hours=0.5,
        aim="expansion",
        stages=("active",),
        cooling_days=60,
    ),
)
"""In yen. For another currency or smallest unit use `Treatment.in_money`."""

YEN_PER_UNIT = {"JPY": 1.0, "USD": 150.0, "EUR": 160.0, "GBP": 190.0, "AUD": 100.0, "CAD": 110.0, "SGD": 110.0,
                "CNY": 20.0, "TWD": 4.5, "HKD": 19.0, "KRW": 0.1}  # fmt: skip
"""About what one unit of a currency costs in yen: good enough for what an editable treatment starts with."""


def library_in(currency: str, decimals: int) -> tuple[Treatment, ...]:
    """The library with its money in the smallest unit of a currency.

    Where the currency is not known, one with decimal places is taken to be like the dollar, one without like the yen.
    """
    unit = units_per_yen(currency, decimals)
    return tuple(treatment.in_money(unit) for treatment in LIBRARY)


def units_per_yen(currency: str, decimals: int) -> float:
    """About how many smallest units of a currency a yen is, for amounts that an editable library starts with."""
    return float(10**decimals / YEN_PER_UNIT.get(currency, YEN_PER_UNIT["USD"] if decimals else 1.0))
