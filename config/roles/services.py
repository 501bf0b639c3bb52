"""Turning the table of roles into groups."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from config.roles.role import Role
from config.roles.table import ROLES
from content.workflow import set_up_workflow

ENTRY = ("wagtailadmin", "access_admin")
APPROVERS = ("content approver", "admin")
PAGE_MODEL = "wagtailcore.page"
BY_COLLECTION = ("wagtailcore.collection", "wagtaildocs.document", "wagtailimages.image")
TREE_ACTIONS = ["add", "change", "delete", "publish", "lock", "unlock", "choose"]
Rights = dict[tuple[str, str], Permission]


@transaction.atomic
def set_up_roles() -> list[Group]:
    """Make the groups of the table, or bring their rights back to it.

    Run again it changes nothing; rights that somebody added to one of these groups by hand are
    taken away, groups of other names are left alone. Users stay in their groups. What content
    editors send in, goes to the approvers (`content.workflow`).
    """
    found = Permission.objects.select_related("content_type")
    rights = {(row.content_type.app_label, row.codename): row for row in found}
    groups = [_set_up(role, rights) for role in ROLES]
    set_up_workflow([group for group in groups if group.name in APPROVERS])
    return groups


def _set_up(role: Role, rights: Rights) -> Group:
    group, _created = Group.objects.get_or_create(name=role.name)
    group.permissions.set(_permissions(role, rights))
    _grant_pages(group, _in_tree(role, PAGE_MODEL, rights))
    _grant_files(group, [row for model in BY_COLLECTION for row in _in_tree(role, model, rights)])
    return group


def _permissions(role: Role, rights: Rights) -> list[Permission]:
    """Find the model permissions of a role; Wagtail keeps those of pages and files by place."""
    if "*" in role.rights:
        return list(rights.values())
    wanted = {ENTRY}
    for model, actions in role.rights.items():
        if model != PAGE_MODEL and model not in BY_COLLECTION:
            app, name = model.split(".")
            wanted |= {(app, f"{action}_{name}") for action in actions.split()}
    return [row for key, row in rights.items() if key in wanted]


def _in_tree(role: Role, model: str, rights: Rights) -> list[Permission]:
    """Find what a role may do with all pages, or with all files of a kind."""
    actions = role.rights.get(model, "").split() or (TREE_ACTIONS if "*" in role.rights else [])
    app, name = model.split(".")
    wanted = {(app, f"{action}_{name}") for action in actions}
    return [row for key, row in rights.items() if key in wanted]


def _grant_pages(group: Group, permissions: list[Permission]) -> None:
    """Grant rights on all pages, from the root; written at once, as on Wagtail's own page of a group."""
    rows, root = GroupPagePermission.objects.filter(group=group), Page.get_first_root_node()
    rows.exclude(permission__in=permissions).delete()
    if root is not None:
        there = set(rows.filter(page=root).values_list("permission_id", flat=True))
        GroupPagePermission.objects.bulk_create(
            GroupPagePermission(group=group, permission=permission, page=root)
            for permission in permissions
            if permission.pk not in there
        )


def _grant_files(group: Group, permissions: list[Permission]) -> None:
    """Grant rights on all images, documents and collections, from the root; those of other apps stay."""
    apps = {model.split(".")[0] for model in BY_COLLECTION}
    rows = GroupCollectionPermission.objects.filter(group=group, permission__content_type__app_label__in=apps)
    root = Collection.get_first_root_node()
    rows.exclude(permission__in=permissions).delete()
    if root is not None:
        there = set(rows.filter(collection=root).values_list("permission_id", flat=True))
        GroupCollectionPermission.objects.bulk_create(
            GroupCollectionPermission(group=group, permission=permission, collection=root)
            for permission in permissions
            if permission.pk not in there
        )
