"""Whatever a file does to the process that reads it, the server goes on and answers."""

import datetime as dt
import errno
import io
import logging
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from ltv.intake import Options, read, text
from ltv.intake.result import PROBLEM_COLUMNS
from ltv.intake.sandbox import bounds, read_isolated, start, warm
from ltv.intake.sandbox import parsing as server
from ltv.intake.sandbox.waiting import Keeper
from ltv.intake.sandbox.wire import unpacked
from tests.intake.bombs import catalogue, plain
from tests.intake.files import TODAY
from tests.intake.sandbox.hostile import DEEDS, ELSEWHERE, SAYS

ENDS = ("reading_stopped", "reading_needs_memory", "reading_took_too_long")
ORDERS = "注文番号,会員ID,注文日,金額,氏名\n1,a,2026-01-02,100,山田\n2,b,2026-01-03,x,佐藤\n3,,2026-01-04,5,鈴木\n"


@pytest.fixture(scope="module")
def hostile():
    keeper = Keeper("tests.intake.sandbox.hostile")
    yield keeper
    keeper.close()


def same(one, other):
    coded = [name for name in one.table if isinstance(one.table[name].dtype, pd.CategoricalDtype)]
    assert [one.table[n].cat.categories.dtype for n in coded] == [other.table[n].cat.categories.dtype for n in coded]
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.problems, other.problems)
    assert (one.parties is None) == (other.parties is None)
    if one.parties is not None:
        pd.testing.assert_frame_equal(one.parties, other.parties)
    names = [name for name in one.__dataclass_fields__ if name not in ("table", "problems", "parties")]
    assert {name: getattr(one, name) for name in names} == {name: getattr(other, name) for name in names}


@pytest.mark.parametrize(
    ("content", "name", "options"),
    [
        (ORDERS.encode("cp932"), "orders.csv", Options(today=TODAY)),
        (b"a,b\n1,2\n", "x.csv", Options()),
        (b"order_id,customer_id,date,amount,product\n1,a,2026-01-02,5,\n2,b,2026-01-03,7,\n", "x.csv", Options()),
        (b"", "x.csv", Options()),
        (b"%PDF-1.7", "x.csv", Options()),
        (
            b"customer_id,date,amount\n1,03/04/2026,5\n2,05/06/2026,7\n",
            "ask.csv",
            Options(today=TODAY, secret=b"k" * 32),
        ),
        (
            b"customer_id,start,amount,interval\n1,2026-01-01,5.25,month\n2,2026-02-01,7,year\n",
            "contracts.csv",
            Options(today=TODAY, answers={"contract_end": "last_day"}, mapping={"customer_id": "customer_id"}),
        ),
    ],
)
def test_a_file_comes_to_the_same_in_a_process_of_its_own(content, name, options):
    same(read_isolated(content, name, options), read(content, name, options))


@pytest.mark.parametrize("said", [b"pid x", b"used a", b"used x 5", b"ended y", b"x" * 10_000, b"done"])
def test_a_reader_that_says_what_none_says_is_answered_for(hostile, said):
    reading = start(SAYS + said, "x.csv", Options(), hostile).result()
    assert (reading.outcome, reading.error.code) == ("reject", "reading_stopped")


def test_a_reader_that_tells_the_number_of_another_process_has_it_left_alone(hostile):
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"], start_new_session=True)
    try:
        parsing = start(SAYS + f"pid {bystander.pid}".encode(), "x.csv", Options(), hostile)
        while parsing._pid != bystander.pid:
            parsing.wait(0.01)
        parsing.cancel()
        with pytest.raises(subprocess.TimeoutExpired):
            bystander.wait(0.3)
    finally:
        bystander.kill()
        bystander.wait()


def forged(codes, texts):
    """What a reader that was taken over may write: three tables of a column of codes."""
    coded = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(texts), safe=False)
    about = {b"reading": b"{}", b"pandas": pa.Schema.from_pandas(pd.DataFrame()).metadata[b"pandas"]}
    sink = io.BytesIO()
    for _ in range(3):
        with pa.ipc.new_stream(sink, pa.schema([("x", coded.type)], about)) as stream:
            stream.write_batch(pa.record_batch([coded], names=["x"]))
    return sink.getvalue()


def test_a_result_whose_codes_point_nowhere_is_none():
    with pytest.raises(pa.ArrowInvalid):
        unpacked(forged([0, 7], ["a"]))


@pytest.mark.parametrize("texts", [["a", "a"], ["a", None]])
def test_a_result_whose_texts_are_not_distinct_is_none(texts):
    with pytest.raises(ValueError, match="twice"):
        unpacked(forged([0, 1], texts))


@pytest.mark.parametrize("deed", list(DEEDS))
def test_the_server_answers_for_a_reader_that_goes_wrong(hostile, deed, caplog):
    with caplog.at_level(logging.DEBUG):
        began = time.monotonic()
        reading = start(deed, "x.csv", Options(), hostile).result()
    expected = {b"loop": "reading_took_too_long", b"sleep": "reading_took_too_long", b"memory": "reading_needs_memory",
                b"kill": "reading_needs_memory"}.get(deed, "reading_stopped")  # fmt: skip
    assert (reading.outcome, reading.error.code) == ("reject", expected)
    assert time.monotonic() - began < 10
    assert list(reading.problems.columns) == list(PROBLEM_COLUMNS)
    assert "secret" not in caplog.text
    assert "AssertionError" not in caplog.text
    assert not ELSEWHERE.exists()


