"""Who is merged, who is asked about, and who is left alone."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.intake.pseudonyms import pseudonym
from ltv.reconcile.company_names import company_name
from ltv.reconcile.decisions import Decision
from ltv.reconcile.matching import Matching, match
from ltv.reconcile.parties import KEYS, SIDES, parties
from tests.reconcile.books import core, crm, facts, people, said

ONE, OTHER = "7000012050002", "4000012090001"
"""Two 法人番号."""


def groups(found: Matching) -> set[frozenset[str]]:
    """Groups of several, each party written "crm:A1"."""
    names = [f"{SIDES[side]}:{name}" for side, name in zip(found.parties.side, found.parties.ids)]
    together: dict[int, set[str]] = {}
    for name, group in zip(names, found.group.tolist()):
        together.setdefault(group, set()).add(name)
    return {frozenset(each) for each in together.values() if len(each) > 1}


def asked(found: Matching) -> set[tuple[str, str, str]]:
    """Questions as "crm:A1", "core:B1", doubt."""
    names = [f"{SIDES[side]}:{name}" for side, name in zip(found.parties.side, found.parties.ids)]
    return {(names[q.left], names[q.right], q.doubt) for q in found.questions}


def tiers(found: Matching) -> list[str]:
    return [link.tier for link in found.links]


def company(name: str) -> dict[str, str]:
    """A company's name that may be read."""
    return {"name": company_name(name), "readable": name}


PAIR = {frozenset({"crm:1", "core:2"})}

SURE: list[Any] = [
    pytest.param({"corporate_number": ONE}, "corporate_number", id="法人番号"),
    pytest.param({"email": "a@example.com"}, "email", id="e-mail"),
    pytest.param({"phone": "0312345678", "name": "山田商店"}, "name_phone", id="phone and name"),
]


@pytest.mark.parametrize(("keys", "tier"), SURE)
def test_a_sure_key_merges_and_says_on_what(keys: Mapping[str, str], tier: str) -> None:
    found = match(people(crm("1", **keys), core("2", **keys)))
    assert (groups(found), tiers(found), asked(found)) == (PAIR, [tier], set())


def test_the_same_id_merges() -> None:
    found = match(people(crm("A1"), core("A1")))
    assert (groups(found), tiers(found)) == ({frozenset({"crm:A1", "core:A1"})}, ["customer_id"])


@pytest.mark.parametrize(("keys", "tier"), SURE)
def test_pseudonyms_merge_as_readable_texts_do(keys: Mapping[str, str], tier: str) -> None:
    hidden = {key: pseudonym(value, b"secret") for key, value in keys.items()}
    found = match(people(crm("1", **hidden), core("2", **hidden)))
    assert (groups(found), tiers(found)) == (PAIR, [tier])


NOT_SURE: list[Any] = [
    pytest.param({"phone": "0312345678"}, {"phone": "0312345678"}, "phone", id="a phone without names"),
    pytest.param(company("㈱山田商店"), company("山田商店　株式会社"), "name", id="a name alone"),
    pytest.param(company("髙田工業"), company("高田工業"), "similar", id="old and new form of a character"),
    pytest.param(
        company("山田商店") | {"postcode": "1000001"}, company("山田商店東京支店") | {"postcode": "1000001"},
        "similar", id="a branch at one postcode",
    ),
    pytest.param(
        {"name": "山田太郎", "postcode": "1000001"}, {"name": "山田太郎", "postcode": "1000001"}, "name",
        id="a person's name and postcode",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "doubt"), NOT_SURE)
def test_a_likeness_is_asked_about_and_merges_nobody(
    left: Mapping[str, str], right: Mapping[str, str], doubt: str
) -> None:
    found = match(people(crm("1", **left), core("2", **right)))
    assert (groups(found), asked(found)) == (set(), {("crm:1", "core:2", doubt)})


