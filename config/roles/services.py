"""Turning the table of roles into groups."""

from collections.abc import Iterator

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model, QuerySet
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from config.roles.table import ROLES, Role
from content.workflow import set_up_workflow

ENTRY = ("wagtailadmin", "access_admin")
APPROVERS = ("content approver", "admin")
PAGE_MODEL = "wagtailcore.page"
BY_COLLECTION = {"wagtailimages.image", "wagtaildocs.document", "wagtailcore.collection"}


@transaction.atomic
def set_up_roles() -> list[Group]:
    """Make the groups of the table, or bring their rights back to it.

    Run again it changes nothing; rights that somebody added to one of these groups by hand are
    taken away, groups of other names are left alone. Users stay in their groups. What content
    editors send in, goes to the approvers (`content.workflow`).
    """
    groups = [_set_up(role) for role in ROLES]
    set_up_workflow([group for group in groups if group.name in APPROVERS])
    return groups


def _set_up(role: Role) -> Group:
    group, _created = Group.objects.get_or_create(name=role.name)
    if "*" in role.rights:
        group.permissions.set(Permission.objects.all())
    else:
        group.permissions.set(_permissions(role))
    for model, actions in _tree_rights(role):
        _grant_in_tree(group, model, actions)
    return group


def _permissions(role: Role) -> list[Permission]:
    """Find the model permissions of a role; Wagtail keeps those of pages and files by place."""
    wanted = {ENTRY}
    for model, actions in role.rights.items():
        if model != PAGE_MODEL and model not in BY_COLLECTION:
            app, name = model.split(".")
            wanted |= {(app, f"{action}_{name}") for action in actions.split()}
    apps = {app for app, _codename in wanted}
    found = Permission.objects.filter(content_type__app_label__in=apps).select_related("content_type")
    return [row for row in found if (row.content_type.app_label, row.codename) in wanted]


def _tree_rights(role: Role) -> Iterator[tuple[str, list[str]]]:
    for model in (PAGE_MODEL, *sorted(BY_COLLECTION)):
        everything = (
            ["add", "change", "delete", "publish", "lock", "unlock", "choose"] if "*" in role.rights else []
        )
        yield model, role.rights.get(model, "").split() or everything


def _grant_in_tree(group: Group, model: str, actions: list[str]) -> None:
    """Grant rights on all pages (from the root) or all files (from the root collection)."""
    app, name = model.split(".")
    codenames = [f"{action}_{name}" for action in actions]
    permissions = Permission.objects.filter(content_type__app_label=app, codename__in=codenames)
    rows: QuerySet[Model]
    if model == PAGE_MODEL:
        rows, place = GroupPagePermission.objects.filter(group=group), {"page": Page.get_first_root_node()}
    else:
        rows = GroupCollectionPermission.objects.filter(group=group, permission__content_type__app_label=app)
        place = {"collection": Collection.get_first_root_node()}
    rows.exclude(permission__in=permissions).delete()
    if all(place.values()):
        for permission in permissions:
            rows.get_or_create(group=group, permission=permission, **place)
