from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ltv.store import ConflictError, Estimate, Link, Location, Scenario, Store, open_store
from ltv.store.errors import InvalidRecordError, RecordNotFoundError
from ltv.store.kinds import Body
from tests.store.examples import DECISION, ESTIMATE, INITIATIVE, ONE_OF_EACH, SCENARIO


def revised(**changes: object) -> Scenario:
    return Scenario(**{**SCENARIO.values(), **changes})


@pytest.mark.parametrize("body", ONE_OF_EACH, ids=lambda body: body.KIND)
def test_what_is_saved_comes_back_to_the_last_digit_after_a_restart(where: Location, body: Body) -> None:
    first = open_store(where)
    saved = first.save(body, author="p-1")
    first.database.close()
    again = open_store(where)
    assert again.get(saved.id) == saved
    assert again.get(saved.id).body == body
    again.database.close()


def test_a_record_says_who_made_it_and_when_in_utc(store: Store) -> None:
    saved = store.save(SCENARIO, author="p-1")
    assert (saved.author, saved.revision, saved.parent) == ("p-1", 1, None)
    assert saved.created_at.tzinfo is UTC
    assert saved.created_at.date() == datetime(2026, 11, 25, tzinfo=UTC).date()


def test_ids_say_nothing_and_never_repeat(store: Store) -> None:
    ids = {store.save(SCENARIO, author="p-1").id for _ in range(20)}
    assert len(ids) == 20
    assert all(len(each) == 32 for each in ids)


def test_a_revision_leaves_every_earlier_one_as_it_was(store: Store) -> None:
    first = store.save(SCENARIO, author="p-1")
    second = store.revise(first.id, revised(name="価格も上げる"), expected=1, author="p-2")
    assert store.history(first.id) == [first, second]
    assert store.get(first.id, 1) == first
    assert store.get(first.id) == second
    assert (second.parent, second.created_at) == (1, first.created_at)


def test_who_revises_from_an_old_revision_is_told_who_came_before_and_nothing_is_overwritten(store: Store) -> None:
    first = store.save(SCENARIO, author="p-1")
    theirs = store.revise(first.id, revised(name="theirs"), expected=1, author="営業部")
    with pytest.raises(ConflictError, match="営業部 changed this after you opened it") as caught:
        store.revise(first.id, revised(name="mine"), expected=1, author="p-3")
    assert (caught.value.current, caught.value.author, caught.value.changed_at) == (2, "営業部", theirs.changed_at)
    assert "上書きしませんでした" in caught.value.text.ja
    assert store.get(first.id) == theirs


def test_saving_an_example_again_makes_another_record_beside_it(store: Store) -> None:
    base, copy = store.save(SCENARIO, author="p-1"), store.save(SCENARIO, author="p-1")
    assert base.id != copy.id
    assert store.latest(Scenario) == [base, copy]


def test_a_list_has_the_newest_revision_of_each_record_of_its_kind(store: Store) -> None:
    one, two = store.save(SCENARIO, author="p-1"), store.save(SCENARIO, author="p-1")
    store.save(INITIATIVE, author="p-1")
    newer = store.revise(one.id, revised(seed=7), expected=1, author="p-1")
    assert store.latest(Scenario) == [newer, two]


def test_withdrawn_records_are_off_the_list_but_still_there(store: Store) -> None:
    saved = store.save(SCENARIO, author="p-1")
    withdrawn = store.withdraw(saved.id, expected=1, author="p-1")
    assert store.latest(Scenario) == []
    assert store.latest(Scenario, withdrawn=True) == [withdrawn]
    assert store.history(saved.id) == [saved, withdrawn]
    back = store.revise(saved.id, SCENARIO, expected=2, author="p-1")
    assert store.latest(Scenario) == [back]


def test_links_lead_from_a_decision_to_what_it_rests_on_and_back(store: Store) -> None:
    scenario, initiative = store.save(SCENARIO, author="p-1"), store.save(INITIATIVE, author="p-1")
    links = [Link("scenario", scenario.id), Link("initiative", initiative.id)]
    decision = store.save(DECISION, author="p-1", links=links)
    assert store.get(decision.id).links == (Link("initiative", initiative.id), Link("scenario", scenario.id))
    assert store.linking_to(scenario.id) == [decision]


