"""Which column is what, and what kind of file it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ltv.intake.preset import Preset
from ltv.intake.result import Choice, Message, Options, Question, RefusedError, UndecidedError
from ltv.intake.vocabulary import personal, presets, squashed, synonyms, without_courtesy, without_unit

REQUIRED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "surveys": (("customer_id",), ("day",), ("expected", "experienced")),
    "deliveries": (("customer_id",), ("promised",), ("delivered",)),
    "tickets": (("customer_id",), ("day",), ("reply_hours", "kind")),
    "spend": (("month",), ("amount",)),
    "contracts": (("customer_id",), ("start",), ("amount",)),
    "orders": (("customer_id",), ("day",), ("amount", "unit_price")),
    "customers": (("customer_id",),),
    "crm": (("customer_id",), ("day",), ("amount", "unit_price")),
}
"""What each kind cannot do without (any one of each group), the most telling kind first."""

NO_PRESET = "none"
"""Answer of a reader whose file is no known export."""

_CHOSEN_ONLY = ("crm",)
"""Kinds that headers suggest only where nothing else fits: a CRM's record of sales looks like orders."""

_TELLING = {
    "surveys": ("expected", "experienced"),
    "deliveries": ("promised", "delivered"),
    "tickets": ("reply_hours",),
    "spend": ("channel",),
    "contracts": ("start",),
    "orders": ("day", "amount", "unit_price", "order"),
    "customers": ("registered", "campaign", "first_discount", "consent", "industry", "crm_total", "owner", "tag"),
    "crm": ("day", "amount"),
}
"""Fields whose presence suggests a kind even when others are missing."""


@dataclass(frozen=True)
class Mapped:
    """Columns recognised for one kind of file.

    Attributes
    ----------
    columns : field → positions of its columns; the first that is filled wins row by row
    key : "email", "name", "phone" or "masked_email" when that is what stands for the customer
    """

    kind: str
    headers: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    preset: Preset | None = None
    warnings: tuple[Message, ...] = ()
    key: str | None = None
    extra: Mapping[str, int] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a field has a column."""
        return name in self.columns

    def header(self, name: str) -> str:
        """Header of a field's first column; the field's own name when it has none."""
        return self.headers[self.columns[name][0]] if name in self.columns else name

    @property
    def names(self) -> dict[str, str]:
        """Field → header."""
        return {name: self.header(name) for name in self.columns}

    @property
    def dropped_personal(self) -> tuple[str, ...]:
        """Headers of columns about persons that are not taken over."""
        return tuple(header for header in self._others if personal(header))

    @property
    def unused(self) -> tuple[str, ...]:
        """Headers of other columns that are not taken over."""
        return tuple(header for header in self._others if not personal(header))

    @property
    def _others(self) -> list[str]:
        used = {position for positions in self.columns.values() for position in positions}
        return [header for i, header in enumerate(self.headers) if i not in used and header]


def fields_of(kind: str) -> tuple[str, ...]:
    """Fields a kind of file can have, the required ones first: what a reader can choose columns for."""
    required = [name for group in REQUIRED[kind] for name in group]
    return tuple(dict.fromkeys([*required, *synonyms(kind)]))


def recognise(headers: Sequence[str], options: Options) -> Mapped:
    """Recognise kind and columns of a file from its headers.

    Columns chosen by hand first, then a preset whose whole signature is present, then synonyms.

    Raises
    ------
    RefusedError
        `column_missing` names what is required and not there.
    UndecidedError
        When two presets fit, or orders and contracts fit equally.
    """
    names = tuple(headers)
    preset = _preset(names, options)
    if preset is not None and _only_suggested(preset, names, options) and (found := _without_preset(names, options)):
        return found
    kind = options.kind or options.answers.get("kind") or (preset.kind if preset else None)
    candidates = [_mapped(name, names, preset, options) for name in ([kind] if kind else _guessed())]
    complete = [found for found in candidates if not missing(found) and _convincing(found)]
    if kind and candidates and not missing(candidates[0]):
        return candidates[0]
    if not complete and not kind and (found := _unmistakable_crm(names, options)):
        return found
    if not complete:
        _refuse(candidates)
    return _decided(complete)


def export_of(headers: Sequence[str], options: Options) -> Preset | None:
    """The known export that headers belong to; None when there is none, or more than one."""
    try:
        return _preset(tuple(headers), options)
    except UndecidedError:
        return None


def _only_suggested(preset: Preset, headers: tuple[str, ...], options: Options) -> bool:
    """Whether a preset that is partly known, and that nobody chose, lacks columns it needs."""
    if preset.confirmed or "preset" in options.answers:
        return False
    return bool(missing(_mapped(preset.kind, headers, preset, options)))


def _without_preset(headers: tuple[str, ...], options: Options) -> Mapped | None:
    """What the file is by the names of its columns alone; None when they do not tell."""
    try:
        return recognise(headers, replace(options, answers={**options.answers, "preset": NO_PRESET}))
    except RefusedError:
        return None


def _guessed() -> list[str]:
    return [kind for kind in REQUIRED if kind not in _CHOSEN_ONLY]


def _unmistakable_crm(headers: tuple[str, ...], options: Options) -> Mapped | None:
    """A CRM's record of sales whose date or amount has a name that no order file gives it; None otherwise."""
    found = _mapped("crm", headers, None, options)
    if missing(found):
        return None
    own = any(found.has(name) and squashed(found.header(name)) in _only("crm", name) for name in ("day", "amount"))
    return found if own else None


