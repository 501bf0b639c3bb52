"""Who acts for whom in the request that is being answered."""

from contextvars import ContextVar
from dataclasses import dataclass

from shop.act_as.models import ActAsSession
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Acting:
    """A colleague in a buyer's place."""

    session: ActAsSession
    staff: User
    user: User


CURRENT: ContextVar[Acting | None] = ContextVar("acting_for_customer", default=None)


def acting_now() -> Acting | None:
    """Return who acts for whom in this request; None where somebody acts for themselves."""
    return CURRENT.get()
