"""Who looks after a company, and who stands in for them today."""

from collections.abc import Callable
from dataclasses import dataclass

from shop.b2b.inheritance import inherited, lineage
from shop.b2b.models import Company
from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class CoverProvider:
    """`cover_of(user)` returns who stands in for a colleague today, None where nobody does."""

    name: str
    cover_of: Callable[[User], User | None]


COVERS: Registry[CoverProvider] = Registry("provider of cover")


@dataclass(frozen=True, kw_only=True)
class Representative:
    """The representative of a company, and who stands in for them today, if anybody."""

    rep: User
    cover: User | None

    @property
    def reachable(self) -> User:
        """Who reads what is written today."""
        return self.cover or self.rep


def representative_of(company: Company) -> Representative | None:
    """Return who looks after a company, its own or its parent's; None where nobody does, or nobody active."""
    rep: User | None = inherited(lineage(company), "sales_rep").value
    if rep is None or not rep.is_active:
        return None
    covers = (provider.cover_of(rep) for provider in COVERS)
    cover = next((user for user in covers if user is not None and user.is_active and user != rep), None)
    return Representative(rep=rep, cover=cover)
