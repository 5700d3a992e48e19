"""What each customer of the tea shop orders until leaving, how it was delivered, and what was refunded."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import fsum

from .draws import Draws
from .period import LAST_DAY, MONTHS, day_in, month_of
from .shop_customers import DEEP_CAMPAIGN, EVERY_SECOND, MONTHLY, SINGLE, Customer

# code: (name, price with tax, cost)
PRODUCTS = {
    "T001": ("煎茶", 2480, 920),
    "T002": ("ほうじ茶", 2280, 790),
    "T003": ("玄米茶", 2380, 830),
    "T101": ("上煎茶", 3680, 1420),
    "T102": ("玉露", 4880, 2010),
    "T201": ("茶菓子", 1480, 690),
    "T202": ("急須", 4200, 2150),
}
FIRST_PRODUCT = {"T001": 0.46, "T002": 0.24, "T003": 0.17, "T101": 0.10, "T102": 0.03}
NEXT_HIGHER = {"T001": "T101", "T002": "T101", "T003": "T101", "T101": "T102"}
NEXT_LOWER = {"T102": "T101", "T101": "T001"}
SWEETS, TEAPOT = "T201", "T202"

# Probability of leaving after the 1st, 2nd, 3rd and every later order, for a customer from search advertising.
LEAVING = {
    MONTHLY: (0.235, 0.105, 0.065, 0.024),
    EVERY_SECOND: (0.25, 0.14, 0.10, 0.05),
    SINGLE: (0.50, 0.40, 0.35, 0.30),
}
STEADINESS = {0.5: 0.35, 1.0: 0.40, 1.6: 0.25}  # how a customer's later leaving compares with the average: share
# Story S1: the same, by channel, for the first three orders and for later ones.
LEAVING_EARLY = {"検索広告": 0.95, "SNS広告": 1.05, "アフィリエイト": 1.95, "紹介": 0.65, "自然検索": 0.80}
LEAVING_LATER = {"検索広告": 1.0, "SNS広告": 1.05, "アフィリエイト": 1.35, "紹介": 0.75, "自然検索": 0.9}
# Story S2: late deliveries, and what they add to the probability of leaving at the next two occasions.
LATE_FIRST_DAY, LATE_LAST_DAY = date(2025, 1, 1), date(2025, 3, 31)
LATE_SHARE_THEN, LATE_SHARE_USUAL = 0.35, 0.04
LATE_LEAVING = (0.13, 0.06)
# Story S3: better onboarding, from this first-order month on, leaves this much of the leaving after the first order.
ONBOARDING_MONTH = month_of(date(2025, 7, 1))
ONBOARDING_LEAVING = 0.58
# Story S4: probability that a customer of the deep-discount campaign leaves after the first order.
DEEP_LEAVING = 0.76

SKIP = 0.022
RETURN, RETURN_MONTHS = 0.13, (3, 9)
UPGRADE, DOWNGRADE = 0.034, 0.009
TEAPOT_CHANCE, FIRST_SWEETS = 0.012, 0.10
COUPON, COUPON_YEN = 0.05, 300
REFUND, REFUND_LATE = 0.008, 0.05


@dataclass(frozen=True)
class Basket:
    """What a customer currently orders each time."""

    product: str
    quantity: int
    sweets: bool


@dataclass(frozen=True)
class Line:
    """One product within an order; a refund has a negative quantity and amount."""

    product: str
    quantity: int
    amount: int
    discount: int
    cost: int


@dataclass
class Order:
    """An order with its delivery, and the refund that followed, if one did."""

    customer: Customer
    day: date
    lines: list[Line]
    due: date
    done: date
    refunded: date | None = None
    last_before_leaving: bool = False
    number: str = field(default="", compare=False)

    @property
    def late(self) -> bool:
        """Whether it arrived after the promised day."""
        return self.done > self.due

    @property
    def amount(self) -> int:
        """Yen charged, before any refund."""
        return sum(line.amount for line in self.lines)


def orders_of(customer: Customer, draws: Draws) -> list[Order]:
    """Every order of one customer within the period."""
    basket = Basket(draws.pick(FIRST_PRODUCT), 1, draws.chance(FIRST_SWEETS))
    steadiness = draws.pick(STEADINESS)
    orders: list[Order] = []
    month, day_of_month = customer.month, customer.first_day.day
    while month < MONTHS:
        order = _order(customer, day_in(month, day_of_month), basket, orders, draws)
        orders.append(order)
        if draws.chance(_leaving(customer, orders, steadiness)):
            order.last_before_leaving = True
            if not draws.chance(RETURN):
                break
            month += draws.whole(*RETURN_MONTHS)
        else:
            month += _wait(customer.plan, draws)
        if customer.plan == SINGLE:
            day_of_month = draws.whole(1, 31)
        basket = _changed(basket, draws)
    return orders


def refund_of(order: Order) -> Line:
    """Give the money for the first line back; tea cannot be sold again, so its cost stays spent."""
    line = order.lines[0]
    return Line(line.product, -line.quantity, -line.amount, 0, 0)


def _leaving(customer: Customer, orders: list[Order], steadiness: float) -> float:
    """Probability that the latest order is the last one."""
    age = min(len(orders), 4) - 1
    base = LEAVING[customer.plan][age]
    if age == 3:
        base *= LEAVING_LATER[customer.channel] * steadiness
    elif age == 0 and customer.campaign == DEEP_CAMPAIGN:
        base = DEEP_LEAVING
    else:
        base *= LEAVING_EARLY[customer.channel]
    if age == 0 and customer.month >= ONBOARDING_MONTH:
        base *= ONBOARDING_LEAVING
    return base + fsum(extra for order, extra in zip(reversed(orders), LATE_LEAVING, strict=False) if order.late)


def _wait(plan: str, draws: Draws) -> int:
    """Months until the next order; a subscriber skips one now and then."""
    if plan == SINGLE:
        return draws.whole(1, 5)
    skipped = draws.chance(SKIP)
    if plan == EVERY_SECOND:
        return 4 if skipped else 2
    return 2 if skipped else 1


def _changed(basket: Basket, draws: Draws) -> Basket:
    """Next basket: mostly the same, sometimes larger, seldom smaller."""
    if draws.chance(UPGRADE):
        return _larger(basket, draws.pick({"product": 0.60, "quantity": 0.20, "sweets": 0.20}))
    if draws.chance(DOWNGRADE):
        return _smaller(basket)
    return basket


def _larger(basket: Basket, how: str) -> Basket:
    """Take the next higher tea, one more pack, or sweets as well."""
    if how == "product":
        return replace(basket, product=NEXT_HIGHER.get(basket.product, basket.product))
    if how == "quantity":
        return replace(basket, quantity=min(basket.quantity + 1, 4))
    return replace(basket, sweets=True)


def _smaller(basket: Basket) -> Basket:
    """Give up a pack, else the sweets, else the higher tea."""
    if basket.quantity > 1:
        return replace(basket, quantity=basket.quantity - 1)
    if basket.sweets:
        return replace(basket, sweets=False)
    return replace(basket, product=NEXT_LOWER.get(basket.product, basket.product))


def _order(customer: Customer, day: date, basket: Basket, earlier: list[Order], draws: Draws) -> Order:
    """One order, with its delivery and perhaps a refund."""
    percent = customer.discount_percent if not earlier else 0
    coupon = COUPON_YEN if earlier and customer.mail and draws.chance(COUPON) else 0
    lines = [_line(basket.product, basket.quantity, percent, coupon)]
    if basket.sweets:
        lines.append(_line(SWEETS, 1, 0, 0))
    if draws.chance(TEAPOT_CHANCE):
        lines.append(_line(TEAPOT, 1, 0, 0))
    due = day + timedelta(days=3)
    order = Order(customer, day, lines, due, _delivered(due, draws))
    if draws.chance(REFUND_LATE if order.late else REFUND):
        refunded = order.done + timedelta(days=draws.whole(2, 14))
        order.refunded = refunded if refunded <= LAST_DAY else None
    return order


def _line(product: str, quantity: int, percent: int, coupon: int) -> Line:
    """Price of some packs of one product, less what is taken off."""
    _, price, cost = PRODUCTS[product]
    discount = price * quantity * percent // 100 + coupon
    return Line(product, quantity, price * quantity - discount, discount, cost * quantity)


def _delivered(due: date, draws: Draws) -> date:
    """Day of arrival: on the promised day or the day before it, or late."""
    bad_days = LATE_FIRST_DAY <= due <= LATE_LAST_DAY
    if draws.chance(LATE_SHARE_THEN if bad_days else LATE_SHARE_USUAL):
        return due + timedelta(days=draws.whole(1, 7 if bad_days else 3))
    return due - timedelta(days=1 if draws.chance(0.2) else 0)
