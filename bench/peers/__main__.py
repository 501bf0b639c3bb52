"""How fast is Kiln beside plain Oscar, Vendure and Medusa, everybody in one run?

    python -m bench.peers [--products 10000] [--seconds 5] [--rounds 3] [--only kiln,oscar] [--flows list,checkout]
                          [--keep FOLDER]

Each shop gets the same catalogue, the same kind of database (scratch databases on the PostgreSQL server of DATABASE_URL, or
SQLite files), two server processes and no page cache; Kiln also gets Redis where REDIS_URL names one. Vendure and Medusa
answer JSON and need Node and an installed project (bench/peers/node_shops.py); without these one line says that they are
skipped. Each round asks every shop for one flow at one user, then at eight; the medians are printed, and Kiln's rate
divided by each other's. Absolute figures differ from machine to machine; the ratios are what counts.
"""

import argparse
import contextlib
import os
import tempfile
from pathlib import Path

from bench.load import drive
from bench.pages import databases
from bench.peers import bare, catalogue, node_shops, shops
from bench.peers.memory import megabytes
from bench.peers.shops import OPERATIONS, Peer
from bench.peers.table import Results, print_memory, print_tables


def measure(peers: list[Peer], flows: list[str], *, seconds: float, rounds: int) -> Results:
    """Ask every shop for every flow in turns."""
    results: Results = {}
    for name in flows:
        for turn in range(rounds + 1):
            for users in (1, 8):
                for peer in peers if turn % 2 else reversed(peers):
                    length = seconds if turn else 2.0
                    figures = drive(peer.operations()[name], concurrency=users, seconds=length)
                    if turn:  # the first round warms up
                        results.setdefault((name, users, peer.name), []).append(figures)
    return results


def main() -> None:
    """Load, serve, measure, print."""
    parser = argparse.ArgumentParser(description="Kiln beside its peers")
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="a folder: what is loaded stays, and the next run uses it")
    parser.add_argument("--only", default="kiln,oscar,vendure,medusa")
    parser.add_argument("--flows", default=",".join(OPERATIONS))
    options = parser.parse_args()
    postgres, wanted = os.environ.get("DATABASE_URL", ""), options.only.split(",")
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        goods = catalogue.write(folder, options.products)
        ours, theirs = stack.enter_context(databases(folder, postgres, kept=bool(options.keep)))
        peers: list[Peer] = []
        if "kiln" in wanted:
            peers.append(stack.enter_context(shops.kiln(goods, ours)))
        if "oscar" in wanted:
            peers.append(stack.enter_context(shops.oscar(goods, theirs)))
        for name in node_shops.NAMES:
            if name in wanted:
                peers += stack.enter_context(node_shops.started(name, goods, postgres))
        flows = options.flows.split(",")
        print(
            f"{options.products} products, {'PostgreSQL' if postgres else 'SQLite'}, {options.rounds} rounds",
            flush=True,
        )
        results = measure(peers, flows, seconds=options.seconds, rounds=options.rounds)
        print_tables(results, flows, [peer.name for peer in peers])
        print_memory({peer.name: megabytes(peer.server.pid) for peer in peers})
        if "kiln" in wanted and postgres:
            bare.compare(peers[0], ours)


if __name__ == "__main__":
    main()
