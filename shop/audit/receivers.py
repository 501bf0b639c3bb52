"""What is logged without its author having to think of it: exports, ticked rows, rights."""

from collections.abc import Set as AbstractSet

from django.contrib.auth.models import Group
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver

from shop.audit.services import entry, note, record
from shop.backoffice.signals import list_exported, rows_changed
from shop.user.models import User

CHANGES = {"post_add": "added", "post_remove": "removed", "pre_clear": "cleared"}
FLAGS = ("is_staff", "is_superuser", "is_active")


@receiver(list_exported, dispatch_uid="audit.list_exported")
def on_list_exported(
    *, model: type[Model], user: User, name: str, columns: list[str], **kwargs: object
) -> None:
    """Note which list somebody took along, with which columns."""
    label = model._meta.label_lower
    detail = {"list": name, "columns": columns}
    note([entry("exported", actor=user, model=label, detail=detail)])


@receiver(rows_changed, dispatch_uid="audit.rows_changed")
def on_rows_changed(
    *, model: type[Model], user: User, action: str, keys: list[int], **kwargs: object
) -> None:
    """Note each row that an action on ticked rows changed."""
    label = model._meta.label_lower
    is_customer = label == "customers.customer"
    note(
        entry(
            "bulk_action",
            actor=user,
            model=label,
            object_id=key,
            customer_id=key if is_customer else None,
            detail={"action": action, "rows": len(keys)},
        )
        for key in keys
    )


def _rights(instance: Model, action: str, pk_set: AbstractSet[int] | None, what: str) -> None:
    change = CHANGES.get(action)
    if change is None or (pk_set is not None and not pk_set):
        return
    record(
        "rights_changed",
        model=instance._meta.label_lower,
        object_id=instance.pk,
        detail={"what": what, change: sorted(pk_set or ())},
    )


def watch_rights(through: type[Model], what: str) -> None:
    """Log every change of a relation that gives rights, by its table in between; call it once, in `ready`."""

    def changed(*, instance: Model, action: str, pk_set: AbstractSet[int] | None, **kwargs: object) -> None:
        _rights(instance, action, pk_set, what)

    m2m_changed.connect(changed, sender=through, weak=False, dispatch_uid=f"audit.{what}")


watch_rights(User.groups.through, "groups")
watch_rights(User.user_permissions.through, "user permissions")
watch_rights(Group.permissions.through, "group permissions")


@receiver(pre_save, sender=User, dispatch_uid="audit.user_flags")
def on_user_saved(*, instance: User, update_fields: AbstractSet[str] | None = None, **kwargs: object) -> None:
    """See who becomes a member of staff, an administrator, or is one no more."""
    if update_fields is not None and not set(FLAGS) & set(update_fields):
        return
    held = User.objects.filter(pk=instance.pk).values(*FLAGS).first() if instance.pk else None
    before = held or {"is_staff": False, "is_superuser": False, "is_active": True}
    if not (before["is_staff"] or before["is_superuser"] or instance.is_staff or instance.is_superuser):
        return  # a shopper
    changed = {flag: getattr(instance, flag) for flag in FLAGS if getattr(instance, flag) != before[flag]}
    # A new account has its number only after this.
    instance._flags_changed = changed  # type: ignore[attr-defined]


@receiver(post_save, sender=User, dispatch_uid="audit.user_flags_saved")
def on_user_flags_saved(*, instance: User, **kwargs: object) -> None:
    """Write the entry, with the account's number."""
    changed: dict[str, bool] = instance.__dict__.pop("_flags_changed", {})
    if changed:
        detail: dict[str, object] = {"what": "account", **changed}
        record("rights_changed", model="user.user", object_id=instance.pk, detail=detail)


@receiver(post_delete, sender=Group, dispatch_uid="audit.group_deleted")
def on_group_deleted(*, instance: Group, **kwargs: object) -> None:
    """Log that a role is gone."""
    record("rights_changed", model="auth.group", object_id=instance.pk, detail={"what": "deleted"})