def test_links_stay_with_a_revision_unless_others_are_given(store: Store) -> None:
    scenario, initiative = store.save(SCENARIO, author="p-1"), store.save(INITIATIVE, author="p-1")
    decision = store.save(DECISION, author="p-1", links=[Link("scenario", scenario.id)])
    kept = store.revise(decision.id, DECISION, expected=1, author="p-1")
    moved = store.revise(decision.id, DECISION, expected=2, author="p-1", links=[Link("initiative", initiative.id)])
    assert kept.links == decision.links
    assert store.linking_to(scenario.id) == []
    assert store.linking_to(initiative.id) == [moved]
    assert store.get(decision.id, 1) == decision


def test_a_link_to_nothing_is_refused_and_leaves_no_half_record(store: Store) -> None:
    with pytest.raises(RecordNotFoundError):
        store.save(DECISION, author="p-1", links=[Link("scenario", "f" * 32)])
    assert store.latest(type(DECISION)) == []


def test_a_participant_may_change_an_estimate_and_every_one_is_kept(store: Store) -> None:
    first = store.put(ESTIMATE, author=ESTIMATE.participant)
    second = store.put(Estimate(**{**ESTIMATE.values(), "p50": 0.06}), author=ESTIMATE.participant)
    assert second.id == first.id
    assert store.history(first.id) == [first, second]


def test_estimates_of_a_room_and_round_are_listed_by_how_their_handle_begins(store: Store) -> None:
    here = store.put(ESTIMATE, author="p-1")
    store.put(Estimate(**{**ESTIMATE.values(), "room": "k7m2qx"}), author="p-1")
    store.put(Estimate(**{**ESTIMATE.values(), "round": 2}), author="p-1")
    assert store.latest(Estimate, handle_begins="K7M2QX/1/") == [here]


def test_saving_as_new_what_is_there_already_is_a_conflict(store: Store) -> None:
    store.put(ESTIMATE, author="p-1")
    with pytest.raises(ConflictError):
        store.save(ESTIMATE, author="p-2")


def test_a_record_keeps_its_kind_and_what_it_is_about(store: Store) -> None:
    scenario, estimate = store.save(SCENARIO, author="p-1"), store.put(ESTIMATE, author="p-1")
    for record, other in (
        (scenario, DECISION),
        (estimate, Estimate(**{**ESTIMATE.values(), "participant": "p-else"})),
    ):
        with pytest.raises(InvalidRecordError, match="keeps its kind"):
            store.revise(record.id, other, expected=1, author="p-1")


def test_a_name_may_have_the_wide_space_that_japanese_has(store: Store) -> None:
    assert store.save(SCENARIO, author="営業部　山田").author == "営業部　山田"


@pytest.mark.parametrize("author", ["", "  ", "a\nb", "nul\0", "x" * 201], ids=repr)
def test_an_author_is_a_short_text_on_one_line(store: Store, author: str) -> None:
    with pytest.raises(InvalidRecordError):
        store.save(SCENARIO, author=author)


def test_what_does_not_exist_is_named(store: Store) -> None:
    saved = store.save(SCENARIO, author="p-1")
    with pytest.raises(RecordNotFoundError, match="revision 9"):
        store.get(saved.id, 9)
    for ask in (store.get, store.history, lambda id: store.withdraw(id, expected=1, author="p")):
        with pytest.raises(RecordNotFoundError, match="no record nowhere here"):
            ask("nowhere")


def test_one_workspace_does_not_see_another(where: Location) -> None:
    ours, theirs = open_store(where), open_store(where, workspace="another")
    saved = ours.save(SCENARIO, author="p-1")
    assert theirs.latest(Scenario) == []
    for ask in (theirs.get, theirs.history, lambda id: theirs.save(DECISION, author="p", links=[Link("of", id)])):
        with pytest.raises(RecordNotFoundError):
            ask(saved.id)
    for each in (ours, theirs):
        each.database.close()
