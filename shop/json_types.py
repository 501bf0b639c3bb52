"""The type of what a parser of JSON or TOML, or a provider's library, hands over."""

from typing import Any, TypeAlias

#: An object of JSON, a table of TOML. What is in it is for its sender to say: it is read where it comes in,
#: into types of ours.
JsonObject: TypeAlias = dict[str, Any]
#: A list of JSON that stands for the columns of a row.
JsonRow: TypeAlias = list[Any]
