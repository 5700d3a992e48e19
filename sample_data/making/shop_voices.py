"""What customers of the tea shop say: support tickets and survey answers."""

from datetime import date, timedelta

from .draws import Draws
from .period import LAST_DAY
from .shop_customers import DEEP_CAMPAIGN
from .shop_orders import LATE_FIRST_DAY, LATE_LAST_DAY, Order

# Story S2: a late delivery brings tickets and a cancel reason.
TICKET_LATE, TICKET_USUAL, TICKET_LEAVING = 0.22, 0.018, 0.12
REASON_LATE = "届くのが遅い"
REASON_LATE_SHARE = 0.65

TICKET_KINDS = {"商品": 0.40, "支払い": 0.25, "配送": 0.15, "その他": 0.20}
REPLY_HOURS, REPLY_HOURS_LATE = (0.5, 20.0), (4.0, 48.0)
SURVEY_EARLY, SURVEY_LEAVING = 0.20, 0.35
EXPECTATION = {
    "美容と健康": {3: 0.10, 4: 0.35, 5: 0.55},
    "お得": {2: 0.10, 3: 0.30, 4: 0.40, 5: 0.20},
    "産地と品質": {3: 0.30, 4: 0.50, 5: 0.20},
    "毎日の習慣": {2: 0.10, 3: 0.45, 4: 0.35, 5: 0.10},
    "ギフト": {2: 0.10, 3: 0.40, 4: 0.40, 5: 0.10},
}
CONTENT = {2: 0.05, 3: 0.20, 4: 0.45, 5: 0.30}
DISAPPOINTED = {1: 0.20, 2: 0.40, 3: 0.30, 4: 0.10}
REASONS = {"余っている": 0.36, "価格": 0.24, "思っていたのと違う": 0.20, "その他": 0.17, REASON_LATE: 0.03}
REASONS_AFFILIATE = {"思っていたのと違う": 0.52, "価格": 0.20, "余っている": 0.16, "その他": 0.10, REASON_LATE: 0.02}
REASONS_DEEP = {"価格": 0.62, "余っている": 0.16, "思っていたのと違う": 0.12, "その他": 0.10}

Ticket = tuple[str, date, str, str]
Survey = tuple[str, date, int, int, str]


def tickets(orders: list[Order], draws: Draws) -> list[Ticket]:
    """Customer, day, kind and hours until the first reply, by day."""
    found = [ticket for order in orders for ticket in _tickets_of(order, draws) if ticket[1] <= LAST_DAY]
    return sorted(found, key=lambda ticket: (ticket[1], ticket[0]))


def surveys(orders: list[Order], draws: Draws) -> list[Survey]:
    """Customer, day, expectation, satisfaction and cancel reason ("" if staying), by day."""
    found, asked = [], set()
    for order in orders:
        early = order.customer.number not in asked
        asked.add(order.customer.number)
        if early and draws.chance(SURVEY_EARLY):
            found.append(_survey(order, order.done + timedelta(days=draws.whole(7, 20)), "", draws))
        if order.last_before_leaving and draws.chance(SURVEY_LEAVING):
            day = order.done + timedelta(days=draws.whole(21, 35))
            found.append(_survey(order, day, _reason(order, draws), draws))
    return sorted((s for s in found if s[1] <= LAST_DAY), key=lambda survey: (survey[1], survey[0]))


def _tickets_of(order: Order, draws: Draws) -> list[Ticket]:
    """Tickets one order leads to."""
    kinds = []
    if order.late and draws.chance(TICKET_LATE):
        kinds.append("配送")
    if draws.chance(TICKET_USUAL):
        kinds.append(draws.pick(TICKET_KINDS))
    if order.last_before_leaving and draws.chance(TICKET_LEAVING):
        kinds.append("解約・休止")
    return [_ticket(order, kind, draws) for kind in kinds]


def _ticket(order: Order, kind: str, draws: Draws) -> Ticket:
    """One ticket; replies are slow while deliveries are late."""
    day = order.due + timedelta(days=draws.whole(12, 24) if kind == "解約・休止" else draws.whole(1, 4))
    hours = draws.between(*(REPLY_HOURS_LATE if LATE_FIRST_DAY <= day <= LATE_LAST_DAY else REPLY_HOURS))
    return order.customer.number, day, kind, f"{hours:.1f}"


def _survey(order: Order, day: date, reason: str, draws: Draws) -> Survey:
    """One answer; who leaves, or waited for a late parcel, is less content."""
    disappointed = bool(reason) or order.late or (order.customer.channel == "アフィリエイト" and draws.chance(0.4))
    satisfaction = draws.pick(DISAPPOINTED if disappointed else CONTENT)
    return order.customer.number, day, draws.pick(EXPECTATION[order.customer.tag]), satisfaction, reason


def _reason(order: Order, draws: Draws) -> str:
    """Why a customer says they leave."""
    if order.late and draws.chance(REASON_LATE_SHARE):
        return REASON_LATE
    if order.customer.campaign == DEEP_CAMPAIGN:
        return draws.pick(REASONS_DEEP)
    return draws.pick(REASONS_AFFILIATE if order.customer.channel == "アフィリエイト" else REASONS)
