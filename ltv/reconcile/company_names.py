"""Names of companies and people as they are compared: one spelling for what is written in many."""

from __future__ import annotations

import re
import unicodedata

_FORMS_JA = (
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "相互会社",
    "一般社団法人", "一般財団法人", "公益社団法人", "公益財団法人", "社団法人", "財団法人",
    "特定非営利活動法人", "医療法人社団", "医療法人財団", "医療法人", "社会福祉法人", "学校法人", "宗教法人",
    "農業協同組合", "事業協同組合", "独立行政法人", "地方独立行政法人", "国立大学法人",
)  # fmt: skip
_SHORT_JA = (
    "株", "有", "同", "資", "名", "相", "医", "社福", "学", "宗", "福", "財", "社",
    "一社", "一財", "公社", "公財", "特非",
)  # fmt: skip
_FORMS_EN = (
    "co ltd", "company limited", "kabushiki kaisha", "kabushiki gaisha", "godo kaisha", "yugen kaisha",
    "k k", "kk", "g k", "gk", "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited",
    "llc", "l l c", "llp", "lp", "plc", "gmbh", "mbh", "ag", "kg", "gmbh co kg", "sarl", "sas", "s a", "sa", "s p a",
    "spa", "srl", "s r l", "b v", "bv", "n v", "nv", "oy", "ab", "aps", "a s", "pty ltd", "pte ltd", "sdn bhd",
)  # fmt: skip
_KANJI = "|".join(sorted(map(re.escape, _FORMS_JA), key=len, reverse=True))
_MARKED = "|".join(sorted(map(re.escape, _SHORT_JA), key=len, reverse=True))
_JA = re.compile(rf"^(?:{_KANJI}|\((?:{_MARKED})\))|(?:{_KANJI}|\((?:{_MARKED})\))$")
_EN = re.compile(rf"(?:^| )(?:{'|'.join(sorted(map(re.escape, _FORMS_EN), key=len, reverse=True))})$")
_PUNCTUATION = re.compile(r"[\s.,'\"’”“‘`·・･/&+＿_\-‐‑–—―−!?]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

_OLD_FORMS = str.maketrans(
    "髙﨑濵濱邊邉齋齊斎櫻澤廣國學圓眞德惠榮瀨瀧龍寬嶋嶌舘藏靑黑假總關縣發實與會體鐵壽條淺齒豐佛假爲來驛邨冨桒栁塚祐",
    "高崎浜浜辺辺斉斉斉桜沢広国学円真徳恵栄瀬滝竜寛島島館蔵青黒仮総関県発実与会体鉄寿条浅歯豊仏仮為来駅村富桑柳塚祐",
)


def company_name(text: str) -> str:
    """A company's name without its legal form, spaces, punctuation, case and width: ㈱山田　商店 is 山田商店.

    Old and new forms of a character stay apart: 髙田 and 高田 may be two companies, so `folded` only suggests them.
    A name that is nothing but a legal form stays as it is.
    """
    said = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold().strip()
    spaced = _PUNCTUATION.sub(" ", said).strip()
    bare = _without_forms(spaced).replace(" ", "")
    return bare or spaced.replace(" ", "")


def person_name(text: str) -> str:
    """A person's name without spaces, width and case."""
    said = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return re.sub(r"[\s・,.]+", "", said)


def folded(name: str) -> str:
    """A compared name with old forms of characters as new ones: 髙田 is 高田. A suggestion for a person, no proof."""
    return name.translate(_OLD_FORMS)


def _without_forms(name: str) -> str:
    """Take legal forms off both ends until none is left."""
    shorter = ""
    while shorter != name:
        shorter = name
        name = _JA.sub("", name).strip()
        name = _EN.sub("", name).strip()
    return name
