"""Texts that mean the same are written the same before they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.reconcile.company_names import company_name, folded, person_name
from ltv.reconcile.contacts import corporate_number, email, phone, postcode


@pytest.mark.parametrize(
    "written", ["株式会社 山田商店", "㈱山田商店", "(株)山田　商店", "山田商店(株)", "山田商店　株式会社"]
)
def test_a_company_is_one_however_its_form_is_written(written: str) -> None:
    assert company_name(written) == "山田商店"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ACME Co., Ltd.", "acme"),
        ("Acme, Inc.", "acme"),
        ("ＡＣＭＥ　ＧｍｂＨ", "acme"),
        ("Acme GmbH & Co. KG", "acme"),
        ("Acme K.K.", "acme"),
        ("ｻﾄｰ有限会社", "サトー"),
        ("合同会社さくら", "さくら"),
        ("一般社団法人 みどり会", "みどり会"),
        ("(有)ヤマダ", "ヤマダ"),
    ],
)
def test_legal_forms_go_at_either_end_and_in_either_language(written: str, name: str) -> None:
    assert company_name(written) == name


@pytest.mark.parametrize("written", ["株式会社", "Co", "㈱"])
def test_a_name_that_is_only_a_legal_form_is_not_emptied(written: str) -> None:
    assert company_name(written)


@pytest.mark.parametrize("written", ["日本株式会社研究所", "Cosmo", "Inca", "有馬温泉"])
def test_a_form_inside_a_name_stays(written: str) -> None:
    assert company_name(written) == written.casefold()


def test_old_forms_of_characters_are_only_suggested_to_be_the_same() -> None:
    assert company_name("髙田商事") != company_name("高田商事")
    assert folded(company_name("髙田商事")) == folded(company_name("高田商事"))


def test_spaces_and_width_do_not_make_two_people() -> None:
    assert person_name("山田　太郎") == person_name("山田 太郎") == person_name("山田太郎")


@pytest.mark.parametrize(
    "written",
    ["03-1234-5678", "０３（１２３４）５６７８", "+81 3-1234-5678", "+81(0)3-1234-5678", "0312345678", "312345678"],
)
def test_a_telephone_number_is_one_however_it_is_written(written: str) -> None:
    assert phone(written) == "0312345678"


def test_a_number_abroad_keeps_its_country() -> None:
    assert phone("+1 650-253-0000") == "+16502530000"


@pytest.mark.parametrize("written", ["", "なし", "110", "000", "1234", "03-1234-5678-9012-3456"])
def test_what_is_no_telephone_number_is_none(written: str) -> None:
    assert phone(written) == ""


def test_an_address_loses_case_and_width() -> None:
    assert email(" Ｔａｒｏ@Example.CO.JP ") == "taro@example.co.jp"
    assert email("なし") == email("a@b") == ""


def test_a_corporate_number_needs_its_check_digit() -> None:
    """The number of 国税庁, as it publishes it, and one digit off."""
    assert corporate_number("7000012050002") == corporate_number("Ｔ7000-0120-50002") == "7000012050002"
    assert corporate_number("7000012050003") == corporate_number("700001205000") == ""


@given(st.from_regex(r"\A[0-9]{12}\Z"))
def test_of_ten_first_digits_exactly_one_is_right(twelve: str) -> None:
    assert sum(corporate_number(f"{first}{twelve}") != "" for first in range(10)) == 1


def test_a_postcode_has_seven_digits() -> None:
    assert postcode("〒１００－０００１") == postcode("1000001") == "1000001"
    assert postcode("100-001") == ""


@given(st.text(max_size=40))
def test_what_is_normalised_stays_as_it_is(text: str) -> None:
    for said in (company_name, person_name, email, phone, corporate_number, postcode):
        once = said(text)
        assert not once or said(once) == once


@given(st.from_regex(r"\A0[1-9][0-9]{8,9}\Z"))
def test_a_number_written_as_usual_is_what_the_library_says(written: str) -> None:
    assert phone(written) == phone(f"+81 {written[1:]}")
