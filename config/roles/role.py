"""What a role is made of."""

from dataclasses import dataclass

VIEW = "view"
EDIT = "view add change"
ALL = "view add change delete"


@dataclass(frozen=True, kw_only=True)
class Role:
    """A group: its name, one line that says who it is for, and its rights."""

    name: str
    purpose: str
    rights: dict[str, str]
