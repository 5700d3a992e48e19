"""Layouts of lists for other tools, as data: a new one is a new record. Headers are the receiving tool's, not ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ltv.decisions.treatments import Channel
from ltv.metrics.metric import Lang, Text

Encoding = Literal["utf-8-sig", "cp932"]
Form = Literal["text", "date", "iso_date", "phone", "phone_e164", "postcode", "consent"]

LARGEST_BYTES = 50 * 2**20
MOST_ROWS = 1_048_576
"""Rows of a worksheet, the header included; HubSpot takes as many."""

FIELDS = {
    "customer_id": Text("会員番号", "customer id"),
    "name": Text("氏名", "name"),
    "email": Text("メールアドレス", "e-mail address"),
    "phone": Text("電話番号", "phone number"),
    "postcode": Text("郵便番号", "postcode"),
    "address1": Text("住所1", "address 1"),
    "address2": Text("住所2", "address 2"),
    "address3": Text("住所3", "address 3"),
    "company": Text("会社名", "company"),
    "department": Text("部署", "department"),
    "addressee": Text("宛名", "addressee"),
    "record_id": Text("レコードID", "record id"),
    "consent": Text("配信可否", "mail consent"),
    "consent_at": Text("同意日時", "time of consent"),
    "owner": Text("担当部門", "department in charge"),
    "segment": Text("セグメント", "segment"),
    "treatment": Text("施策ID", "treatment id"),
    "treatment_name": Text("推奨施策", "recommended treatment"),
    "channel": Text("連絡手段", "channel"),
    "arm": Text("群", "arm"),
    "initiative": Text("施策番号", "initiative id"),
    "wave": Text("配信回", "wave"),
    "send_on": Text("配信日", "send date"),
    "expires_on": Text("有効期限", "expiry"),
    "definition": Text("定義バージョン", "definition version"),
}
"""What a column may hold. Those from `name` to `owner` come from the data set's customers, where it has them."""


@dataclass(frozen=True)
class Column:
    """One column: its header, the field of `FIELDS` it holds and how that is written; or one `constant` in each row."""

    header: str
    field: str = ""
    form: Form = "text"
    constant: str = ""


@dataclass(frozen=True)
class Layout:
    """How a list is written for a tool.

    Attributes
    ----------
    lang : language of segments, treatments and arms
    channels : rows of these channels go in; empty for every one
    mail : bool
        Whether the list is for writing to people: then nobody without consent is in it, whatever the treatment.
    encoding : usual encoding; the other one may be asked for
    key : field by which the tool finds the person; a note says so when it is empty
    note : what is known of the layout, and how surely
    """

    id: str
    name: Text
    columns: tuple[Column, ...]
    lang: Lang
    note: Text
    channels: tuple[Channel, ...] = ()
    mail: bool = False
    encoding: Encoding = "utf-8-sig"
    key: str = "customer_id"
    largest_bytes: int = LARGEST_BYTES
    most_rows: int = MOST_ROWS

    def renamed(self, headers: Mapping[str, str]) -> Layout:
        """The same layout with other headers by field, for a tool that calls them differently."""
        return replace(self, columns=tuple(replace(c, header=headers.get(c.field, c.header)) for c in self.columns))


_MARKS_JA = (
    Column("施策番号", "initiative"),
    Column("配信回", "wave"),
    Column("群", "arm"),
    Column("有効期限", "expires_on", "date"),
    Column("定義バージョン", "definition"),
)
_MARKS_EN = (
    Column("Initiative ID", "initiative"),
    Column("Wave", "wave"),
    Column("Arm", "arm"),
    Column("Expires On", "expires_on", "iso_date"),
    Column("Definition Version", "definition"),
)

