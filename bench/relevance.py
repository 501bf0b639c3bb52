"""How well each engine finds: run files and their scores for judged queries on 19,406 real products, and how fast.

    python -m bench.relevance ICECAT SCORER [--engine database|elasticsearch] [--out FOLDER] [--copies 1]

ICECAT is the folder of products.jsonl.gz and dev/ (Open Icecat with the grades of Chorus), SCORER the script that scores a
run file against grades. The database engine indexes into the database of DATABASE_URL (a file in a temporary folder
without it), the other one into an index of its own on ELASTICSEARCH_URL, taken away at the end. Each query asks for one
page with facets, as a search page does, with nothing remembered; `--copies 5` indexes every product five times, for speed alone.
"""

import argparse
import csv
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import django

SCRATCH = tempfile.TemporaryDirectory()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{SCRATCH.name}/bench.sqlite3")
django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402

from search.engines.database import DatabaseEngine  # noqa: E402
from search.engines.elasticsearch import ElasticsearchEngine  # noqa: E402
from search.types import BuyerContext, IndexedVariant, ProductDocument, Query, price_key  # noqa: E402

PAGE = 24
KINDS = {"queries": "qrels.csv.gz", "queries_typo": "qrels.csv.gz", "known_item": "known_item"}


def documents(folder: Path, *, copies: int) -> Iterator[Any]:
    """Yield Icecat's products as the shop's importer would index them."""
    with gzip.open(folder / "products.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            values = [str(value) for value in row["attributes"].values() if isinstance(value, str)]
            body = " ".join([row["supplier"], row.get("short_description") or "", *values])
            for copy in range(copies):
                product_id = int(row["id"]) + copy * 1_000_000_000
                yield ProductDocument(
                    product_id=product_id,
                    version=1,
                    titles={"en": row["title"]},
                    bodies={"en": body[:4000]},
                    names=(row.get("short_description") or "",),
                    codes=(row["name"], *row["ean"]),
                    created_at=datetime.fromisoformat(row.get("date_released") or "2000-01-01T00:00:00Z"),
                    variants=(
                        IndexedVariant(
                            product_id=product_id,
                            terms=frozenset({("supplier", row["supplier"].lower().replace(" ", "-")[:60])}),
                            prices={price_key("public", "EUR"): row["price"]},
                        ),
                    ),
                )


def engine_named(name: str) -> Any:
    """Return an engine with an index of its own."""
    if name == "database":
        return DatabaseEngine()
    return ElasticsearchEngine(
        os.environ["ELASTICSEARCH_URL"], prefix=f"kiln_bench_{os.getpid()}", refresh=True
    )


def answers(engine: Any, queries: list[tuple[str, str]]) -> tuple[list[str], list[float]]:
    """Ask every query once; return the lines of a run file and the seconds of each answer."""
    buyer = BuyerContext(language="en", currency="EUR")
    lines, seconds = ["query_id\tdoc_id\trank"], []
    for query_id, text in queries:
        cache.clear()
        began = time.perf_counter()
        result = engine.search(Query(buyer=buyer, text=text, page_size=PAGE))
        seconds.append(time.perf_counter() - began)
        lines += [f"{query_id}\t{pk}\t{rank}" for rank, pk in enumerate(result.product_ids, 1)]
    return lines, seconds


def score(scorer: str, qrels: Path, run: Path) -> dict[str, Any]:
    """Score one run file by the neutral script."""
    done = subprocess.run(
        [sys.executable, scorer, "--qrels", str(qrels), "--run", str(run)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def read(path: Path) -> list[dict[str, str]]:
    """Read a table of queries."""
    with path.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows, delimiter="\t"))


def measure(options: argparse.Namespace, folder: Path) -> None:
    """Index, ask, write the run files and print the figures."""
    engine, data = engine_named(options.engine), Path(options.icecat)
    began = time.perf_counter()
    count = engine.rebuild(documents(data, copies=options.copies))
    if options.engine != "database":
        DatabaseEngine().rebuild(documents(data, copies=1))  # its vocabulary serves both engines
    spent = time.perf_counter() - began
    print(f"{options.engine}: {count} products in {spent:.0f} s, {count / spent:.0f}/s")
    out = Path(options.out or folder)
    out.mkdir(parents=True, exist_ok=True)
    try:
        for name, qrels in KINDS.items():
            rows = read(data / "dev" / f"{name}.tsv")
            lines, seconds = answers(engine, [(row["query_id"], row["query"]) for row in rows])
            run = out / f"{options.engine}-{name}.tsv"
            run.write_text("\n".join(lines) + "\n", encoding="utf-8")
            if qrels == "known_item":
                for kind in ("", *sorted({row["kind"] for row in rows})):
                    graded = [row for row in rows if kind in {"", row["kind"]}]
                    table = folder / "known.tsv"
                    table.write_text(
                        "query_id\tdoc_id\tgrade\n"
                        + "".join(f"{row['query_id']}\t{row['doc_id']}\t3\n" for row in graded)
                    )
                    found = score(options.scorer, table, run)
                    print(
                        f"  known items {kind or 'all':<18} MRR@10 {found['mrr@10']:.3f}  none {found['zero_hits']:.3f}"
                    )
            else:
                found = score(options.scorer, data / "dev" / qrels, run)
                print(
                    f"  {name:<14} NDCG@10 {found['ndcg@10']:.3f}  condensed {found['ndcg@10_condensed']:.3f}"
                    f"  MRR@10 {found['mrr@10']:.3f}  none {found['zero_hits']:.3f}"
                )
            seconds.sort()
            print(
                f"  {name:<14} p50 {statistics.median(seconds) * 1000:.0f} ms"
                f"  p95 {seconds[int(len(seconds) * 0.95)] * 1000:.0f} ms"
            )
    finally:
        if options.engine != "database":
            engine.writer.indices.delete(index=engine._behind(engine.alias))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("icecat")
    parser.add_argument("scorer")
    parser.add_argument("--engine", choices=["database", "elasticsearch"], default="database")
    parser.add_argument("--out", help="where the run files are kept")
    parser.add_argument("--copies", type=int, default=1)
    options = parser.parse_args()
    call_command("migrate", "search", verbosity=0)
    measure(options, Path(SCRATCH.name))


if __name__ == "__main__":
    main()
