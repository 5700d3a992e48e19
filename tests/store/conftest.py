"""A store in an empty folder, and on PostgreSQL where LTV_TEST_POSTGRES gives the URL of a scratch database."""

from __future__ import annotations

import itertools
import os
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from ltv.store import Location, Store, open_store
from ltv.store.location import VARIABLE, chosen_location, in_folder

SERVER = os.environ.get("LTV_TEST_POSTGRES", "")
NEEDS_SERVER = pytest.mark.skipif(not SERVER, reason="needs a PostgreSQL database: set LTV_TEST_POSTGRES to its URL")


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Every look at the clock is a second later."""
    ticks = itertools.count()
    return lambda: datetime(2026, 11, 25, tzinfo=UTC) + timedelta(seconds=next(ticks))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ltv"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=NEEDS_SERVER)])
def where(request: pytest.FixtureRequest, folder: Path) -> Iterator[Location]:
    """An empty place on each system."""
    if request.param == "sqlite":
        yield in_folder(folder)
        return
    server, schema = chosen_location({VARIABLE: SERVER}), f"test_{uuid.uuid4().hex}"
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        yield Location(make_url(server.url).update_query_dict({"options": f"-csearch_path={schema}"}))
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def store(where: Location, clock: Callable[[], datetime]) -> Iterator[Store]:
    opened = open_store(where, clock=clock)
    yield opened
    opened.database.close()


@pytest.fixture
def on_disk(folder: Path, clock: Callable[[], datetime]) -> Iterator[Store]:
    """A store on SQLite, for what only a file can meet."""
    opened = open_store(in_folder(folder), clock=clock)
    yield opened
    opened.database.close()
