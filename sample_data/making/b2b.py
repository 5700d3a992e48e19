"""Accounts and contracts of an invented software company, 「架空クラウド」."""

from dataclasses import dataclass, replace
from datetime import date

from .draws import Draws
from .period import FIRST_DAY, LAST_DAY, MONTHS, day_in, month_of

ACCOUNTS_BEFORE, ACCOUNTS = 120, 300
EARLIEST_START = month_of(date(2021, 4, 1))
STARTS_ON_THE_FIRST = 0.7

SIZES = {"大": 0.15, "中": 0.32, "小": 0.53}
CHANNELS = {"ウェブ": 0.27, "紹介": 0.20, "展示会": 0.28, "パートナー": 0.25}
INDUSTRIES = {"製造": 24, "小売": 16, "卸売": 13, "情報通信": 18, "医療・福祉": 11, "教育": 8, "建設": 10}
DEPARTMENTS = {"東日本営業部": 0.46, "西日本営業部": 0.32, "パートナー推進部": 0.22}
NAME_STARTS = ("見本", "例示", "架空", "仮名", "模擬", "試供")
NAME_ENDS = ("商事", "工業", "システムズ", "物産", "製作所")

# Yen per year, in thousands; monthly contracts pay a twelfth.
YEARLY_THOUSANDS = {"大": range(2400, 5401, 300), "中": range(900, 2101, 60), "小": range(240, 601, 24)}
UNEVEN_YEARLY = {"大": 3_500_000, "中": 1_000_000, "小": 350_000}  # not divisible by 12
UNEVEN = 0.05
PLANS = ("ライト", "スタンダード", "エンタープライズ")
PLAN_OF_SIZE = {"大": "エンタープライズ", "中": "スタンダード", "小": "ライト"}
PAID_MONTHLY = {"大": 0.05, "中": 0.22, "小": 0.42}
SECOND_CONTRACT = {"大": 0.30, "中": 0.15, "小": 0.04}

# Story B2: probabilities per year, of leaving, paying less, paying more. Small accounts leave and shrink most.
LEAVING = {"大": 0.010, "中": 0.020, "小": 0.170}
SHRINKING = {"大": 0.04, "中": 0.05, "小": 0.17}
GROWING = {"大": 0.40, "中": 0.38, "小": 0.18}
SHRINK_TO, GROW_TO = (0.55, 0.80), (1.10, 1.30)
# Story B3: what it adds per year if an account was met at a trade fair.
FAIR_LEAVING = 0.20
# Story B1: annual contracts renewed from this day on cost more, and some leave because of it.
PRICE_RISE_DAY, PRICE_RISE_PERCENT = date(2026, 4, 1), 8
PRICE_RISE_LEAVING = 0.06

RETURN, RETURN_MONTHS = 0.08, (3, 8)
YEARLY, MONTHLY = "年", "月"


@dataclass(frozen=True)
class Account:
    """A business customer."""

    code: str
    name: str
    industry: str
    size: str
    channel: str
    department: str
    start: date


@dataclass(frozen=True)
class Contract:
    """An amount per interval from `start` until the day before `end`; open if `end` is None."""

    account: Account
    plan: str
    start: date
    end: date | None
    amount: int
    interval: str

    @property
    def months_between_reviews(self) -> int:
        """An annual contract changes or leaves at its anniversary, a monthly one in any month."""
        return 12 if self.interval == YEARLY else 1


