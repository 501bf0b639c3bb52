"""The tables of the comparison: times, rates, and how many times the first shop's rate is each other's."""

from statistics import median

from bench.load import Figures

Results = dict[tuple[str, int, str], list[Figures]]


def print_tables(results: Results, flows: list[str], names: list[str]) -> None:
    """Print the figures of each flow and the ratios to each shop but the first."""
    print(f"{'flow':<10} {'shop':<13} {'1 user: p50 ms':>14} {'p99':>6} {'/s':>7}", end="")
    print(f" {'8 users: p50':>13} {'p99':>6} {'p99/p50':>7} {'/s':>7}  failed")
    for flow in flows:
        for name in names:
            one, eight = results[flow, 1, name], results[flow, 8, name]
            print(
                f"{flow:<10} {name:<13} {_of(one, 'p50'):>14.1f} {_of(one, 'p99'):>6.0f} {_rate(one):>7.1f}"
                f" {_of(eight, 'p50'):>13.1f} {_of(eight, 'p99'):>6.0f}"
                f" {_of(eight, 'p99') / _of(eight, 'p50'):>7.1f} {_rate(eight):>7.1f}"
                f"  {sum(run.failed for run in one + eight)}"
            )
    first, *others = names
    for name in others:
        print(f"\n{first} is so many times as fast as {name} (requests or flows a second; time of one user):")
        for flow in flows:
            at_eight = _rate(results[flow, 8, first]) / _rate(results[flow, 8, name])
            at_one = _of(results[flow, 1, name], "p50") / _of(results[flow, 1, first], "p50")
            print(f"{flow:<10} {at_eight:>6.2f} {at_one:>6.2f}")


def print_memory(held: dict[str, int | None]) -> None:
    """Print what the processes of each shop hold."""
    for name, size in held.items():
        print(
            f"{name:<13} {'memory unknown' if size is None else f'{size} MB (PSS of its server processes)'}"
        )


def _of(runs: list[Figures], what: str) -> float:
    return median(getattr(run, what) for run in runs)


def _rate(runs: list[Figures]) -> float:
    return median(run.per_second for run in runs)
