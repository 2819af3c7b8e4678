"""A history of a million exchanges, made by SQLite itself in about a minute and kept for next time.

Rows are spread as a shop's are: 50,000 visitors, two goals, one in fifty a sale with a word of its
own, nine in ten accepted.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import closing
from pathlib import Path

from convert_console.services.history.connection import connect
from convert_console.services.history.database import prepare
from convert_console.services.history.schema import SCHEMA

ROWS = int(os.environ.get("CONVERT_CONSOLE_BENCH_ROWS", "1000000"))
"""A smaller number makes a quicker run; the figures then say nothing about a million."""

VISITORS = 50_000

_EACH = """
WITH RECURSIVE each(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM each WHERE n < :rows)
"""
_VERDICT = "CASE n % 20 WHEN 7 THEN 'bot' WHEN 13 THEN 'redirected' ELSE 'accepted' END"
_VID = f"(1588166554499 + n * 7919 % {VISITORS}) || '-0.2020703998482254'"
_DOCUMENT = f"""
printf('{{"cid":"10000009","pid":"10000001","seg":{{"browser":"CH","devices":["DESK"],'
    || '"source":"%s","campaign":"spring_%d","ctry":"%s"}},"vid":"%s","ev":[{{"evt":"hitGoal",'
    || '"goals":["%d"],"exps":["100100101"],"vars":["100200201"]}}%s]}}',
    CASE n % 3 WHEN 0 THEN 'direct' WHEN 1 THEN 'search' ELSE 'referral' END, n % 400,
    CASE n % 5 WHEN 0 THEN 'RO' WHEN 1 THEN 'DE' ELSE 'US' END, {_VID}, 100300301 + n % 2,
    CASE WHEN n % 50 = 0
        THEN printf(',{{"evt":"tr","r":%d.%02d,"prc":2,"tid":"order%d"}}', n % 90, n % 100, n)
        ELSE '' END)
"""
_ENTRY = f"""
INSERT INTO entry (id, uid, sent_at, profile, method, verdict, status, failure, seconds, events,
                   goals, revenue, products, vid, here)
{_EACH}
SELECT n, printf('%032x', n), 1700000000 + n * 60.0, CASE n % 4 WHEN 0 THEN 'Staging' ELSE 'Shop'
    END, CASE n % 9 WHEN 0 THEN 'GET' ELSE 'POST' END, {_VERDICT},
    CASE n % 20 WHEN 13 THEN 301 ELSE 200 END, '', 0.05 + n % 100 / 1000.0,
    CASE WHEN n % 50 = 0 THEN 'hitGoal · tr' ELSE 'hitGoal' END,
    '["' || (100300301 + n % 2) || '"]',
    CASE WHEN n % 50 = 0 THEN printf('%d.%02d', n % 90, n % 100) END,
    CASE WHEN n % 50 = 0 THEN 2 ELSE 0 END, {_VID}, 0
FROM each
"""
_ROUNDTRIP = f"""
INSERT INTO roundtrip (id, url, headers, document, reason, answer_headers, answer_body,
                       answer_size, http_version, answer_note, connect, tls, waiting, download)
{_EACH}
SELECT n, CAST('https://10000009.metrics.convertexperiments.com/track' AS BLOB),
    CAST('[["Host","10000009.metrics.convertexperiments.com"],["User-Agent","ConvertAgent/1.0"],'
        || '["Content-Type","application/json"]]' AS BLOB),
    CAST({_DOCUMENT} AS BLOB), CAST('OK' AS BLOB),
    CAST('[["Content-Type","application/json"]]' AS BLOB), CAST('{{"code":"OK"}}' AS BLOB),
    13, CAST('HTTP/1.1' AS BLOB), x'', 0.01, 0.02, 0.05, 0.001
FROM each
"""
_GOAL = f"INSERT INTO entry_goal {_EACH} SELECT CAST(100300301 + n % 2 AS TEXT), n FROM each"


def million() -> Path:
    """The database file; made on the first call."""
    recipe = repr((ROWS, SCHEMA, _ENTRY, _ROUNDTRIP, _GOAL))
    name = hashlib.sha256(recipe.encode()).hexdigest()[:12]
    path = Path(tempfile.gettempdir()) / f"convert-console-history-{name}.sqlite3"
    if not path.exists():
        began = time.perf_counter()
        making = path.with_name(f"{path.name}-{os.getpid()}")
        _make(making)
        making.rename(path)
        print(f"made {ROWS:,} exchanges in {time.perf_counter() - began:.0f} s")
    return path


def _make(path: Path) -> None:
    """Through the store's own schema, with its triggers and indexes put off until all is there."""
    prepare(path)
    with closing(connect(path, 10)) as db:
        put_off = db.execute(
            "SELECT type, name, sql FROM sqlite_schema"
            " WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
        ).fetchall()
        for pragma in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -200000"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN")
        for kind, name, _sql in put_off:
            db.execute(f"DROP {kind} {name}")
        for statement in (_ENTRY, _ROUNDTRIP, _GOAL):
            db.execute(statement, {"rows": ROWS})
        db.execute("UPDATE tally SET live = ?", (ROWS,))
        db.execute("INSERT INTO words(words) VALUES ('rebuild')")
        for _kind, _name, sql in put_off:
            db.execute(sql)
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode = WAL")