def missing(found: Mapped) -> list[str]:
    """Required fields without a column."""
    return [group[0] for group in REQUIRED[found.kind] if not any(name in found.columns for name in group)]


def without_customer(headers: Sequence[str], options: Options) -> Mapped | None:
    """Columns of orders when all they lack is the customer; None otherwise."""
    names = tuple(headers)
    found = _mapped("orders", names, _preset(names, options), replace(options, mapping=_but_customer(options)))
    return found if missing(found) in ([], ["customer_id"]) else None


def _but_customer(options: Options) -> dict[str, str]:
    return {name: header for name, header in (options.mapping or {}).items() if name != "customer_id"}


def some(headers: Sequence[str]) -> tuple[str, ...]:
    """The first headers, for a message."""
    named = [header[:60] for header in headers if header]
    return (*named[:12], "…") if len(named) > 12 else tuple(named)


def _convincing(found: Mapped) -> bool:
    """Whether the columns say more than "has a customer and a date"."""
    has = found.has
    if found.kind == "spend":
        specific = squashed(found.header("amount")) in _only("spend", "amount") or has("channel") or _monthly(found)
        return specific and not any(squashed(header) in synonyms("orders")["customer_id"] for header in found.headers)
    if found.kind == "deliveries":
        return not any(squashed(header) in synonyms("orders")["amount"] for header in found.headers)
    if found.kind == "tickets":
        return has("reply_hours") or squashed(found.header("day")) in _only("tickets", "day")
    if found.kind == "customers":
        return len(found.columns) > 1 and not any(_of_orders(header) for header in found.headers)
    return True


def _monthly(found: Mapped) -> bool:
    """Whether a column of months stands beside what orders call no amount, such as "month" beside "cost"."""
    month, amount = squashed(found.header("month")), squashed(found.header("amount"))
    return month in _only("spend", "month") and amount not in synonyms("orders")["amount"]


def _of_orders(header: str) -> bool:
    """Whether a header belongs to orders and never to customers."""
    name = squashed(header)
    known = {word for part in ("order", "day", "amount") for word in synonyms("orders")[part]}
    known -= {"createdat", "createddate", "creationdate"}
    return name in known or "price" in name


def _only(kind: str, name: str) -> frozenset[str]:
    """Headers of a field that mean nothing in orders."""
    common = {header for headers in synonyms("orders").values() for header in headers}
    return frozenset(synonyms(kind)[name]) - common


