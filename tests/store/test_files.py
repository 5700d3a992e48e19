from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.store import Scenario, Store, export_scenario, import_scenario
from ltv.store.errors import FileRefusedError
from ltv.store.files import MOST_BYTES
from ltv.store.revisions import Record
from tests.store.examples import DECISION, SCENARIO
from tests.store.test_kinds import VALUES

WHEN = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
RECORD = Record("ab" * 16, 3, 2, WHEN, WHEN, "p-secret", withdrawn=False, body=SCENARIO)
FILE = export_scenario(RECORD, exported_at=WHEN)


def altered(**changes: object) -> bytes:
    return json.dumps({**json.loads(FILE.data), **changes}).encode()


def with_body(**changes: object) -> bytes:
    return altered(body={**json.loads(FILE.data)["body"], **changes})


def test_a_scenario_comes_back_with_all_that_decides_its_numbers() -> None:
    back = import_scenario(FILE.data)
    assert back.scenario == SCENARIO
    assert (back.scenario.base, back.scenario.seed, back.scenario.program) == ("0f" * 16, 42, "0.1.0")
    assert (back.source, back.source_revision, back.program) == ("ab" * 16, 3, "0.1.0")


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), VALUES, max_size=3))
def test_whatever_a_scenario_holds_survives_the_file(results: dict[str, Any]) -> None:
    body = Scenario(**{**SCENARIO.values(), "results": results})
    file = export_scenario(Record("ab" * 16, 1, None, WHEN, WHEN, "p", withdrawn=False, body=body), exported_at=WHEN)
    assert import_scenario(file.data).scenario == body


def test_the_same_scenario_makes_the_same_bytes_and_an_ascii_name() -> None:
    assert export_scenario(RECORD, exported_at=WHEN) == FILE
    assert FILE.name == "scenario_abababab_3.json"
    assert "初月の離脱を減らす" in FILE.data.decode()


def test_who_worked_on_it_is_not_in_the_file() -> None:
    assert b"p-secret" not in FILE.data


def test_taking_a_file_in_makes_a_new_record_and_touches_no_other(store: Store) -> None:
    base = store.save(SCENARIO, author="p-1")
    file = export_scenario(base, exported_at=WHEN)
    taken = store.save(import_scenario(file.data).scenario, author="p-2")
    assert store.latest(Scenario) == [base, taken]


def test_a_file_from_other_data_or_another_version_says_that_numbers_may_differ() -> None:
    back = import_scenario(FILE.data)
    assert back.notes("0f" * 16) == []
    assert [note.en for note in back.notes("1e" * 16)] == [
        "This scenario was made from other data. On the data on screen its numbers will differ."
    ]
    older = Scenario(**{**SCENARIO.values(), "program": "0.0.9"})
    file = export_scenario(Record("ab" * 16, 1, None, WHEN, WHEN, "p", withdrawn=False, body=older), exported_at=WHEN)
    assert "0.0.9" in import_scenario(file.data).notes("0f" * 16)[0].ja


def test_a_byte_order_mark_and_line_breaks_that_an_editor_adds_do_no_harm() -> None:
    pretty = json.dumps(json.loads(FILE.data), indent=2, ensure_ascii=False).replace("\n", "\r\n")
    assert import_scenario(b"\xef\xbb\xbf" + pretty.encode()).scenario == SCENARIO


class Runs:
    def __reduce__(self) -> tuple[Any, ...]:
        return (pytest.fail, ("a file was executed",))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\x00" * 1000,
        b"\xff\xfe" + "{}".encode("utf-16-le"),
        FILE.data.decode().encode("utf-16"),
        FILE.data[:-40],
        FILE.data * 2,
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b"9" * 100_000,
        pickle.dumps(Runs()),
        b"PK\x03\x04" + b"\x00" * 100,
        b"customer_id,amount\n1,2\n",
        altered(format="other"),
        altered(format_version=0),
        altered(format_version="1"),
        altered(more=1),
        altered(body=None),
        altered(source="../../etc/passwd"),
        altered(source_revision=2**80),
        altered(program="<script>"),
        altered(sha256=None),
        json.dumps({key: value for key, value in json.loads(FILE.data).items() if key != "sha256"}).encode(),
        FILE.data.replace(b'"seed":42', b'"seed":NaN'),
        FILE.data.replace(b'"seed":42', b'"seed":1e999'),
        FILE.data.replace(b'"seed":42', b'"seed":42,"seed":43'),
        FILE.data.replace(b'"seed":42', b'"seed":"\\ud800"'),
    ],
    ids=range(29),
)
def test_what_is_no_such_file_ends_in_a_clear_message(data: bytes) -> None:
    with pytest.raises(FileRefusedError, match="no scenario exported by LTV Compass") as caught:
        import_scenario(data)
    assert caught.value.text.ja.startswith("このファイルは取り込めません")


@pytest.mark.parametrize(
    "data", [with_body(seed=43), with_body(name="x"), with_body(__class__="os.system"), altered(sha256="0" * 64)]
)
def test_a_file_changed_since_it_was_exported_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefusedError, match="changed or cut off"):
        import_scenario(data)


def test_a_file_of_a_newer_program_says_so() -> None:
    with pytest.raises(FileRefusedError, match="a newer LTV Compass"):
        import_scenario(altered(format_version=2, program="9.0"))
    with pytest.raises(FileRefusedError, match="reads format 1, not 2"):
        import_scenario(altered(body_version=2))


def test_a_body_of_another_kind_is_refused_even_with_the_right_digest() -> None:
    import hashlib

    from ltv.store.kinds import body_text

    text = body_text(DECISION)
    data = altered(body=json.loads(text), sha256=hashlib.sha256(text.encode()).hexdigest())
    with pytest.raises(FileRefusedError, match="missing"):
        import_scenario(data)


def test_a_large_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(FileRefusedError, match="larger than 4 MB"):
        import_scenario(b"x" * (MOST_BYTES + 1))


@given(st.integers(0, len(FILE.data) - 1), st.binary(max_size=4), st.integers(0, 8))
def test_a_file_with_a_few_bytes_changed_is_refused_or_the_same(at: int, bytes_in: bytes, out: int) -> None:
    data = FILE.data[:at] + bytes_in + FILE.data[at + out :]
    try:
        back = import_scenario(data)
    except FileRefusedError:
        return
    assert back.scenario == SCENARIO
