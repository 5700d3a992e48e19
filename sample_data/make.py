"""Write the sample files: a tea shop with subscriptions and a software company with contracts, both invented.

Run as `python sample_data/make.py`; the files come out byte for byte the same each time.
The stories in them are constants at the top of the modules in `making`; `stories.py` measures them in the files.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from making.b2b import Account, Contract, accounts, contracts
from making.crm_sales import b2b_sales, shop_sales
from making.draws import Draws
from making.period import FIRST_DAY, LAST_DAY
from making.shop_crm import CrmRow, crm_rows
from making.shop_customers import new_customers, spending
from making.shop_orders import PRODUCTS, Line, Order, orders_of, refund_of
from making.shop_voices import surveys, tickets

FOLDER = Path(__file__).parent
SHOP_SEED, B2B_SEED = 20231001, 202613
SHOP_CRM_SEED, B2B_CRM_SEED = 20251001, 202510
"""Sales of the CRMs have draws of their own, so that the other files stay as they are."""

ORDER_HEADER = "受注番号,受注日,会員ID,商品コード,商品名,プラン,数量,金額,値引額,原価"
CUSTOMER_HEADER = "会員ID,登録日,チャネル,キャンペーン,訴求タグ,初回割引率,地域,メール配信可否,CRM累計購入額"
MARKETING_HEADER = "月,チャネル,広告費"
DELIVERY_HEADER = "受注番号,会員ID,お届け予定日,お届け完了日"
TICKET_HEADER = "会員ID,受付日,種別,初回返信時間"
SURVEY_HEADER = "会員ID,回答日,期待度,満足度,解約理由"
CONTRACT_HEADER = "契約ID,取引先コード,プラン,契約開始日,解約日,契約金額,請求間隔"
ACCOUNT_HEADER = "取引先コード,会社名,業種,規模,獲得チャネル,担当部門"
SHOP_CRM_HEADER = "会員ID,売上日,CRM売上"
B2B_CRM_HEADER = "取引先コード,取引先名,売上日,CRM売上"


def main() -> None:
    """Write all files."""
    make_shop(Draws(SHOP_SEED))
    make_b2b(Draws(B2B_SEED))


def make_shop(draws: Draws) -> None:
    """Write the files of the tea shop."""
    customers = new_customers(draws)
    orders = sorted(
        (order for customer in customers for order in orders_of(customer, draws)),
        key=lambda order: (order.day, order.customer.number),
    )
    assert (orders[0].day, orders[-1].day) == (FIRST_DAY, LAST_DAY)
    for position, order in enumerate(orders, start=1):
        order.number = f"J{position:06d}"

    write("shop_orders.csv", ORDER_HEADER, sorted([*_order_rows(orders), *_refund_rows(orders)], key=lambda r: r[1]))
    known = crm_rows(customers, orders, draws)
    write("shop_customers.csv", CUSTOMER_HEADER, _customer_rows(known))
    write("shop_marketing.csv", MARKETING_HEADER, spending(customers, draws))
    write("shop_deliveries.csv", DELIVERY_HEADER, _delivery_rows(orders))
    write("shop_tickets.csv", TICKET_HEADER, tickets(orders, draws))
    write("shop_surveys.csv", SURVEY_HEADER, surveys(orders, draws))
    write("crm_shop.csv", SHOP_CRM_HEADER, shop_sales(orders, known, Draws(SHOP_CRM_SEED)))


def make_b2b(draws: Draws) -> None:
    """Write the files of the software company."""
    everyone = accounts(draws)
    rows = [row for account in everyone for row in contracts(account, draws)]
    rows.sort(key=lambda row: (row.start, row.account.code))
    write("b2b_contracts.csv", CONTRACT_HEADER, [_contract_row(i, row) for i, row in enumerate(rows, start=1)])
    write("b2b_accounts.csv", ACCOUNT_HEADER, [_account_row(account) for account in everyone])
    write("crm_b2b.csv", B2B_CRM_HEADER, b2b_sales(rows, Draws(B2B_CRM_SEED)))


def write(name: str, header: str, rows: Iterable[Sequence[object]]) -> None:
    """Write one CSV file: UTF-8, line feeds; dates come out as YYYY-MM-DD and None as nothing."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def _order_rows(orders: list[Order]) -> list[tuple[object, ...]]:
    """One row per order line."""
    return [_line_row(order.number, order.day, order, line) for order in orders for line in order.lines]


def _refund_rows(orders: list[Order]) -> list[tuple[object, ...]]:
    """One row per refund, on its own later day and with its own number."""
    refunded = sorted((o for o in orders if o.refunded), key=lambda o: (o.refunded, o.number))
    return [_line_row(f"R{i:05d}", o.refunded, o, refund_of(o)) for i, o in enumerate(refunded, start=1)]


def _line_row(number: str, day: object, order: Order, line: Line) -> tuple[object, ...]:
    """One line of an order or of a refund."""
    customer = order.customer
    name = PRODUCTS[line.product][0]
    amounts = (line.quantity, line.amount, line.discount, line.cost)
    return (number, day, customer.number, line.product, name, customer.plan, *amounts)


def _customer_rows(known: list[CrmRow]) -> list[tuple[object, ...]]:
    """One row per customer of the CRM."""
    return [
        (
            row.number,
            row.registered,
            row.channel,
            row.campaign,
            row.tag,
            f"{row.discount_percent / 100:.1f}",
            row.region,
            "可" if row.mail else "不可",
            row.believed,
        )
        for row in known
    ]


def _delivery_rows(orders: list[Order]) -> list[tuple[object, ...]]:
    """One row per order that arrived within the period."""
    return [(o.number, o.customer.number, o.due, o.done) for o in orders if o.done <= LAST_DAY]


def _account_row(a: Account) -> tuple[object, ...]:
    """One row per business customer."""
    return (a.code, a.name, a.industry, a.size, a.channel, a.department)


def _contract_row(position: int, row: Contract) -> tuple[object, ...]:
    """One contract row; the end stays empty while the contract is open."""
    return (f"K{position:05d}", row.account.code, row.plan, row.start, row.end, row.amount, row.interval)


if __name__ == "__main__":
    main()
