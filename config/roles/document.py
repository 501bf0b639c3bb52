"""The table of roles as the page of the handbook."""

from config.roles.screen import EVERYONE
from config.roles.screens import SCREENS
from config.roles.table import ROLES

INTRODUCTION = """# Roles

`manage.py setup_roles` makes these groups and brings their rights back to this table whenever it
runs. Put a member of staff into the groups that their work needs, tick "Staff status" and leave
"Superuser" alone. Everybody below may enter the back office at `/cms/`; what a role does not name,
it does not see: the menu leaves it out and its address answers 403.

This page is written by `manage.py setup_roles --document > docs/roles.md` from
`config/roles/table.py`.

"""


SCREENS_INTRODUCTION = """
## Who sees which screens

From the narrowest to the widest: what is named in one row is not meant in the rows below it. A test
asks every address below `/cms/` as every role (`tests/config/roles/test_screens.py`).

"""


def roles_document() -> str:
    """Return docs/roles.md as it should stand."""
    lines = ["| Role | For whom | Rights |", "| --- | --- | --- |"]
    for role in ROLES:
        rights = [f"{model}: {', '.join(actions.split())}" for model, actions in sorted(role.rights.items())]
        told = "everything" if "*" in role.rights else "; ".join(rights)
        lines.append(f"| {role.name} | {role.purpose} | {told} |")
    return INTRODUCTION + "\n".join(lines) + "\n" + SCREENS_INTRODUCTION + "\n".join(_screen_lines()) + "\n"


def _screen_lines() -> list[str]:
    """Say screen by screen who sees it."""
    lines = ["| Screen | Roles |", "| --- | --- |"]
    for screen in SCREENS:
        roles = "everybody" if screen.roles == EVERYONE else ", ".join(sorted(screen.roles)) or "nobody"
        lines.append(f"| {screen.what} | {roles} |")
    return lines