UNLIKE: list[Any] = [
    pytest.param({"name": "山田太郎"}, {"name": "山田太郎"}, id="a person's name alone"),
    pytest.param({"postcode": "1000001"}, {"postcode": "1000001"}, id="a postcode alone"),
    pytest.param(
        company("山田商店") | {"postcode": "1000001"}, company("佐藤印刷") | {"postcode": "1000001"}, id="other names"
    ),
    pytest.param(
        company("山田商店") | {"phone": "0312345678"}, company("佐藤印刷") | {"phone": "0312345678"},
        id="one switchboard, other names",
    ),
    pytest.param(company("山田商店"), company("山田商会"), id="similar names and nothing else"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), UNLIKE)
def test_too_little_is_not_even_asked_about(left: Mapping[str, str], right: Mapping[str, str]) -> None:
    found = match(people(crm("1", **left), core("2", **right)))
    assert (groups(found), asked(found)) == (set(), set())


# --- when unsure, do not merge ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["corporate_number", "email"])
def test_a_key_that_points_to_two_customers_merges_neither(key: str) -> None:
    value = {"corporate_number": ONE, "email": "info@example.com"}[key]
    found = match(people(crm("1", **{key: value}), core("2", **{key: value}), core("3", **{key: value})))
    assert groups(found) == set()
    assert asked(found) == {
        ("crm:1", "core:2", "shared_key"), ("crm:1", "core:3", "shared_key"), ("core:2", "core:3", "shared_key"),
    }  # fmt: skip


def test_two_customers_of_the_crm_with_one_customer_of_the_core_are_asked_about() -> None:
    mail = {"email": "info@example.com"}
    found = match(people(crm("1", **mail), crm("2", **mail), core("3", **mail)))
    assert groups(found) == set()


def test_a_surer_key_decides_before_a_shared_one() -> None:
    """The id says who is whom; the address that a third customer shares is asked about, and loosens nothing."""
    mail = {"email": "info@example.com"}
    found = match(people(crm("A", **mail), core("A", **mail), core("B", **mail)))
    assert groups(found) == {frozenset({"crm:A", "core:A"})}
    assert asked(found) == {("crm:A", "core:B", "shared_key")}


@pytest.mark.parametrize(
    "keys", [{"email": "a@example.com"}, {"phone": "0312345678", "name": "山田商店"}], ids=["e-mail", "phone and name"]
)
def test_another_corporate_number_stops_a_merge(keys: Mapping[str, str]) -> None:
    found = match(people(crm("1", corporate_number=ONE, **keys), core("2", corporate_number=OTHER, **keys)))
    assert (groups(found), asked(found)) == (set(), {("crm:1", "core:2", "conflict")})


def test_one_name_with_two_corporate_numbers_is_asked_about() -> None:
    left, right = company("山田商店") | {"corporate_number": ONE}, company("㈱山田商店") | {"corporate_number": OTHER}
    assert asked(match(people(crm("1", **left), core("2", **right)))) == {("crm:1", "core:2", "conflict")}


def test_one_id_given_to_two_customers_is_asked_about() -> None:
    found = match(
        people(crm("1", name="山田", phone="0312345678"), core("1", name="佐藤", phone="0399998888")),
    )
    assert (groups(found), asked(found)) == (set(), {("crm:1", "core:1", "conflict")})


def test_one_id_with_one_thing_changed_is_the_same_customer() -> None:
    found = match(people(crm("1", name="山田", phone="0312345678"), core("1", name="山田", phone="0399998888")))
    assert groups(found) == {frozenset({"crm:1", "core:1"})}


def test_keys_that_point_to_different_customers_merge_by_the_surer_one_and_ask_about_the_other() -> None:
    found = match(
        people(crm("1", corporate_number=ONE, email="a@example.com"), core("2", corporate_number=ONE),
               core("3", email="a@example.com"))
    )  # fmt: skip
    assert groups(found) == PAIR
    assert asked(found) == {("crm:1", "core:3", "shared_key")}


def test_a_value_that_very_many_share_is_no_key() -> None:
    found = match(
        people(*(core(f"{i:02d}", email="none@example.com") for i in range(20)), crm("1", email="none@example.com"))
    )
    assert (groups(found), asked(found), found.common) == (set(), set(), 1)


