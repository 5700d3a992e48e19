from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import delete, event, inspect, update

from ltv.store import Drafts, Link, Location, Store, delete_all, open_store
from ltv.store.failures import UnexpectedError
from ltv.store.schema import APPEND_ONLY, LINK, METADATA, RECORD, REVISION
from tests.store.examples import DECISION, ESTIMATE, SCENARIO


def use_every_verb(store: Store) -> None:
    scenario = store.save(SCENARIO, author="p-1")
    decision = store.save(DECISION, author="p-1", links=[Link("scenario", scenario.id)])
    store.revise(decision.id, DECISION, expected=1, author="p-2")
    store.put(ESTIMATE, author="p-1")
    store.put(ESTIMATE, author="p-1")
    store.withdraw(scenario.id, expected=1, author="p-1")
    drafts = Drafts(store, "token")
    drafts.write("name", "words")
    drafts.write("name", "other words")
    drafts.clear("name")


def test_no_verb_changes_or_deletes_a_record(where: Location, clock: Callable[[], datetime]) -> None:
    said: list[str] = []
    store = open_store(where, clock=clock)
    event.listen(store.database.engine, "before_cursor_execute", lambda *call: said.append(" ".join(call[2].split())))
    use_every_verb(store)
    verbs = {sentence.split()[0] for sentence in said}
    assert verbs == {"SELECT", "INSERT", "DELETE"} | ({"BEGIN"} if where.folder else set())
    assert {sentence.split()[2] for sentence in said if sentence.startswith("DELETE")} == {"draft"}
    store.database.close()


@pytest.mark.parametrize("table", APPEND_ONLY, ids=str)
def test_the_database_itself_refuses_to_change_or_delete_a_record(store: Store, table: object) -> None:
    use_every_verb(store)
    value = {RECORD: {"kind": "x"}, REVISION: {"body": "{}"}, LINK: {"role": "x"}}[table]  # type: ignore[index]
    for statement in (update(table).values(value), delete(table)):  # type: ignore[arg-type]
        with pytest.raises(UnexpectedError, match="append-only"), store.database.writing() as connection:
            connection.execute(statement)


def test_after_everything_was_deleted_records_are_append_only_again(store: Store) -> None:
    use_every_verb(store)
    delete_all(store)
    store.save(SCENARIO, author="p-1")
    with pytest.raises(UnexpectedError, match="append-only"), store.database.writing() as connection:
        connection.execute(delete(REVISION))


def test_an_error_never_carries_what_was_to_be_written(store: Store) -> None:
    row = {"record": None, "number": 1, "created_at": "", "author": "", "withdrawn": 0, "body_version": 1}
    with pytest.raises(UnexpectedError) as caught, store.database.writing() as connection:
        connection.execute(REVISION.insert().values(**row, body="planted words"))
    assert "planted" not in "".join(traceback.format_exception(caught.value))


def test_the_tables_a_store_is_made_of_are_those_the_program_knows(store: Store) -> None:
    found = inspect(store.database.engine)
    assert set(found.get_table_names()) == set(METADATA.tables)
    for name, table in METADATA.tables.items():
        assert {each["name"]: each["nullable"] for each in found.get_columns(name)} == {
            each.name: each.nullable for each in table.columns
        }
        lengths = {each["name"]: getattr(each["type"], "length", None) for each in found.get_columns(name)}
        assert lengths == {each.name: getattr(each.type, "length", None) for each in table.columns}
        assert found.get_pk_constraint(name)["constrained_columns"] == [each.name for each in table.primary_key]
        assert {tuple(key["constrained_columns"]) for key in found.get_foreign_keys(name)} == {
            tuple(key.column_keys) for key in table.foreign_key_constraints
        }
        assert {each.name for each in table.indexes} <= {each["name"] for each in found.get_indexes(name)}
