"""Where in a row a value stands."""

from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import ConfigDict


@dataclass(frozen=True, kw_only=True)
class Field:
    """Where a value comes from: a path into the row (`attributes.colour`), or a template over it.

    `default` stands in for what is missing, `separator` divides a text into a list, `scale`
    multiplies a number, `shorten` cuts a text that is longer than its column.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    path: str = ""
    template: str = ""
    default: Any = None
    separator: str = ""
    scale: float | None = None
    shorten: bool = False

    @property
    def column(self) -> str:
        """What the field is called in reports."""
        return self.path or self.template
