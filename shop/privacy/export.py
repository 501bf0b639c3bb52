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
from typing import IO

from django.core.serializers.json import DjangoJSONEncoder

from shop.privacy.erasure.person import Person
from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Exporter:
    """One part, which becomes the file `name`.json of the archive.

    `read_person` reads the same of somebody without an account, who has shown that an address is theirs.
    """

    name: str
    read: Callable[[User], object]
    read_person: Callable[[Person], object] | None = None


EXPORTERS: Registry[Exporter] = Registry("exporter")


def write_archive(user: User, file: IO[bytes], *, now: datetime) -> None:
    """Write a ZIP with one JSON file per part into `file`; rows are written as they are read.

    `now` (aware) stands in the account's part as the day of the copy.
    """
    with zipfile.ZipFile(file, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for exporter in EXPORTERS:
            _write(archive, f"{exporter.name}.json", exporter.read(user))
        archive.writestr("about.json", _dump({"shop_account": user.pk, "copied_at": now}))


def write_persons_archive(person: Person, file: IO[bytes], *, now: datetime) -> None:
    """Write the copy of somebody who has shown that addresses are theirs; `person` is completed.

    Of an account that goes by one of them, everything that its owner would be given is in it, in a folder of
    the account's number.
    """
    with zipfile.ZipFile(file, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for exporter in EXPORTERS:
            if exporter.read_person is not None:
                _write(archive, f"{exporter.name}.json", exporter.read_person(person))
            for user in User.objects.filter(pk__in=person.users).order_by("pk"):
                _write(archive, f"account-{user.pk}/{exporter.name}.json", exporter.read(user))
        archive.writestr("about.json", _dump({"addresses": person.keys(), "copied_at": now}))


def _write(archive: zipfile.ZipFile, name: str, found: object) -> None:
    with archive.open(name, "w") as entry:
        for chunk in _chunks(found):
            entry.write(chunk.encode())


def _chunks(found: object) -> Iterable[str]:
    if isinstance(found, Mapping):
        yield _dump(found)
        return
    separator = "[\n"
    rows = found if isinstance(found, Iterable) else ()
    for row in rows:
        yield f"{separator}{_dump(row)}"
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def _dump(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)  # one row a line
