"""A copy of what we hold about an account, put together from what each package says it holds.

A package registers its part in a module that its `AppConfig.ready()` imports. A part is a function
of the user that returns plain JSON values (amounts as decimal strings beside their currency, times
in UTC) or an iterable of them, which is written as it comes. It answers for this account only:
never for somebody who merely goes by the same address.
"""

import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder

from shop.user.models import User

Exporter = Callable[[User], Any]
EXPORTERS: dict[str, Exporter] = {}


def register_export(name: str, part: Exporter) -> None:
    """Add a part under this name, which becomes a file of the archive; the same name replaces it."""
    EXPORTERS[name] = part


def write_archive(user: User, file: IO[bytes], *, now: datetime) -> None:
    """Write a ZIP with one JSON file per part into `file`; rows are written as they are read.

    `now` (aware) stands in the account's part as the day of the copy.
    """
    with zipfile.ZipFile(file, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for name, part in EXPORTERS.items():
            with archive.open(f"{name}.json", "w") as entry:
                for chunk in _chunks(part(user)):
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


def _dump(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)  # one row a line