def test_three_spellings_in_one_system_are_one_customer() -> None:
    named = [{"name": "山田商店", "phone": "0312345678"}] * 3
    found = match(people(*(core(str(i), **each) for i, each in enumerate(named)), crm("9", **named[0])))
    assert groups(found) == {frozenset({"core:0", "core:1", "core:2", "crm:9"})}
    assert tiers(found).count("spelling") == 2


# --- what people decide -----------------------------------------------------------------------------------------------

DOUBTFUL = (crm("1", **company("㈱山田商店")), core("2", **company("山田商店")))
SAME, APART, UNDONE = (said("crm:1", "core:2", verdict) for verdict in ("same", "different", "undone"))


def at(decision: Decision, moment: str) -> Decision:
    return Decision(decision.left, decision.right, decision.verdict, moment)


@pytest.mark.parametrize(
    ("decisions", "together", "open_"),
    [
        pytest.param([SAME], PAIR, 0, id="same"),
        pytest.param([APART], set(), 0, id="different"),
        pytest.param([at(SAME, "1"), at(UNDONE, "2")], set(), 1, id="same, then undone: asked again"),
        pytest.param([at(APART, "1"), at(SAME, "2")], PAIR, 0, id="different, then same"),
        pytest.param([at(SAME, "1"), at(UNDONE, "2"), at(APART, "3")], set(), 0, id="undone, then different"),
    ],
)
def test_the_last_word_on_a_pair_counts(decisions: list[Decision], together: set[frozenset[str]], open_: int) -> None:
    found = match(people(*DOUBTFUL), decisions)
    assert (groups(found), len(asked(found))) == (together, open_)
    assert groups(match(people(*DOUBTFUL), decisions[::-1])) == together


def test_a_decision_holds_whichever_way_round_it_was_given() -> None:
    assert groups(match(people(*DOUBTFUL), [said("core:2", "crm:1", "same")])) == PAIR


@pytest.mark.parametrize(("keys", "tier"), SURE)
def test_a_person_takes_any_merge_apart_and_puts_it_back(keys: Mapping[str, str], tier: str) -> None:
    known = people(crm("1", **keys), core("2", **keys))
    assert groups(match(known, [APART])) == set()
    assert groups(match(known, [at(APART, "1"), at(UNDONE, "2")])) == PAIR


def test_decisions_that_contradict_one_another_join_nobody_and_are_asked_about() -> None:
    known = people(crm("1"), core("2"), core("3"))
    found = match(
        known, [said("crm:1", "core:2", "same"), said("crm:1", "core:3", "same"), said("core:2", "core:3", "different")]
    )
    assert groups(found) == set()
    assert asked(found) == {("crm:1", "core:2", "contradictory"), ("crm:1", "core:3", "contradictory")}


def test_a_decision_about_somebody_who_is_not_there_changes_nothing() -> None:
    assert groups(match(people(*DOUBTFUL), [said("crm:1", "core:99", "same")])) == set()


def test_a_decision_about_a_second_entry_leaves_the_first_as_sure_as_it_was() -> None:
    known = people(crm("T7"), core("T7", **company("山田商店")), crm("CR1", **company("㈱山田商店")))
    found = match(known, [said("crm:CR1", "core:T7", "same")])
    assert groups(found) == {frozenset({"crm:T7", "core:T7", "crm:CR1"})}
    assert (sorted(tiers(found)), asked(found)) == (["customer_id", "person"], set())


def test_what_people_keep_apart_no_rule_joins_by_a_detour() -> None:
    mail = {"email": "a@example.com"}
    known = people(crm("1"), core("2", **mail), crm("3", **mail))
    found = match(known, [said("crm:1", "core:2", "same"), said("crm:1", "crm:3", "different")])
    assert groups(found) == PAIR


def test_saying_whom_a_shared_address_does_not_mean_leaves_whom_it_means() -> None:
    mail = {"email": "info@example.com"}
    known = people(crm("1", **mail), core("2", **mail), core("3", **mail))
    apart = [said("crm:1", "core:3", "different"), said("core:2", "core:3", "different")]
    assert groups(match(known, apart)) == PAIR


# --- whatever the rows ------------------------------------------------------------------------------------------------

