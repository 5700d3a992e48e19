"""What the two companies' CRMs recorded as sold in the last twelve months, and how it strays from the core systems."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from .b2b import YEARLY, Account, Contract
from .draws import Draws
from .period import FIRST_DAY, LAST_DAY, MONTHS, day_in
from .shop_crm import CrmRow
from .shop_orders import Order

Sale = tuple[str, date, int]
"""Customer's id in the CRM, day, yen."""

BEGINS = day_in(MONTHS - 12, 1)
"""Both CRMs keep single sales from here on."""

# The shop: a team that types amounts without the 8 % of tax on food; orders of a month's last days typed in the next.
NET_CUSTOMERS, TYPED_LATE, LAST_DAYS = 0.012, 0.10, 2
# The software company: departments that book without tax, deals entered again under another id, leavers billed on.
NET_ACCOUNTS, DOUBLED, BILLED_ON, LATE_ENTRY, PIPE_DREAMS = 0.05, 14, 0.35, 0.05, 6
LEGAL_FORMS = ("株式会社{}", "㈱{}", "{}(株)", "{}　株式会社")


def shop_sales(orders: Sequence[Order], known: Sequence[CrmRow], draws: Draws) -> list[Sale]:
    """Sales of the tea shop's CRM; as in its totals (story S5) refunds and some orders are missing."""
    lost = _lost(orders, known)
    there = {row.number for row in known}
    net = {row.number for row in known if draws.chance(NET_CUSTOMERS)}
    sold = [
        (order.customer.number, _typed(order.day, draws), _typed_amount(order, net))
        for order in orders
        if order.customer.number in there and order.number not in lost
    ]
    ordered = {order.customer.number for order in orders}
    sold += [(row.number, row.registered, row.believed) for row in known if row.number not in ordered]
    return sorted(
        (sale for sale in sold if BEGINS <= sale[1] <= LAST_DAY), key=lambda sale: (sale[1], sale[0], sale[2])
    )


def _lost(orders: Sequence[Order], known: Sequence[CrmRow]) -> set[str]:
    """Numbers of the last orders of those whose total in the CRM is short."""
    total: dict[str, int] = {}
    last: dict[str, str] = {}
    for order in orders:
        total[order.customer.number] = total.get(order.customer.number, 0) + order.amount
        last[order.customer.number] = order.number
    return {last[row.number] for row in known if row.believed < total.get(row.number, 0)}


def _typed(day: date, draws: Draws) -> date:
    """The day a sale stands under."""
    next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    is_late = (next_month - day).days <= LAST_DAYS and draws.chance(TYPED_LATE)
    return next_month if is_late else day


def _typed_amount(order: Order, net: set[str]) -> int:
    return order.amount * 100 // 108 if order.customer.number in net else order.amount


def b2b_sales(rows: Sequence[Contract], draws: Draws) -> list[tuple[str, str, date, int]]:
    """Sales by month of the software company's CRM: its id, the name as written, day, yen."""
    accounts = {row.account.code: row.account for row in rows}
    net = {code for code in accounts if draws.chance(NET_ACCOUNTS)}
    again = _some(sorted(accounts), DOUBLED, draws)
    names = {code: LEGAL_FORMS[draws.whole(0, 3)].format(account.name) for code, account in accounts.items()}
    found = []
    for row in rows:
        for month, amount in _booked(row, draws):
            own = _crm_id(row.account, again, month)
            said = amount * 10 // 11 if row.account.code in net else amount
            found.append((own, names[row.account.code], day_in(month, 31), said))
    found += [(f"CR{i:04d}", f"株式会社見込商会{i:02d}", day_in(MONTHS - 1 - i, 15), 98000) for i in range(PIPE_DREAMS)]
    return sorted(found, key=lambda sale: (sale[2], sale[0], sale[3]))


def _booked(row: Contract, draws: Draws) -> Iterator[tuple[int, int]]:
    """Months from `BEGINS` on in which the CRM counts a contract, and the amount."""
    late, on = draws.chance(LATE_ENTRY), draws.chance(BILLED_ON)
    monthly = row.amount // 12 if row.interval == YEARLY else row.amount
    for month in range(MONTHS - 12, MONTHS):
        last = day_in(month, 31)
        active = row.start <= last and (row.end is None or last < row.end)
        begins = active and row.start.replace(day=1) == last.replace(day=1)
        ended = row.end is not None and row.end.replace(day=1) == last.replace(day=1) and row.start < FIRST_DAY
        if (active and not (begins and late)) or (ended and on):
            yield month, monthly


def _crm_id(account: Account, again: dict[str, int], month: int) -> str:
    """The account's code, or from spring on the id under which somebody entered it again."""
    is_new = account.code in again and month >= MONTHS - 6
    return f"CR1{again[account.code]:03d}" if is_new else account.code


def _some(codes: Sequence[str], size: int, draws: Draws) -> dict[str, int]:
    """Draw this many different codes, numbered."""
    drawn: dict[str, int] = {}
    while len(drawn) < size:
        drawn.setdefault(codes[draws.whole(0, len(codes) - 1)], len(drawn) + 1)
    return drawn