def _decided(complete: list[Mapped]) -> Mapped:
    kinds = {found.kind: found for found in complete}
    if {"contracts", "orders"} <= kinds.keys():
        contract = kinds["contracts"]
        runs_on = contract.has("end") or contract.has("interval") or contract.has("contract")
        if not runs_on or kinds["orders"].has("order"):
            raise UndecidedError(Question("kind", "kind", (Choice("orders"), Choice("contracts"))))
    return complete[0]


def _refuse(candidates: list[Mapped]) -> None:
    """Name what is missing for the kind that is nearest."""

    def nearness(found: Mapped) -> tuple[int, int]:
        telling = sum(found.has(name) for name in _TELLING[found.kind])
        return (telling > 0) + telling - len(missing(found)), found.kind == "orders"

    of_orders = any(_of_orders(header) for header in candidates[0].headers)
    possible = [found for found in candidates if not (of_orders and found.kind == "customers")]
    nearest = max(possible or candidates, key=nearness)
    if not nearest.columns and len(candidates) > 1:
        nearest = next(found for found in candidates if found.kind == "orders")
    fields, found = tuple(missing(nearest)), some(nearest.headers)
    if not fields and nearest.kind == "customers":
        raise RefusedError("only_customer_column", found=found)
    lacking = fields or ("customer_id",)
    about = (
        {} if nearest.preset is None or set(lacking) & set(nearest.preset.columns) else {"preset": nearest.preset.id}
    )
    raise RefusedError("column_missing", kind=nearest.kind, fields=lacking, found=found, **about)


def _preset(headers: tuple[str, ...], options: Options) -> Preset | None:
    """The preset whose whole signature is present, or the one that was chosen.

    Orders often carry all columns of customers as well, so customers give way.
    """
    if "preset" in options.answers:
        return next((p for p in presets() if p.id == options.answers["preset"]), None)
    present = {squashed(header) for header in headers}
    fitting = [p for p in presets() if all(squashed(name) in present for name in p.signature)]
    if options.kind is not None:
        fitting = [preset for preset in fitting if _serves(preset, options.kind)]
    fitting = [preset for preset in fitting if preset.kind != "customers"] or fitting
    if len(fitting) > 1:
        choices = tuple(Choice(preset.id) for preset in fitting)
        raise UndecidedError(Question("choose_preset", "preset", choices))
    return fitting[0] if fitting else None


def _serves(preset: Preset, kind: str) -> bool:
    """Whether an export can be read as a kind: exports of orders and deals are CRM records where a reader says so."""
    return preset.kind == kind or (kind == "crm" and preset.kind == "orders")


def _mapped(kind: str, headers: tuple[str, ...], preset: Preset | None, options: Options) -> Mapped:
    if preset is not None and not _serves(preset, kind):
        preset = None
    columns = _by_preset(preset, headers) if preset else _by_synonyms(kind, headers)
    if preset is None and kind == "customers":
        columns = _with_own_id(columns, headers)
    if preset is None and kind in ("orders", "crm"):
        columns = _without_price_as_amount(columns, headers)
    chosen = {
        name: header
        for name, header in (options.mapping or {}).items()
        if not _unchanged(name, header, columns, headers)
    }
    for name, header in chosen.items():
        columns = _rechosen(columns, name, _positions(headers, header) if header else [])
    extra = {} if preset is None else _extra(preset, headers)
    key = preset.key if preset and "customer_id" not in chosen else None
    found = Mapped(kind, headers, columns, preset, (), key, extra)
    return replace(found, warnings=_warnings(found, chosen))


def _unchanged(name: str, header: str, columns: Mapping[str, tuple[int, ...]], headers: Sequence[str]) -> bool:
    """Whether a column chosen by hand is the one that was recognised, so that its stand-ins stay."""
    return name in columns and headers[columns[name][0]] == header


def _rechosen(columns: dict[str, tuple[int, ...]], name: str, positions: list[int]) -> dict[str, tuple[int, ...]]:
    """The same columns with another one for a field; other fields give it up."""
    others = {
        other: tuple(place for place in places if place not in positions[:1]) for other, places in columns.items()
    }
    kept = {other: places for other, places in others.items() if places and other != name}
    return {**kept, name: (positions[0],)} if positions else kept