def test_after_every_crash_the_next_file_is_read(hostile):
    first = hostile.pid
    for deed in (b"abort", b"segfault", b"abort"):
        start(deed, "x.csv", Options(), hostile).result()
    assert hostile.pid == first
    assert start(b"panic", "x.csv", Options(), hostile).result().error.code == "reading_stopped"


def test_a_keeper_that_died_is_started_again():
    keeper = Keeper()
    content = ORDERS.encode()
    start(content, "x.csv", Options(today=TODAY), keeper).result()
    before = keeper.pid
    os.kill(before, signal.SIGKILL)
    time.sleep(0.2)
    assert start(content, "x.csv", Options(today=TODAY), keeper).result().outcome == "accept"
    assert keeper.pid != before
    keeper.close()


def test_a_reading_can_be_cancelled_and_its_process_ends(hostile):
    parsing = start(b"sleep", "x.csv", Options(), hostile)
    while not parsing._pid:
        assert parsing.stage == "queued"
    pid = parsing._pid
    parsing.cancel()
    assert parsing.done
    assert parsing.result().error.code == "reading_cancelled"
    assert gone(pid)


def gone(pid):
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_a_reading_nobody_waits_for_is_ended(hostile):
    parsing = start(b"sleep", "x.csv", Options(), hostile)
    while not parsing._pid:
        assert parsing.stage == "queued"
    pid = parsing._pid
    del parsing
    assert gone(pid)


def test_no_descriptor_is_left_open():
    warm()
    read_isolated(ORDERS.encode(), "x.csv", Options(today=TODAY))
    before = descriptors()
    for _ in range(20):
        read_isolated(ORDERS.encode(), "x.csv", Options(today=TODAY))
        read_isolated(b"%PDF", "x.csv")
    assert descriptors() <= before + 1


def descriptors():
    folder = Path("/proc/self/fd")
    return sum(1 for _ in folder.iterdir()) if folder.exists() else 0


def test_several_files_are_read_at_the_same_time():
    contents = [ORDERS.replace("100", str(amount)).encode() for amount in range(1, 9)]
    running = [start(content, "x.csv", Options(today=TODAY)) for content in contents]
    assert [int(parsing.result().table["amount"].sum()) for parsing in reversed(running)] == list(range(8, 0, -1))


def test_stages_come_in_order():
    parsing = start(ORDERS.encode(), "x.csv", Options(today=dt.date(2026, 3, 1)))
    seen = [parsing.stage]
    while not parsing.done:
        seen.append(parsing.stage)
    assert [server.STAGES.index(stage) for stage in seen] == sorted(server.STAGES.index(stage) for stage in seen)
    assert parsing.stage == "done"


def test_every_end_has_a_sentence():
    for code in {*server._ENDS.values(), "reading_stopped", "reading_cancelled", "reading_not_started"}:
        assert text(server.Message(code), "ja") != text(server.Message(code), "en")


@pytest.fixture(scope="module")
def unguarded():
    keeper = Keeper("tests.intake.sandbox.unguarded")
    yield keeper
    keeper.close()


@pytest.mark.parametrize("name", ["xlsx: stray cell", "xlsx: number of texts", "xlsx: far row of bare cells"])
def test_the_server_outlives_workbooks_nobody_looked_through(unguarded, name):
    harmful = catalogue(1)[name][1]()
    assert start(harmful, "x.xlsx", Options(today=TODAY), unguarded).result().error.code in ENDS
    assert start(plain(), "x.xlsx", Options(today=TODAY), unguarded).result().outcome == "accept"


def test_a_file_is_read_by_a_server_with_thousands_of_descriptors():
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < 2048:
        pytest.skip("a process may not have so many here")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    many = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        assert read_isolated(ORDERS.encode(), "orders.csv").outcome == "accept"
    finally:
        for descriptor in many:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_without_a_descriptor_left_a_file_is_refused_and_nothing_leaks(monkeypatch):
    def full():
        raise OSError(errno.EMFILE, "Too many open files")

    before = len(list(Path("/dev/fd").iterdir()))
    monkeypatch.setattr(server.socket, "socketpair", full)
    reading = read_isolated(ORDERS.encode(), "orders.csv")
    assert (reading.outcome, reading.error.code) == ("reject", "reading_not_started")
    assert len(list(Path("/dev/fd").iterdir())) == before


def test_on_a_disk_that_is_read_only_a_reader_stays_where_nothing_can_be_made(monkeypatch, tmp_path):
    def read_only(prefix):
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bounds.tempfile, "mkdtemp", read_only)
    monkeypatch.setattr(bounds.tempfile, "tempdir", None)
    bounds._leave_for_nowhere()
    assert Path.cwd() == Path("/")
    with pytest.raises(FileNotFoundError):
        tempfile.mkstemp()