def accounts(draws: Draws) -> list[Account]:
    """All accounts, numbered by the start of their first contract."""
    before = [draws.whole(EARLIEST_START, -1) for _ in range(ACCOUNTS_BEFORE)]
    within = [position * MONTHS // (ACCOUNTS - ACCOUNTS_BEFORE) for position in range(ACCOUNTS - ACCOUNTS_BEFORE)]
    starts = sorted(_start(month, draws) for month in before + within)
    return [_account(position, start, draws) for position, start in enumerate(starts, start=1)]


def contracts(account: Account, draws: Draws) -> list[Contract]:
    """Every contract row of one account; some hold a second contract beside the first."""
    rows = _history(_signed(account, account.start, draws), draws)
    if draws.chance(SECOND_CONTRACT[account.size]):
        second = day_in(month_of(account.start) + draws.whole(4, 11), 1)
        still_there = rows[-1].end is None or second < rows[-1].end
        if second <= LAST_DAY and still_there:
            rows += _history(_signed(account, second, draws), draws)
    return rows


def _start(month: int, draws: Draws) -> date:
    """Start of a first contract, most often the first of the month."""
    return day_in(month, 1 if draws.chance(STARTS_ON_THE_FIRST) else draws.whole(2, 28))


def _account(position: int, start: date, draws: Draws) -> Account:
    """One account with a plainly invented name."""
    first = NAME_STARTS[position % len(NAME_STARTS)]
    last = NAME_ENDS[position // len(NAME_STARTS) % len(NAME_ENDS)]
    return Account(
        code=f"T{position:04d}",
        name=f"{first}{last}{position:03d}",
        industry=draws.pick(INDUSTRIES),
        size=draws.pick(SIZES),
        channel=draws.pick(CHANNELS),
        department=draws.pick(DEPARTMENTS),
        start=start,
    )


def _signed(account: Account, start: date, draws: Draws) -> Contract:
    """Terms of a new contract."""
    thousands = YEARLY_THOUSANDS[account.size]
    yearly = thousands[draws.whole(0, len(thousands) - 1)] * 1000
    if draws.chance(PAID_MONTHLY[account.size]):
        return Contract(account, PLAN_OF_SIZE[account.size], start, None, yearly // 12, MONTHLY)
    if draws.chance(UNEVEN):
        yearly = UNEVEN_YEARLY[account.size]
    return Contract(account, PLAN_OF_SIZE[account.size], start, None, yearly, YEARLY)


def _history(contract: Contract, draws: Draws) -> list[Contract]:
    """Rows of one contract over time: a new one whenever the amount changes, none after leaving."""
    rows, signed, reviews = [], contract.start, 0
    while True:
        reviews += contract.months_between_reviews
        day = day_in(month_of(signed) + reviews, signed.day)
        if day > LAST_DAY:
            return [*rows, contract]
        if draws.chance(_leaving(contract, day)):
            return [*rows, replace(contract, end=day), *_returned(contract, day, draws)]
        amount = _amount(contract, day, draws)
        if amount != contract.amount:
            rows.append(replace(contract, end=day))
            contract = replace(contract, start=day, amount=amount, plan=_plan(contract, amount))


def _returned(contract: Contract, left: date, draws: Draws) -> list[Contract]:
    """Now and then an account that left signs again."""
    again = day_in(month_of(left) + draws.whole(*RETURN_MONTHS), 1)
    if draws.chance(RETURN) and again <= LAST_DAY:
        return _history(replace(contract, start=again), draws)
    return []


def _leaving(contract: Contract, day: date) -> float:
    """Probability of leaving on this day. Who left before the period is not in the files."""
    if day < FIRST_DAY:
        return 0.0
    account = contract.account
    yearly = LEAVING[account.size] + (FAIR_LEAVING if account.channel == "展示会" else 0.0)
    if _price_rises(contract, day):
        yearly += PRICE_RISE_LEAVING
    return yearly * contract.months_between_reviews / 12


def _amount(contract: Contract, day: date, draws: Draws) -> int:
    """Amount from this day on, in steps of 12,000 a year where it changed by choice."""
    years = contract.months_between_reviews / 12
    grow, shrink = GROWING[contract.account.size] * years, SHRINKING[contract.account.size] * years
    change = draws.pick({GROW_TO: grow, SHRINK_TO: shrink, None: 1 - grow - shrink})
    amount = contract.amount
    if change:
        step = 1000 * contract.months_between_reviews
        amount = max(1, int(amount * draws.between(*change) / step + 0.5)) * step
    if _price_rises(contract, day):
        amount = amount * (100 + PRICE_RISE_PERCENT) // 100
    return amount


def _price_rises(contract: Contract, day: date) -> bool:
    """Whether this renewal is at the new price."""
    return contract.interval == YEARLY and day >= PRICE_RISE_DAY


def _plan(contract: Contract, amount: int) -> str:
    """Who pays at least a fifth more moves up a plan; who pays less moves down one."""
    position = PLANS.index(contract.plan)
    if amount >= contract.amount * 1.2:
        return PLANS[min(position + 1, len(PLANS) - 1)]
    if amount < contract.amount:
        return PLANS[max(position - 1, 0)]
    return contract.plan