KNOWN = st.fixed_dictionaries(
    {"source": st.sampled_from(SIDES), "customer_id": st.sampled_from("ABCDEF")},
    optional={
        "corporate_number": st.sampled_from([ONE, OTHER]),
        "email": st.sampled_from(["a@x.jp", "b@x.jp", "c@x.jp"]),
        "phone": st.sampled_from(["0311112222", "0333334444"]),
        "name": st.sampled_from(["山田商店", "佐藤印刷", "高田工業"]),
        "postcode": st.sampled_from(["1000001", "1000002"]),
    },
)
VERDICTS = st.builds(
    said,
    *[st.builds("{}:{}".format, st.sampled_from(SIDES), st.sampled_from("ABCDEF"))] * 2,
    st.sampled_from(["same", "different", "undone"]),
    st.sampled_from(["1", "2", "3"]),
).filter(lambda d: d.left != d.right)


@settings(max_examples=60, deadline=None)
@given(st.lists(KNOWN, max_size=14), st.lists(VERDICTS, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_decisions_changes_nothing(
    known: list[dict[str, str]], decisions: list[Decision], chance: random.Random
) -> None:
    found = match(people(*known), decisions)
    shuffled, later = list(known), list(decisions)
    chance.shuffle(shuffled)
    chance.shuffle(later)
    again = match(people(*shuffled), later)
    assert (groups(found), asked(found), found.links) == (groups(again), asked(again), again.links)


@settings(max_examples=60, deadline=None)
@given(st.lists(KNOWN, max_size=14), st.lists(VERDICTS, max_size=4))
def test_what_a_matching_never_does(known: list[dict[str, str]], decisions: list[Decision]) -> None:
    found = match(people(*known), decisions)
    by_rules = [link for link in found.links if link.tier != "person"]
    for a, b in found.apart:
        assert found.group[a] != found.group[b], "people keep them apart"
    for question in found.questions:
        assert found.group[question.left] != found.group[question.right], "asked about, and merged"
    for link in by_rules:
        numbers = [found.parties.values(party, "corporate_number") for party in (link.left, link.right)]
        assert not (numbers[0] and numbers[1]) or numbers[0] & numbers[1], "two 法人番号"
    assert len({*found.group.tolist()}) == found.parties.size - len(
        {(k.left, k.right) for k in found.links} & _tree(found)
    )


def _tree(found: Matching) -> set[tuple[int, int]]:
    """Links that joined two groups, naively."""
    groups_: list[set[int]] = [{i} for i in range(found.parties.size)]
    used = set()
    for link in found.links:
        a, b = (next(g for g in groups_ if party in g) for party in (link.left, link.right))
        if a is not b:
            groups_.remove(b)
            a |= b
            used.add((link.left, link.right))
    return used


@given(st.lists(st.tuples(st.sampled_from(SIDES), st.sampled_from("ABCDEF"), st.sampled_from("xyz")), max_size=10))
def test_addresses_alone_match_as_counting_them_says(rows: list[tuple[str, str, str]]) -> None:
    """Naively: an address held by one CRM id and one core id only, neither of which holds another shared one."""
    rows = [(side, f"{side}{name}", mail) for side, name, mail in rows]
    held: dict[str, set[tuple[str, str]]] = {}
    for side, name, mail in rows:
        held.setdefault(mail, set()).add((side, name))
    edges = [(a, b) for holders in held.values() for a in holders for b in holders if a < b]
    reach = {a: {b for e in edges if a in e for b in e} - {a} for _ in [0] for a in {x for e in edges for x in e}}
    expected = {
        frozenset(f"{side}:{name}" for side, name in (a, b))
        for a, b in edges
        if a[0] != b[0] and reach[a] == {b} and reach[b] == {a}
    }
    table = facts([{"source": side, "customer_id": name, "email": mail} for side, name, mail in rows])
    assert groups(match(parties(table, crm=table["customer_id"][:0], core=table["customer_id"][:0]))) == expected


def test_every_key_is_one_that_intake_can_give() -> None:
    assert set(KEYS) == {"corporate_number", "email", "phone", "name", "postcode"}
