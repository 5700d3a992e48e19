"""What the tea shop's CRM believes, and where it is wrong (story S5)."""

from dataclasses import dataclass
from datetime import date

from .draws import Draws
from .period import MONTHS, day_in
from .shop_customers import MAIL_ALLOWED, REGIONS, Customer
from .shop_orders import Order

# Story S5: sold at fairs and typed into the CRM only; ordered by phone and never registered there;
# one order each that the nightly transfer to the CRM lost. Refunds never reach the CRM.
CRM_ONLY, CORE_ONLY, LOST_ORDERS = 38, 24, 45
FAIR_YEN = (1480, 9860)


@dataclass(frozen=True)
class CrmRow:
    """One customer as the CRM has them."""

    number: str
    registered: date
    channel: str
    campaign: str
    tag: str
    discount_percent: int
    region: str
    mail: bool
    believed: int


def crm_rows(customers: list[Customer], orders: list[Order], draws: Draws) -> list[CrmRow]:
    """The CRM's file, by customer number: sales before refunds, some customers and orders missing, some extra."""
    unknown = _numbers([c.number for c in customers], CORE_ONLY, draws)
    known = [order for order in orders if order.customer.number not in unknown]
    believed = dict.fromkeys((c.number for c in customers), 0)
    for order in known:
        believed[order.customer.number] += order.amount
    for order in _lost(known, draws):
        believed[order.customer.number] -= order.amount
    rows = [_row(c, believed[c.number]) for c in customers if c.number not in unknown]
    return rows + [_fair_row(position, draws) for position in range(1, CRM_ONLY + 1)]


def _lost(orders: list[Order], draws: Draws) -> list[Order]:
    """The last order of some customers who never had a refund."""
    last = {order.customer.number: order for order in orders}
    refunded = {order.customer.number for order in orders if order.refunded}
    return [last[number] for number in sorted(_numbers([n for n in last if n not in refunded], LOST_ORDERS, draws))]


def _numbers(numbers: list[str], size: int, draws: Draws) -> set[str]:
    """Draw this many different customer numbers."""
    drawn: set[str] = set()
    while len(drawn) < size:
        drawn.add(numbers[draws.whole(0, len(numbers) - 1)])
    return drawn


def _row(c: Customer, believed: int) -> CrmRow:
    """A customer the shop's own system knows too."""
    return CrmRow(c.number, c.registered, c.channel, c.campaign, c.tag, c.discount_percent, c.region, c.mail, believed)


def _fair_row(position: int, draws: Draws) -> CrmRow:
    """A customer of a fair, known to the CRM only."""
    day = day_in(draws.whole(0, MONTHS - 1), draws.whole(1, 28))
    region, mail = draws.pick(REGIONS), draws.chance(MAIL_ALLOWED)
    return CrmRow(f"A9{position:05d}", day, "自然検索", "通常", "産地と品質", 0, region, mail, draws.whole(*FAIR_YEN))
