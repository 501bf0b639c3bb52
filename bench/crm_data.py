"""A million customers for `bench.crm`, by COPY: names in Latin and Chinese letters, keys, figures, orders, words."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection

from crm_core.customers.finding.words import email_words, name_words, phone_words
from shop.backoffice.fragments import index_text

FIRST = [
    "Anna",
    "Paul",
    "Marie",
    "Jörg",
    "Sofia",
    "Lukas",
    "Emma",
    "Noah",
    "Clara",
    "Jonas",
    "Mia",
    "Felix",
    "Lena",
    "Max",
    "Ida",
    "Otto",
    "Ella",
    "Karl",
    "Nora",
    "Hugo",
    "Grace",
    "Liam",
    "Olivia",
    "James",
    "Chloé",
    "Louis",
    "Zoë",
    "Émile",
    "Inês",
    "João",
    "Sven",
    "Astrid",
    "Bjørn",
    "Freja",
    "Marek",
    "Zofia",
    "Ana",
    "Luis",
]
LAST = [
    "Weber",
    "Müller",
    "Schmidt",
    "Okafor",
    "Schneider",
    "Fischer",
    "Meyer",
    "Wagner",
    "Becker",
    "Hoffmann",
    "Schäfer",
    "Koch",
    "Richter",
    "Klein",
    "Wolf",
    "Neumann",
    "Schwarz",
    "Braun",
    "Zimmermann",
    "Krüger",
    "Smith",
    "Jones",
    "Taylor",
    "Brown",
    "Dubois",
    "Lefèvre",
    "Rossi",
    "Silva",
    "Novák",
    "Kowalski",
    "Hansen",
    "Larsen",
    "Nilsson",
    "Virtanen",
    "García",
    "Fernández",
    "Petrov",
    "Ivanova",
    "Nguyen",
    "Tanaka",
]
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐許鄧馮曾彭蕭蔡潘田董袁余葉蔣杜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英淑芬美玉慧雅婷怡君志豪俊宏家瑋欣妤雨晴浩宇梓涵"
PLACES = [
    "Dresden",
    "Bamberg",
    "Köln",
    "Lyon",
    "Taipei",
    "Suzhou",
    "Porto",
    "Oslo",
    "Gdańsk",
    "Leeds",
    "Graz",
    "Bern",
    "Ghent",
    "Turku",
]
TRADES = [
    "Keramik",
    "Teehaus",
    "Hotel",
    "Galerie",
    "Möbel",
    "Floristik",
    "Gastro",
    "Interior",
    "Design",
    "Handel",
]
PROVIDERS = ["mail", "post", "inbox", "letter", "home", "web"]
STAGES = ("prospect", "new", "active", "loyal", "at_risk", "lost", "won_back")
WEIGHTS = (34, 12, 18, 6, 12, 16, 2)
START = datetime(2019, 1, 1, tzinfo=UTC)
SPAN = int(timedelta(days=2500).total_seconds())
CHINESE, COMPANIES, OWNED = 0.25, 0.03, 0.3
Row = tuple[Any, ...]


def name_of(rng: random.Random, number: int) -> tuple[str, str]:
    """Return a name and its kind."""
    if rng.random() < COMPANIES:
        return f"{rng.choice(TRADES)} {rng.choice(LAST)} {rng.choice(PLACES)} {number % 997} GmbH", "company"
    if rng.random() < CHINESE:
        given = "".join(rng.choice(GIVEN) for _letter in range(rng.choice((1, 2, 2, 2))))
        return f"{rng.choice(FAMILY)}{given}", "person"
    tail = "".join(rng.choice("abdeiklmnorstu") for _letter in range(rng.randrange(0, 4)))
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}{tail}", "person"


def customers(number: int, owners: Sequence[int]) -> Iterator[tuple[Row, list[Row], Row]]:
    """Yield a row of the customer, of each key, and of the words, the same at every run."""
    rng = random.Random(20_26)
    for pk in range(1, number + 1):
        name, kind = name_of(rng, pk)
        local = ".".join(word for word in name_words(name) if word.isascii())[:16]
        email = f"{local}{pk}@{rng.choice(PROVIDERS)}.example"
        phone = f"+49{rng.randrange(151, 179)}{pk:08d}" if rng.random() < 0.7 else ""
        stage = rng.choices(STAGES, WEIGHTS)[0]
        orders = 0 if stage == "prospect" else 1 + int(rng.expovariate(0.4))
        created = START + timedelta(seconds=rng.randrange(SPAN))
        last = created + timedelta(days=rng.randrange(600)) if orders else None
        expected = date(2026, 11, 1) + timedelta(days=rng.randrange(-300, 90)) if orders > 2 else None
        owner = rng.choice(owners) if rng.random() < OWNED else None
        row = (
            pk, kind, name, email, phone, owner, rng.choice(("en", "zh-hans", "zh-hant")), created, orders,
            round(orders * rng.uniform(20, 300), 2), last, stage, expected,
        )  # fmt: skip
        keys: list[Row] = [(pk, "email", email, created)] + ([(pk, "phone", phone, created)] if phone else [])
        words = (
            pk,
            index_text(name_words(name)),
            index_text(email_words(email)),
            index_text(phone_words(phone)),
        )
        yield row, keys, words


def fill(number: int, owners: Sequence[int]) -> None:
    """Write them by COPY, a hundred thousand at a time; sequences go on behind them."""
    rows = customers(number, owners)
    fields = "id, kind, name, email, phone, owner_id, language, created_at, orders_count, spent, last_order_at, stage, next_order_on"
    while batch := [each for _place, each in zip(range(100_000), rows, strict=False)]:
        _copy(f"customers_customer ({fields})", (row for row, _keys, _words in batch))
        _copy(
            "customers_customeridentifier (customer_id, kind, value, created_at)",
            (key for _row, keys, _words in batch for key in keys),
        )
        _copy(
            "customers_customerwords (customer_id, names, emails, phones)",
            (words for _row, _keys, words in batch),
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('customers_customer_id_seq', %s)", [number])


def _copy(table: str, rows: Iterator[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
