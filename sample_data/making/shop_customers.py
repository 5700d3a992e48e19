"""Who finds the tea shop 「つきよみ茶房」, through which channel, and what that costs."""

from dataclasses import dataclass
from datetime import date

from .draws import Draws
from .period import MONTHS, day_in, month_name, month_of

# How many new customers a month brings: more than usual while the shop was new, later a little more each year.
LAUNCH_FACTOR = (2.0, 1.7, 1.4, 1.2)
NEW_PER_MONTH_FIRST, NEW_PER_MONTH_LAST = 138, 166
SEASON = {1: 0.92, 2: 0.90, 3: 1.00, 4: 1.08, 5: 1.06, 6: 0.96, 7: 0.92, 8: 0.90, 9: 1.02, 10: 1.06, 11: 1.08, 12: 1.10}
CHANNELS = {"検索広告": 0.30, "SNS広告": 0.23, "アフィリエイト": 0.21, "紹介": 0.10, "自然検索": 0.16}

# Story S1: advertising yen per new customer, and its drift over the 36 months. Affiliates are cheapest.
COST_PER_CUSTOMER = {"検索広告": 7000, "SNS広告": 6300, "アフィリエイト": 5500, "紹介": 0, "自然検索": 0}
COST_DRIFT = (0.92, 1.08)
COST_NOISE = 0.05

# Story S4: the deep-discount campaign.
DEEP_CAMPAIGN = "秋の初回90%OFF"
DEEP_MONTH = month_of(date(2024, 11, 1))
DEEP_CUSTOMERS = 320
DEEP_CHANNEL = "SNS広告"
DEEP_COST_PER_CUSTOMER = 4800

DISCOUNT_PERCENT = {"通常": 0, "初回30%OFF": 30, "初回半額": 50, "友だち紹介": 30, DEEP_CAMPAIGN: 90}
CAMPAIGNS = {
    "検索広告": {"通常": 0.50, "初回30%OFF": 0.50},
    "SNS広告": {"通常": 0.25, "初回30%OFF": 0.55, "初回半額": 0.20},
    "アフィリエイト": {"初回30%OFF": 0.45, "初回半額": 0.55},
    "紹介": {"友だち紹介": 1.0},
    "自然検索": {"通常": 0.80, "初回30%OFF": 0.20},
}
TAGS = {
    "検索広告": {"産地と品質": 0.40, "毎日の習慣": 0.30, "お得": 0.15, "ギフト": 0.15},
    "SNS広告": {"毎日の習慣": 0.35, "美容と健康": 0.30, "お得": 0.20, "ギフト": 0.15},
    "アフィリエイト": {"美容と健康": 0.50, "お得": 0.40, "毎日の習慣": 0.10},
    "紹介": {"産地と品質": 0.45, "毎日の習慣": 0.40, "ギフト": 0.15},
    "自然検索": {"産地と品質": 0.50, "毎日の習慣": 0.30, "ギフト": 0.20},
}
REGIONS = {"北海道": 4, "東北": 7, "関東": 38, "中部": 16, "近畿": 18, "中国・四国": 8, "九州・沖縄": 9}
MONTHLY, EVERY_SECOND, SINGLE = "月次定期", "隔月定期", "都度購入"
PLANS = {MONTHLY: 0.78, EVERY_SECOND: 0.12, SINGLE: 0.10}
MAIL_ALLOWED = 0.72
REGISTERED_EARLIER = 0.25


@dataclass
class Customer:
    """One customer as known on the day of the first order."""

    first_day: date
    registered: date
    channel: str
    campaign: str
    tag: str
    region: str
    mail: bool
    plan: str
    number: str = ""

    @property
    def month(self) -> int:
        """Month of the first order."""
        return month_of(self.first_day)

    @property
    def discount_percent(self) -> int:
        """Discount on the first order, in percent."""
        return DISCOUNT_PERCENT[self.campaign]


def new_customers(draws: Draws) -> list[Customer]:
    """Everyone the shop wins, numbered by the day of the first order."""
    customers = [c for month in range(MONTHS) for c in _customers_of(month, draws)]
    customers.sort(key=lambda c: c.first_day)
    for position, customer in enumerate(customers, start=1):
        customer.number = f"A{position:06d}"
    return customers


def spending(customers: list[Customer], draws: Draws) -> list[tuple[str, str, int]]:
    """Advertising per month and channel, to 100 yen."""
    won: dict[tuple[int, str], float] = {}
    for c in customers:
        cost = DEEP_COST_PER_CUSTOMER if c.campaign == DEEP_CAMPAIGN else COST_PER_CUSTOMER[c.channel]
        won[c.month, c.channel] = won.get((c.month, c.channel), 0) + cost
    rows = []
    for month in range(MONTHS):
        drift = COST_DRIFT[0] + (COST_DRIFT[1] - COST_DRIFT[0]) * month / (MONTHS - 1)
        for channel in CHANNELS:
            noise = draws.between(1 - COST_NOISE, 1 + COST_NOISE)
            spent = won.get((month, channel), 0) * drift * noise
            rows.append((month_name(month), channel, int(spent / 100 + 0.5) * 100))
    return rows


def _customers_of(month: int, draws: Draws) -> list[Customer]:
    """New customers of one month, with the campaign's in its month."""
    trend = NEW_PER_MONTH_FIRST + (NEW_PER_MONTH_LAST - NEW_PER_MONTH_FIRST) * month / (MONTHS - 1)
    launch = LAUNCH_FACTOR[month] if month < len(LAUNCH_FACTOR) else 1.0
    usual = int(trend * launch * SEASON[day_in(month, 1).month] + 0.5)
    customers = []
    for _ in range(usual):
        channel = draws.pick(CHANNELS)
        customers.append(_customer(month, channel, draws.pick(CAMPAIGNS[channel]), draws.pick(PLANS), draws))
    if month == DEEP_MONTH:
        customers += [_customer(month, DEEP_CHANNEL, DEEP_CAMPAIGN, MONTHLY, draws) for _ in range(DEEP_CUSTOMERS)]
    return customers


def _customer(month: int, channel: str, campaign: str, plan: str, draws: Draws) -> Customer:
    """One new customer; some registered a few days before the first order."""
    first_day = day_in(month, draws.whole(1, day_in(month, 31).day))
    earlier = draws.whole(1, 7) if draws.chance(REGISTERED_EARLIER) else 0
    return Customer(
        first_day=first_day,
        registered=first_day.replace(day=max(1, first_day.day - earlier)),
        channel=channel,
        campaign=campaign,
        tag="お得" if campaign == DEEP_CAMPAIGN else draws.pick(TAGS[channel]),
        region=draws.pick(REGIONS),
        mail=draws.chance(MAIL_ALLOWED),
        plan=plan,
    )
