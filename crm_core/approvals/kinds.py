"""What can be asked for: each package registers its kinds in a module that its `AppConfig.ready()` imports.

KINDS.register(
    ApprovalKind(
        name="deal_discount",
        label=_("Discount on a deal"),
        describe=describe_discount,       # what an approver has to know, told live
        fingerprint=fingerprint_of_line,  # what must not move between question and answer
        on_closed=apply_discount,         # in the transaction that decides
    )
)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise

from crm_core.approvals.models import Approval
from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that an approver has to know; what `is_private` is told on the screen only, in no mail."""

    label: str | Promise
    value: str
    url: str = ""
    is_private: bool = False


@dataclass(frozen=True, kw_only=True)
class Description:
    """How an approval is told: one line, the facts, the page of what it is about."""

    title: str
    facts: Sequence[Fact] = ()
    url: str = ""


def _nothing(_about: Model) -> str:
    return ""


def _ignore(_approval: Approval) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class ApprovalKind:
    """One kind. `describe` is asked in the reader's language, for the reader (None: a mail).

    `fingerprint` says what the object is like in all that the answer is about. `on_closed` is called once,
    in the transaction that closes it, whatever its state is then: on anything but APPROVED nothing may happen
    but that the waiting goes on; it must not call another server. `limit_label` names what a route's limit
    means; empty: it has none.
    Without `has_route` whoever asks says who decides.
    """

    name: str
    label: str | Promise
    describe: Callable[[Approval, User | None], Description]
    fingerprint: Callable[[Model], str] = _nothing
    on_closed: Callable[[Approval], None] = _ignore
    limit_label: str | Promise = ""
    has_route: bool = True


KINDS: Registry[ApprovalKind] = Registry("kind of approval")


def describe(approval: Approval, reader: User | None = None) -> Description:
    """Tell an approval; one of a kind that no package registers any more goes by the kind's name."""
    kind = KINDS.get(approval.kind)
    return kind.describe(approval, reader) if kind else Description(title=approval.kind)


def fingerprint_of(kind: str, about: Model | None) -> str:
    """Return what an object is like for a kind; empty for none, or one that is gone."""
    entry = KINDS.get(kind)
    return entry.fingerprint(about)[:64] if entry and about is not None else ""


def has_moved(approval: Approval) -> bool:
    """Tell whether the object is another than when it was asked, or is gone."""
    if approval.about_id is None:
        return False
    model = approval.about_type.model_class() if approval.about_type is not None else None
    about = model._base_manager.filter(pk=approval.about_id).first() if model is not None else None
    return about is None or fingerprint_of(approval.kind, about) != approval.fingerprint
