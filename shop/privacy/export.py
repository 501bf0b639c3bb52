"""A copy of what we hold about an account, put together from what each package says it holds.

A package registers its part (`EXPORTERS.register(Exporter(...))`) in a module that its
`AppConfig.ready()` imports. It is read by a function of the user that returns plain JSON values
(amounts as decimal strings beside their currency, times in UTC) or an iterable of them, which is
written as it comes. It answers for this account only: never for somebody who merely goes by the
same address.
"""

import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder

from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Exporter:
    """One part, which becomes the file `name`.json of the archive."""

    name: str
    read: Callable[[User], Any]


EXPORTERS: Registry[Exporter] = Registry("exporter")


def write_archive(user: User, file: IO[bytes], *, now: datetime) -> None:
    """Write a ZIP with one JSON file per part into `file`; rows are written as they are read.

    `now` (aware) stands in the account's part as the day of the copy.
    """
    with zipfile.ZipFile(file, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for exporter in EXPORTERS:
            with archive.open(f"{exporter.name}.json", "w") as entry:
                for chunk in _chunks(exporter.read(user)):
                    entry.write(chunk.encode())
        archive.writestr("about.json", _dump({"shop_account": user.pk, "copied_at": now}))


def _chunks(found: Any) -> Iterable[str]:
    if isinstance(found, Mapping):
        yield _dump(found)
        return
    separator = "[\n"
    for row in found:
        yield f"{separator}{_dump(row)}"
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def _dump(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)  # one row a line
