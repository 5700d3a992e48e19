import numpy as np
import pandas as pd
import pytest

from ltv.decisions.consent import CONSENT_NAMES, Consent, consents, meaning

GIVEN = ["可", "許可", "希望する", "○", "〇", "◯", "はい", "有", "あり", "同意する", "配信する", "購読中", "1", "１", 1,
         1.0, True, "TRUE", "yes", "YES", "Y", "on", "subscribed", "Opt-in", "opted_in", " 可 ", "ＹＥＳ", "「可」",
         "✔️"]  # fmt: skip
REFUSED = ["不可", "拒否", "希望しない", "×", "✕", "いいえ", "無", "なし", "同意しない", "配信停止", "0", "０", 0, 0.0,
           False, "false", "No", "n", "off", "unsubscribed", "Opt-out", "opted out", "never_subscribed",
           "not subscribed"]  # fmt: skip
UNKNOWN = ["", " ", None, np.nan, pd.NA, "?", "未確認", "仮登録", "x", "X", "2", "-1", "pending", "可否", "可不可",
           "はい/いいえ", "yes no", "-", "ー", "=1", "a" * 10_000]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), [
    pytest.param(GIVEN, Consent.GIVEN, id="given"),
    pytest.param(REFUSED, Consent.REFUSED, id="refused"),
    pytest.param(UNKNOWN, Consent.UNKNOWN, id="unknown"),
])  # fmt: skip
def test_words_of_consent_mean_what_they_say(words, said):
    assert {repr(word)[:40]: meaning(word) for word in words} == {repr(word)[:40]: said for word in words}


def test_a_column_is_read_word_by_word():
    column = pd.Series(["可", "不可", None, "??", "可"])
    assert consents(column, 5).tolist() == [1, 0, -1, -1, 1]
    assert consents(pd.Series([True, False]), 2).tolist() == [1, 0]
    assert consents(pd.Series([1.0, np.nan, 0.0]), 3).tolist() == [1, -1, 0]
    assert consents(pd.Series(["可", pd.NA], dtype="string"), 2).tolist() == [1, -1]
    assert consents(pd.Series([], dtype=object), 0).tolist() == []


def test_without_a_column_nobody_has_consented():
    assert consents(None, 3).tolist() == [-1, -1, -1]


def test_what_a_customer_said_has_a_name_in_both_languages():
    assert {c: (CONSENT_NAMES[c].ja, CONSENT_NAMES[c].en) for c in Consent} == {
        Consent.GIVEN: ("可", "Yes"),
        Consent.REFUSED: ("不可", "No"),
        Consent.UNKNOWN: ("不明", "Unknown"),
    }
