"""What the page says of earlier forecasts of renewals, in each case."""

from dataclasses import replace

import pandas as pd
import pytest

from ltv.models.contract_book import ContractBook
from ltv.models.fitted import fitted
from ltv.models.renewal_record import RenewalRecord
from tests.models.test_renewal_record import made_up, same
from ui import ltv_trust_contracts as trust
from ui import samples, session

from .test_pages import opened, words
from .test_words import JAPANESE


@pytest.fixture(autouse=True)
def _japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "lang", lambda: "ja")
    monkeypatch.setattr(session, "data", lambda: samples.load("b2b"))


def judged(record: RenewalRecord | None, *, customers: int = 0) -> ContractBook:
    """A book of which only the record matters."""
    scores = pd.DataFrame({"period": ["year"], "origin": [0], "customers": [customers]})
    return ContractBook({}, {}, pd.DataFrame(), pd.DataFrame(), record, scores if customers else scores[:0])


def test_a_good_record_is_told_with_its_error_and_the_customers_lost() -> None:
    title = trust.title(judged(same(100, 0.66, 60)))
    assert "過去1回の更新予測と実績の差は+10%" in title
    assert "予測34社・実績40社" in title


@pytest.mark.parametrize(
    ("record", "said"),
    [
        pytest.param(same(100, 0.8, 60), "更新件数が実績に対し+33%ずれた", id="renewals"),
        pytest.param(same(100, 0.5, 50, amount=[1.0] * 50 + [100.0] * 50), "更新売上が", id="revenue"),
        pytest.param(same(100, 0.9, 80), "更新しなかった取引先の数が実績に対し-50%ずれた", id="lost"),
    ],
)
def test_a_record_that_is_off_names_what_is(record: RenewalRecord, said: str) -> None:
    title = trust.title(judged(record))
    assert "信じてはいけない" in title
    assert said in title


def test_without_a_record_the_reason_is_given_with_numbers() -> None:
    assert "期限の来た更新が少なく" in trust.title(judged(None, customers=12))
    assert "のべ12社だけです。検証には30社以上" in trust.why_not(judged(None, customers=12))
    assert "データの期間が短く" in trust.title(judged(None))
    assert "合わせて18か月以上" in trust.why_not(judged(None))


def test_the_flat_rate_is_told_as_it_did() -> None:
    sharp = made_up([(0, c, 1, 0.99 if c % 2 else 0.01, c % 2 == 1) for c in range(60)])
    assert "二乗誤差が100.0%小さく" in trust.against_flat(RenewalRecord(sharp.assign(flat=0.5)))
    wrong = sharp.assign(chance=1 - sharp["chance"], flat=0.5)
    assert "大きくなっています" in trust.against_flat(RenewalRecord(wrong))
    assert "誤差の範囲で差がありません" in trust.against_flat(same(60, 0.5, 30))


def test_an_error_of_nothing_has_no_sign() -> None:
    assert [trust.signed_share(value) for value in (0.0003, -0.0003, 0.031, -0.2, float("nan"))] == [
        "0.0%", "0.0%", "+3.1%", "-20.0%", "—"
    ]  # fmt: skip


def test_the_model_in_use_is_marked_for_each_period() -> None:
    found = fitted(samples.load("b2b")).contracts
    assert found is not None
    table = trust.score_words(found)
    marked = table[table["モデル"].str.contains("使用中")]
    assert marked["モデル"].tolist() == ["sBGとBdWの平均（使用中）"] * 3
    assert marked["更新の周期"].nunique() == 3
    alone = {period: replace(model, weight=0.0) for period, model in found.models.items()}
    assert "sBG（使用中）" in trust.score_words(replace(found, models=alone))["モデル"].tolist()


@pytest.mark.parametrize(
    ("lang", "flat"), [("ja", "同じ更新率を当てた予測と、誤差の範囲で差がありません"), ("en", "one rate of renewal")]
)
def test_the_sample_shows_its_record_and_says_that_a_flat_rate_did_as_well(
    lang: str, flat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    app = opened("ltv_segments", lang=lang, data="b2b", open="trust")
    assert flat in " ".join(words(app))
    tables = [str(cell) for table in app.table for cell in table.value.to_numpy().ravel()]
    assert any("1,565" in cell for cell in tables)
    if lang == "en":
        assert [cell for cell in tables if JAPANESE.search(cell)] == []
