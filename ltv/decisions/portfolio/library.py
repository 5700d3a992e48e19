"""The initiatives the app starts with. All of it is the reader's to edit; every effect is graded D, an opinion."""

from __future__ import annotations

from ltv.decisions.portfolio.initiatives import (
    Effort,
    Initiative,
    PersonMonths,
    PlannedLever,
    Population,
)
from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.treatment_library import units_per_yen
from ltv.metrics.metric import Text

FIRST = "early_warning"
"""What the first wave starts with unless the reader lifts the rule."""

_HOLDOUT = Text(
    "対象の1割を無作為に対象外として残し、同じ期間で比べる",
    "A random tenth of those concerned is left out and compared over the same time",
)
_BY_AREA = Text(
    "開始時期を地域・倉庫ごとにずらし、先に始めた組とまだの組を比べる",
    "Areas or warehouses start at different times; those that have started are compared with those that have not",
)


def _people(**months: float) -> tuple[PersonMonths, ...]:
    """Time in the first quarter, by department."""
    return tuple(PersonMonths(department, 1, time) for department, time in months.items())


LIBRARY: tuple[Initiative, ...] = (
    Initiative(
        id=FIRST,
        name=Text("解約予兆検知と早期対応", "Churn early warning and intervention"),
        owner="cs",
        aim="retention",
        levers=(PlannedLever("churn", Prior(0.03, 0.08, 0.15)),),
        effort=Effort(2_000_000, 150_000, 12, _people(cs=2, marketing=1, it=3)),
        ramp=2,
        duration=3,
        guardrails=("contacts_per_customer", "discount_share"),
        control=_HOLDOUT,
    ),
    Initiative(
        id="onboarding",
        name=Text("導入支援（最初の3か月）", "Onboarding in the first three months"),
        owner="cs",
        aim="retention",
        levers=(PlannedLever("churn", Prior(0.05, 0.12, 0.22)),),
        population=Population(tenure_from=1, tenure_to=3),
        effort=Effort(1_000_000, 100_000, 12, _people(cs=3, marketing=1, product=1)),
        ramp=1,
        duration=2,
        guardrails=("contacts_per_customer",),
        control=_HOLDOUT,
    ),
    Initiative(
        id="delivery_alerts",
        name=Text("出荷遅れの連絡と納期の改善", "Delivery alerts and lead-time fix"),
        owner="logistics",
        aim="retention",
        levers=(PlannedLever("churn", Prior(0.01, 0.03, 0.06)),),
        effort=Effort(600_000, 50_000, 12, _people(logistics=2, it=1)),
        duration=2,
        guardrails=("cost_per_parcel",),
        control=_BY_AREA,
    ),
    Initiative(
        id="annual_plan",
        name=Text("年間プランの提案", "Annual plan offer"),
        owner="product",
        aim="retention",
        levers=(PlannedLever("churn", Prior(0.02, 0.06, 0.12)), PlannedLever("price", Prior(-0.04, -0.02, -0.01))),
        population=Population(tenure_from=4),
        effort=Effort(800_000, 30_000, 12, _people(product=2, sales=1, finance=0.5)),
        ramp=3,
        duration=3,
        guardrails=("discount_share", "margin_ltv_24m"),
        control=_HOLDOUT,
    ),
    Initiative(
        id="message_correction",
        name=Text("広告・商品ページの訴求の修正", "Message correction"),
        owner="marketing",
        aim="retention",
        levers=(
            PlannedLever("churn", Prior(0.03, 0.08, 0.15)),
            PlannedLever("acquisition", Prior(-0.15, -0.06, -0.01)),
        ),
        population=Population(tenure_from=1, tenure_to=3),
        effort=Effort(500_000, 0, 12, _people(marketing=1.5, product=0.5)),
        duration=1,
        guardrails=("new_customers", "retention_90"),
        control=Text(
            "広告の出し分けで新旧の訴求を無作為に割り当てる", "New and old messages are assigned at random by the ads"
        ),
    ),
    Initiative(
        id="win_back",
        name=Text("休眠顧客の呼び戻し", "Win-back"),
        owner="marketing",
        aim="retention",
        levers=(PlannedLever("reactivation", Prior(0.05, 0.15, 0.35)),),
        effort=Effort(400_000, 80_000, 12, _people(marketing=1)),
        half_life=6,
        duration=1,
        guardrails=("discount_share", "contacts_per_customer"),
        control=_HOLDOUT,
    ),
    Initiative(
        id="cross_sell",
        name=Text("併売品のおすすめ", "Cross-sell recommendation"),
        owner="sales",
        aim="expansion",
        levers=(PlannedLever("expansion", Prior(0.05, 0.15, 0.3)),),
        population=Population(tenure_from=4),
        effort=Effort(1_500_000, 100_000, 12, _people(sales=2, marketing=1, it=2)),
        ramp=3,
        duration=4,
        requires=("crm_erp_integration",),
        guardrails=("contraction_rate", "contacts_per_customer"),
        control=_HOLDOUT,
    ),
    Initiative(
        id="crm_erp_integration",
        name=Text("CRMと基幹システムの統合", "CRM × ERP integration"),
        owner="it",
        aim="enabler",
        effort=Effort(3_000_000, 100_000, 12, _people(it=2, finance=1)),
        duration=4,
        guardrails=("explained_revenue",),
    ),
    Initiative(
        id="price_review",
        name=Text("赤字取引先の価格の見直し", "Price review of accounts with a negative margin"),
        owner="sales",
        aim="saving",
        levers=(
            PlannedLever("margin", Prior(0.002, 0.006, 0.012)),
            PlannedLever("churn", Prior(-0.04, -0.015, -0.003)),
        ),
        population=Population(tenure_from=4),
        effort=Effort(200_000, 0, 12, _people(sales=1.5, finance=0.5)),
        duration=2,
        guardrails=("nrr12", "churn_rate"),
        control=_BY_AREA,
    ),
    Initiative(
        id="discount_cap",
        name=Text("初回値引きの上限", "Cap on first-order discounts"),
        owner="marketing",
        aim="acquisition",
        levers=(
            PlannedLever("discount", Prior(0.1, 0.25, 0.4)),
            PlannedLever("acquisition", Prior(-0.2, -0.08, -0.02)),
        ),
        effort=Effort(100_000, 0, 12, _people(marketing=0.5)),
        duration=1,
        guardrails=("new_customers",),
        control=Text("広告の枠ごとに上限の有無を無作為に割り当てる", "The cap is assigned at random to ad placements"),
    ),
)
"""In yen, retention first. For another currency or smallest unit use `library_in`."""


def library_in(currency: str, decimals: int) -> tuple[Initiative, ...]:
    """The library with its money in the smallest unit of a currency, as `treatment_library.library_in`."""
    unit = units_per_yen(currency, decimals)
    return tuple(initiative.in_money(unit) for initiative in LIBRARY)