STEP_MAIL = Layout(
    id="step_mail",
    name=Text("ステップメール・カート", "Step mail or cart (Japanese)"),
    columns=(
        Column("会員番号", "customer_id"),
        Column("氏名", "name"),
        Column("メール", "email"),
        Column("電話番号", "phone", "phone"),
        Column("配信可否", "consent", "consent"),
        Column("セグメント", "segment"),
        Column("推奨施策", "treatment_name"),
        Column("配信日", "send_on", "date"),
        *_MARKS_JA,
    ),
    lang="ja",
    note=Text(
        "国内のカート・メール配信ツールに多い並びです。ツールごとの列名は変更できます（LTV-Labの取込形式は公開されておらず未確認）。",
        "The order common to Japanese carts and mail tools. Headers can be changed (LTV-Lab's own is not public, so "
        "unverified).",
    ),
    channels=("mail",),
    mail=True,
    encoding="cp932",
)
GENERIC = Layout(
    id="crm",
    name=Text("CRM（汎用）", "CRM, generic"),
    columns=(
        Column("customer_id", "customer_id"),
        Column("email", "email"),
        Column("company", "company"),
        Column("owner", "owner"),
        Column("mail_consent", "consent", "consent"),
        Column("segment", "segment"),
        Column("treatment", "treatment"),
        Column("treatment_name", "treatment_name"),
        Column("channel", "channel"),
        Column("send_on", "send_on", "iso_date"),
        Column("initiative", "initiative"),
        Column("wave", "wave"),
        Column("arm", "arm"),
        Column("expires_on", "expires_on", "iso_date"),
        Column("definition_version", "definition"),
    ),
    lang="en",
    note=Text("どのCRMにも取り込みやすい英字の列名です。", "Plain headers that any CRM can map."),
)
KLAVIYO = Layout(
    id="klaviyo",
    name=Text("Klaviyo", "Klaviyo"),
    columns=(
        Column("Email", "email"),
        Column("Phone Number", "phone", "phone_e164"),
        Column("Email Marketing Consent", constant="Subscribed"),
        Column("Email Marketing Consent Timestamp", "consent_at"),
        Column("Customer ID", "customer_id"),
        Column("Segment", "segment"),
        Column("Recommended Action", "treatment_name"),
        Column("Send Date", "send_on", "iso_date"),
        *_MARKS_EN,
    ),
    lang="en",
    note=Text(
        "先頭列はEmailかPhone Number（E.164）、1ファイル50MBまで（Klaviyoヘルプ）。",
        "The first column is Email or Phone Number (E.164), a file holds at most 50 MB (Klaviyo help).",
    ),
    channels=("mail",),
    mail=True,
    key="email",
)
HUBSPOT = Layout(
    id="hubspot",
    name=Text("HubSpot", "HubSpot"),
    columns=(
        Column("Record ID", "record_id"),
        Column("Email", "email"),
        Column("Company name", "company"),
        Column("Customer ID", "customer_id"),
        Column("LTV segment", "segment"),
        Column("Recommended action", "treatment_name"),
        Column("Action channel", "channel"),
        Column("Mail consent", "consent", "consent"),
        Column("Action date", "send_on", "iso_date"),
        *_MARKS_EN,
    ),
    lang="en",
    note=Text(
        "EmailかRecord IDで照合され、他の列はプロパティに対応づけます（HubSpotのインポート仕様）。",
        "Matched by Email or Record ID; the other columns are mapped to properties (HubSpot import).",
    ),
    key="email",
)
SALESFORCE = Layout(
    id="salesforce",
    name=Text("Salesforce（キャンペーンメンバー）", "Salesforce campaign members"),
    columns=(
        Column("Contact ID", "record_id"),
        Column("External ID", "customer_id"),
        Column("Campaign ID", "initiative"),
        Column("Member Status", constant="Sent"),
        Column("Segment", "segment"),
        Column("Recommended Action", "treatment_name"),
        Column("Channel", "channel"),
        Column("Send Date", "send_on", "iso_date"),
        Column("Wave", "wave"),
        Column("Arm", "arm"),
        Column("Expires On", "expires_on", "iso_date"),
        Column("Definition Version", "definition"),
    ),
    lang="en",
    note=Text(
        "取引先責任者IDか外部IDで照合します。施策番号にキャンペーンIDを入れてください。",
        "Matched by contact id or external id. Use the campaign's id as the initiative id.",
    ),
)
POSTAL = Layout(
    id="dm",
    name=Text("郵送DM（宛名）", "Postal mail, addresses"),
    columns=(
        Column("会員番号", "customer_id"),
        Column("〒", "postcode", "postcode"),
        Column("住所1", "address1"),
        Column("住所2", "address2"),
        Column("住所3", "address3"),
        Column("会社名", "company"),
        Column("部署", "department"),
        Column("宛名", "addressee"),
        Column("推奨施策", "treatment_name"),
        Column("発送日", "send_on", "date"),
        *_MARKS_JA,
    ),
    lang="ja",
    note=Text("宛名印刷で一般的な並びです。", "The order usual for printing addresses."),
    channels=("dm",),
    encoding="cp932",
)
CALL_LIST = Layout(
    id="call_list",
    name=Text("電話・訪問リスト", "Calls and visits"),
    columns=(
        Column("会員番号", "customer_id"),
        Column("会社名", "company"),
        Column("氏名", "name"),
        Column("電話番号", "phone", "phone"),
        Column("担当部門", "owner"),
        Column("セグメント", "segment"),
        Column("推奨施策", "treatment_name"),
        Column("対応日", "send_on", "date"),
        *_MARKS_JA,
    ),
    lang="ja",
    note=Text("担当者に渡す一覧です。", "A list for those who call and visit."),
    channels=("phone", "visit"),
    encoding="cp932",
)

LAYOUTS: tuple[Layout, ...] = (STEP_MAIL, GENERIC, KLAVIYO, HUBSPOT, SALESFORCE, POSTAL, CALL_LIST)

ARM_COLUMNS: dict[Lang, tuple[Column, ...]] = {
    "ja": (
        Column("会員番号", "customer_id"),
        Column("施策ID", "treatment"),
        Column("連絡手段", "channel"),
        *_MARKS_JA,
    ),
    "en": (
        Column("Customer ID", "customer_id"),
        Column("Treatment ID", "treatment"),
        Column("Channel", "channel"),
        *_MARKS_EN,
    ),
}
"""Columns of the file of the hold-out: enough to tell the effect later, nothing to contact anyone with."""
