"""The documents of an order: every slice above adds those that it makes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise

from shop.order.models import Order
from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One document: its name, where staff open it, and when it was made (None: made when it is opened)."""

    title: str | Promise
    url: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PaperSource:
    """The documents of one slice; users without `permission` (empty: everybody) do not see them."""

    name: str
    papers: Callable[[Order], Iterable[Paper]]
    permission: str = ""


PAPERS: Registry[PaperSource] = Registry("source of an order's documents")


def papers_of(order: Order, user: User | AnonymousUser) -> list[Paper]:
    """List the documents of an order that this user may open, by source."""
    seen = [source for source in PAPERS if not source.permission or user.has_perm(source.permission)]
    return [paper for source in seen for paper in source.papers(order)]
