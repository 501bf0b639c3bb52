"""Documents of a period as one ZIP, written while it is sent: nothing but one document is held."""

import io
import zipfile
from collections.abc import Iterator

from django.db.models import QuerySet

from shop.documents.models import Document
from shop.documents.rendering import document_pdf, file_name_of
from shop.pdf.responses import file_name

#: So many can be written while somebody waits.
MOST = 3000
CHUNK = 100


class _Pipe(io.RawIOBase):
    """What is written to it can be taken once; a ZIP writer finds that it cannot seek."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        held = bytes(data)  # type: ignore[call-overload]
        self._held.append(held)
        return len(held)

    def taken(self) -> bytes:
        found, self._held = b"".join(self._held), []
        return found


def zip_chunks(documents: QuerySet[Document]) -> Iterator[bytes]:
    """Yield the parts of a ZIP with a PDF for each document; they are compressed already."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", compression=zipfile.ZIP_STORED) as archive:
        for document in documents.iterator(chunk_size=CHUNK):
            entry = zipfile.ZipInfo(file_name(file_name_of(document)), document.issued_on.timetuple()[:6])
            archive.writestr(entry, document_pdf(document))
            yield pipe.taken()
    yield pipe.taken()
