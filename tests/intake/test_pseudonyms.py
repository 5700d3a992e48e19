"""Who a person is does not survive the reading of a file; what is a number of a customer stays."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from ltv.intake import Options, Reading, assemble, read, records_of
from ltv.intake.pseudonyms import pseudonym
from tests.intake.files import SHARED, needs_shared

SECRET = bytes(range(32))
TODAY = dt.date(2026, 11, 22)


def reading(header: str, *ids: str, secret: bytes | None = SECRET, readable_names: bool = False) -> Reading:
    rows = "".join(f'"{id}",2026-01-0{n % 9 + 1},100\n' for n, id in enumerate(ids))
    options = Options(mapping={"customer_id": header}, today=TODAY, secret=secret, readable_names=readable_names)
    found = read(f"{header},注文日,金額\n{rows}".encode(), "file.csv", options)
    assert found.outcome == "accept", found.error
    return found


def ids(found: Reading) -> list[str]:
    return found.table["customer_id"].tolist()


def codes(found: Reading) -> list[str]:
    return [warning.code for warning in found.warnings]


HIDDEN = [
    pytest.param("メールアドレス", ["a@example.jp", "TARO@EXAMPLE.JP"], id="e-mail"),
    pytest.param("会員ID", ["a@example.jp", "ｂ＠example.jp"], id="e-mail under the header of an id"),
    pytest.param("電話番号", ["09012345678", "03-1234-5678", "0312345678"], id="telephone"),
    pytest.param(
        "会員ID",
        ["090-1234-5678", "09012345678", "+81 90-1234-5678", "03-1234-5678", "0(3)1234-5678"],
        id="telephone as id",
    ),
    pytest.param("顧客", ["山田 太郎", "佐藤花子"], id="names"),
    pytest.param("得意先", ["山田商店", "Smith Ltd", "A-12"], id="names with a code among them"),
    pytest.param("氏名", ["山田 太郎", "Taro Yamada"], id="names of persons"),
]
READABLE = [
    pytest.param("会員ID", ["0012", "C-0012", "a_b", "0312345678", "20260101001"], id="ids"),
    pytest.param("顧客", ["C0001", "C0002"], id="codes under the header of a name"),
    pytest.param("得意先コード", ["山田", "T01"], id="codes"),
]


@pytest.mark.parametrize(("header", "given"), HIDDEN)
def test_what_says_who_a_person_is_becomes_a_pseudonym(header: str, given: list[str]) -> None:
    found = reading(header, *given)
    assert ids(found) == [pseudonym(id, SECRET) for id in given]
    assert "customer_pseudonyms" in codes(found)
    assert ids(reading(header, *given, secret=None)) != ids(found)


@pytest.mark.parametrize(("header", "given"), READABLE)
def test_numbers_and_codes_of_customers_stay(header: str, given: list[str]) -> None:
    found = reading(header, *given)
    assert ids(found) == given
    assert "customer_pseudonyms" not in codes(found)


def test_names_of_companies_stay_readable_where_the_reader_says_so() -> None:
    found = reading("得意先", "山田商店", "a@example.jp", readable_names=True)
    assert ids(found) == ["山田商店", pseudonym("a@example.jp", SECRET)]


@pytest.mark.parametrize(("header", "company"), [("customer name", False), ("会社名", True), ("取引先名", True)])
def test_a_column_that_may_hold_names_of_persons_is_no_company_unless_the_reader_says_so(
    header: str, company: bool
) -> None:
    rows = f"顧客ID,{header},地域\n1,山田太郎,東京\n"
    for options, taken in (
        (Options(secret=SECRET), company),
        (Options(secret=SECRET, readable_names=True), True),
        (Options(secret=SECRET, mapping={"company": header}), company),
        (Options(), True),
    ):
        found = read(rows.encode(), "file.csv", options)
        assert ("company" in found.table) is taken
        assert ("customer_names_not_imported" in codes(found)) is not taken


def test_width_case_and_spaces_around_make_no_other_person() -> None:
    assert len(set(ids(reading("メールアドレス", "Ａ@example.jp", " a@EXAMPLE.JP ", "a@example.jp")))) == 1


def test_a_pseudonym_is_another_under_another_key() -> None:
    first, other = pseudonym("a@example.jp", SECRET), pseudonym("a@example.jp", bytes(32))
    assert first != other
    assert len(first) == len(other) == 34


def test_a_missing_customer_is_missing_and_nobody() -> None:
    found = reading("メールアドレス", "a@example.jp", "", "-")
    assert found.problems["reason"].tolist().count("customer_missing") >= 1


def test_files_of_one_company_are_joined_by_the_same_pseudonym() -> None:
    options = Options(today=TODAY, secret=SECRET)
    orders = read(
        "メールアドレス,注文日,金額\nA@x.jp,2026-01-05,100\nb@x.jp,2026-02-05,90\n".encode(), "o.csv", options
    )
    people = read("顧客ID,氏名,電話番号,地域\na@x.jp,山田太郎,090-1111-2222,東京\n".encode(), "c.csv", options)
    data = assemble([orders, people])
    regions = dict(zip(data.customers["customer_id"], data.customers["region"].astype(object)))
    assert regions[pseudonym("a@x.jp", SECRET)] == "東京"
    assert len(regions) == 2
    assert people.recognised.dropped_personal == ("氏名", "電話番号")
    assert not {"山田太郎", "090-1111-2222"} & set(people.table.astype(str).to_numpy().ravel())


def test_the_key_is_no_part_of_what_a_reading_is_known_by() -> None:
    first, other = (reading("会員ID", "1", secret=secret) for secret in (SECRET, bytes(32)))
    assert first.digest == other.digest
    assert Options(secret=SECRET).key == Options().key
    assert "secret" not in repr(Options(secret=SECRET))


def files() -> list[Path]:
    folders = (SHARED / "corpus" / "files", SHARED / "preset_samples")
    found = [path for folder in folders for path in sorted(folder.glob("*")) if path.is_file()]
    return [path for path in found if path.suffix not in (".json", ".md") and path.stat().st_size < 500_000]


@needs_shared
def test_pseudonyms_change_who_is_named_and_nothing_that_is_counted() -> None:
    assert len(files()) > 100
    hidden = 0
    for path in files():
        plain, safe = (read(path.read_bytes(), path.name, Options(today=TODAY, secret=key)) for key in (None, SECRET))
        assert (plain.outcome, plain.kind, plain.digest) == (safe.outcome, safe.kind, safe.digest), path.name
        assert records_of([plain]) == records_of([safe]), path.name
        assert (plain.gross, plain.refunds, plain.merged) == (safe.gross, safe.refunds, safe.merged), path.name
        if "customer_id" in plain.table:
            one_to_one = pd.crosstab(plain.table["customer_id"], safe.table["customer_id"]).astype(bool)
            assert (one_to_one.sum() == 1).all(), path.name
            assert not safe.table["customer_id"].str.contains("@").any(), path.name
            hidden += "customer_pseudonyms" in codes(safe)
    assert hidden > 5