def _positions(headers: Sequence[str], header: str) -> list[int]:
    exact = [i for i, name in enumerate(headers) if name == header]
    return exact or [i for i, name in enumerate(headers) if squashed(name) == squashed(header)]


_WEAK_KEYS = frozenset({"email", "emailaddress", "customeremail", "mail", "customername", "companyname"})


def _by_preset(preset: Preset, headers: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    columns = {}
    for name, wanted in preset.columns.items():
        positions = tuple(found[0] for header in wanted if (found := _positions(headers, header)))
        if positions:
            columns[name] = positions
    return _completed(columns, preset.kind, headers)


def _completed(columns: dict[str, tuple[int, ...]], kind: str, headers: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """With columns of other names for what is required and the export itself does not have."""
    used = {place for places in columns.values() for place in places}
    named = {name: places for name, places in _by_synonyms(kind, headers).items() if not used & set(places)}
    lacking = [group for group in REQUIRED[kind] if not any(name in columns for name in group)]
    return {**columns, **{name: named[name] for group in lacking for name in group if name in named}}


def _with_own_id(columns: dict[str, tuple[int, ...]], headers: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """In a list of customers, "id" beside an e-mail address or a name is the customer's."""
    spelled = [squashed(header) for header in headers]
    weak = "customer_id" in columns and spelled[columns["customer_id"][0]] in _WEAK_KEYS
    named = any(name in spelled for name in ("firstname", "lastname", "customername"))
    return {**columns, "customer_id": (spelled.index("id"),)} if "id" in spelled and (weak or named) else columns


def _extra(preset: Preset, headers: tuple[str, ...]) -> dict[str, int]:
    """Columns the preset's rules look at besides the fields."""
    names = [*(preset.keep or {}), *(preset.leave_out or {}), *preset.continued]
    if preset.journal_account:
        names += ["借方勘定科目", "貸方勘定科目"]
    return {name: found[0] for name in names if (found := _positions(headers, name))}


def _by_synonyms(kind: str, headers: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """For each field the header that is its best synonym; no header serves two fields."""
    taken: set[int] = set()
    columns: dict[str, tuple[int, ...]] = {}
    for spelling in (squashed, without_unit, without_courtesy):
        spelled = [spelling(header) for header in headers]
        for name, wanted in synonyms(kind).items():
            if name in columns:
                continue
            places = (spelled.index(word) for word in wanted if word in spelled)
            place = next((place for place in places if place not in taken), None)
            if place is not None:
                columns[name] = (place,)
                taken.add(place)
    return columns


def _without_price_as_amount(
    columns: dict[str, tuple[int, ...]], headers: tuple[str, ...]
) -> dict[str, tuple[int, ...]]:
    """A "price" beside a quantity is the price of one, not an amount."""
    if "amount" in columns and "quantity" in columns and squashed(headers[columns["amount"][0]]) == "price":
        unit_price = columns.get("unit_price", columns["amount"])
        columns = {**columns, "unit_price": unit_price}
        del columns["amount"]
    return columns


def _warnings(found: Mapped, chosen: Mapping[str, str]) -> tuple[Message, ...]:
    warnings = []
    if found.preset is not None and not found.preset.confirmed:
        warnings.append(Message("preset_unconfirmed", {"preset": found.preset.id}))
    if found.kind == "orders" and "amount" not in chosen and found.has("amount") and (others := _other_amounts(found)):
        warnings.append(Message("several_amount_columns", {"column": found.header("amount"), "others": others}))
    return tuple(warnings)


def _other_amounts(found: Mapped) -> tuple[str, ...]:
    """Headers that could be the amount as well."""
    known = synonyms("orders")["amount"]
    if found.preset is not None:
        known = tuple(map(squashed, found.preset.other_amounts))
    names = [header for header in found.headers if squashed(header) in known and squashed(header) != "price"]
    return tuple(name for name in names if name != found.header("amount"))
