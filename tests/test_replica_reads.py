"""A read that began on the replica and loses it: goes on at the primary where that is the same state, and fails otherwise."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
from anyio.to_thread import run_sync

from models.db import FETCH, Reader, Snapshot, Statement, Unavailable, reader
from tests.replication import Pair, Twins, until

COUNT = Statement("select count(*) from t", (), {})
# Ends at once on the primary, and on the replica only when it is ended.
SLOW = "select pg_is_in_recovery(), pg_sleep(case when pg_is_in_recovery() then 9 else 0 end)::text"
NUMBERS = f"select generate_series(1, {3 * FETCH})"
ASLEEP = "select pid from pg_stat_activity where query like 'select pg_is_in%' and wait_event = 'PgSleep'"
END = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
Failure = Callable[[Pair, Twins], Any]


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    made = Pair()
    with made.on_new("loaded"):
        for sql in ("create table t (a int)", "insert into dataset values (1, 1, '', '', '')"):
            made.on_primary(sql, made.twins("loaded"))
    yield made
    made.close()
