"""What packages above do with imported contacts, where whoever imports asks for it.

    FOLLOW_ONS.register(FollowOn(name="leads", label=_("Make leads of them"), apply=..., undo=...))

`apply` is called with the rows of a batch in its transaction, not in the dry run of the preview, and
returns of how many rows it made something; `undo` with the rows that are taken back, before the import's
own undo.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from crm_core.contact_import.models import ContactFile, ImportedContact
from crm_core.contact_import.rows import Row
from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class FollowOn:
    """Something that is made of imported contacts; only who has `permission` may ask for it."""

    name: str
    label: str | Promise
    permission: str
    apply: Callable[[ContactFile, Sequence[Row]], int]
    undo: Callable[[ContactFile, ImportedContact], None]
    help_text: str | Promise = ""


FOLLOW_ONS: Registry[FollowOn] = Registry("follow-on of a contact import")


def chosen(file: ContactFile) -> list[FollowOn]:
    """List what was asked for, as far as who imports may still ask for it."""
    return [entry for entry in FOLLOW_ONS if entry.name in file.follow_ons and may_ask(file.by, entry)]


def may_ask(user: User | None, entry: FollowOn) -> bool:
    """Say whether somebody may have it done."""
    return user is not None and user.is_active and user.has_perm(entry.permission)
