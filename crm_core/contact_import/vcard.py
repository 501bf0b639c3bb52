"""vCards 2.1, 3 and 4 as phones and programs write them, read as rows, and written as version 4.

Read by bytes: a card of version 2.1 says the encoding of each property (CHARSET, quoted-printable),
others are in that of the file. Pictures, sounds and keys are skipped. Headings are those that
`recognition` knows, so that a card goes the way of any other row.
"""

import codecs
import quopri
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from shop.imports.errors import BadValueError, ImportFailedError
from shop.imports.sources import Numbered
from shop.spreadsheets.csv_rows import CHUNK, HEAD, MARKS, guess_encoding

BEGIN, END = b"BEGIN:VCARD", b"END:VCARD"
SKIPPED = {"PHOTO", "LOGO", "SOUND", "KEY", "X-ABCROP-RECTANGLE"}
LINE = re.compile(rb"(?:([\w-]+)\.)?([\w-]+)((?:;(?:[^:;\"]|\"[^\"]*\")*)*):(.*)\Z", re.DOTALL)
LONGEST_LINE, MOST_LINES, MOST_OF_A_SORT = 1_000_000, 5_000, 9
MESSENGERS = {
    "WECHAT": "WeChat", "WEIXIN": "WeChat", "QQ": "QQ", "SKYPE": "Skype", "WHATSAPP": "WhatsApp",
    "TELEGRAM": "Telegram", "TG": "Telegram", "LINE": "LINE",
}  # fmt: skip
APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")


@dataclass(kw_only=True)
class Property:
    """One line of a card: its group, name, types and decoded text; `parts` divides a structured one."""

    group: str
    name: str
    types: list[str]
    text: str
    is_escaped: bool = True
    label: str = field(default="")
    code: str = ""

    def parts(self, sign: str = ";") -> list[str]:
        """Return the values between unescaped signs."""
        if not self.is_escaped:
            return [part.strip() for part in self.text.split(sign)]
        return [unescaped(part).strip() for part in re.split(rf"(?<!\\){re.escape(sign)}", self.text)]

    @property
    def plain(self) -> str:
        """Return the whole value."""
        return (unescaped(self.text) if self.is_escaped else self.text).strip()


def unescaped(text: str) -> str:
    """Return a value without the backslashes of versions 3 and 4."""
    return re.sub(r"\\([nN,;:\\])", lambda found: "\n" if found[1] in "nN" else found[1], text)


def is_vcard(head: bytes) -> bool:
    """Say by its first bytes whether a file holds cards, in whatever encoding."""
    return BEGIN in head.replace(b"\0", b"").upper()[:200]


def vcard_rows(path: Path, *, encoding: str = "") -> Iterator[Numbered]:
    """Yield each card as a row with its number. Raises ImportFailedError before the first for a bad encoding.

    A card that is not closed, or too long, is yielded as its error.
    """
    form = _encoding(path, encoding)
    number = 0
    lines: list[bytes] = []
    is_open = False
    with path.open("rb") as file:
        for line in _unfolded(file, form):
            bare = line.strip().upper()
            if bare == BEGIN:
                if is_open:
                    yield number, BadValueError("", _("the card has no end"))
                number, lines, is_open = number + 1, [], True
            elif bare == END and is_open:
                yield number, _row(lines, form)
                is_open = False
            elif is_open and len(lines) < MOST_LINES:
                lines.append(line)
    if is_open:
        yield number, BadValueError("", _("the card has no end"))


def _encoding(path: Path, named: str) -> str:
    """Return how lines without a word of their own are written: by mark, by name, or UTF-8 where all is."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    marked = next((name for mark, name in MARKS if head.startswith(mark)), "")
    if marked.startswith("utf-") and marked != "utf-8-sig":
        return marked
    if b"\0" in head:
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    if named:
        return named
    with path.open("rb") as file:
        for line in file:
            bare = line.split(b":", 1)
            if b"CHARSET" in bare[0].upper():
                continue
            try:
                codecs.decode(line, "utf-8")
            except UnicodeDecodeError as error:
                guess = guess_encoding(line[max(0, error.start - 40) : error.start + 40])
                words = _(
                    "The file is not saved as UTF-8 but probably as %(guess)s. Say in which encoding it is."
                )
                raise ImportFailedError(words % {"guess": guess}) from error
    return "utf-8-sig"


def _unfolded(file: BinaryIO, form: str) -> Iterator[bytes]:
    """Yield logical lines as bytes, folded and soft-broken ones whole; signs of ASCII are single bytes."""
    held = b""
    for raw in _lines(file, form):
        line = raw.rstrip(b"\r\n")
        is_soft = held.endswith(b"=") and b"QUOTED-PRINTABLE" in held.split(b":", 1)[0].upper()
        if is_soft and len(held) < LONGEST_LINE:
            held = held[:-1] + line
        elif line[:1] in b" \t" and line and held:
            held = (held + line[1:])[:LONGEST_LINE]
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _lines(file: BinaryIO, form: str) -> Iterator[bytes]:
    """Yield physical lines; those of UTF-16 and UTF-32 as UTF-8, whose signs for ASCII are single bytes."""
    if not form.startswith(("utf-16", "utf-32")):
        yield from (line for line in iter(lambda: file.readline(LONGEST_LINE), b""))
        return
    decoder = codecs.getincrementaldecoder(form)(errors="replace")
    rest = ""
    while chunk := file.read(CHUNK):
        *lines, rest = (rest + decoder.decode(chunk)).split("\n")
        yield from (line.encode() for line in lines)
    yield (rest + decoder.decode(b"", final=True)).encode()


def _row(lines: Sequence[bytes], form: str) -> dict[str, str] | BadValueError:
    text_form = "utf-8" if form.startswith("utf") else form
    try:
        found = [each for line in lines if (each := _property(line, text_form)) is not None]
    except (UnicodeDecodeError, LookupError):
        return BadValueError("", _("the card is not in the encoding that it names"))
    labels = {each.group: each.plain for each in found if each.name == "X-ABLABEL" and each.group}
    for each in found:
        label = labels.get(each.group, "")
        apple = APPLE_LABEL.match(label)
        each.label = apple[1] if apple else label
    return _cells(found)


def _property(line: bytes, form: str) -> Property | None:
    found = LINE.match(line.lstrip(codecs.BOM_UTF8))
    if found is None:
        return None
    group, name, options, raw = found.groups()
    plain = name.decode("ascii", "replace").upper()
    if plain in SKIPPED:
        return None
    words = [
        word.strip().strip('"') for word in options.decode("ascii", "replace").split(";") if word.strip()
    ]
    named = {
        key.upper(): value.strip('"') for key, _is, value in (word.partition("=") for word in words) if value
    }
    types = [part for word in words for part in word.rpartition("=")[2].strip('"').upper().split(",")]
    is_quoted = named.get("ENCODING", "").upper() == "QUOTED-PRINTABLE" or "QUOTED-PRINTABLE" in types
    if named.get("ENCODING", "").upper() in {"B", "BASE64"} or "BASE64" in types:
        return None
    decoded = quopri.decodestring(raw) if is_quoted else raw
    text = decoded.decode(named.get("CHARSET", "") or form)
    ours = {"QUOTED-PRINTABLE", named.get("CHARSET", "").upper()}
    return Property(
        group=(group or b"").decode("ascii", "replace"),
        name=plain,
        types=[word for word in types if word not in ours],
        text=text.replace("\r\n", "\n"),
        code=named.get("X-CODE", ""),
    )


PLAIN = {
    "FN": "Full name", "NOTE": "Notes", "BDAY": "Birthday", "UID": "ID", "LANG": "Language",
    "TITLE": "Organization Title", "ROLE": "Organization Title", "X-WECHAT": "WeChat", "X-QQ": "QQ",
    "X-LINE": "LINE", "X-SKYPE": "Skype", "X-SKYPE-USERNAME": "Skype", "X-KILN-CUSTOMER": "Customer number",
}  # fmt: skip


def _cells(found: Sequence[Property]) -> dict[str, str]:  # noqa: C901 - a table of properties
    row: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for each in sorted(
        found, key=lambda each: "PREF" not in each.types and not any("PREF" in word for word in each.types)
    ):
        if each.name in PLAIN:
            row.setdefault(PLAIN[each.name], each.plain)
        elif each.name == "N":
            parts = [*each.parts(), "", "", "", "", ""]
            names = ("Last Name", "First Name", "Middle Name", "", "Name Suffix")
            row |= {name: part for name, part in zip(names, parts, strict=False) if name and part}
        elif each.name == "ORG":
            row.setdefault("Organization Name", each.parts()[0])
        elif each.name in {"EMAIL", "TEL"}:
            _numbered(row, counts, "E-mail" if each.name == "EMAIL" else "Phone", each)
        elif each.name == "ADR":
            _address(row, counts, each)
        elif each.name == "CATEGORIES":
            tags = [tag for tag in each.parts(",") if tag]
            row["Labels"] = " ::: ".join(filter(None, [row.get("Labels", ""), *tags]))
        elif each.name in {"IMPP", "X-SOCIALPROFILE"}:
            _messenger(row, each)
        elif each.name == "X-KILN-FIELD" and each.code:
            row.setdefault(each.code, each.plain)
        elif (each.name == "KIND" and each.plain.lower() == "org") or each.name == "X-ABSHOWAS":
            row["Type"] = "company"
    return row


def _numbered(row: dict[str, str], counts: "Counter[str]", sort: str, each: Property) -> None:
    value = each.plain.removeprefix("tel:").removeprefix("mailto:")
    if not value:
        return
    counts[sort] += 1
    number = min(counts[sort], MOST_OF_A_SORT)
    heading = f"{sort} {number} - Value"
    row[heading] = f"{row[heading]} ::: {value}" if heading in row else value
    row.setdefault(f"{sort} {number} - Label", each.label or _place(each.types))


def _place(types: Iterable[str]) -> str:
    for word, label in (("FAX", "fax"), ("CELL", "mobile"), ("WORK", "work"), ("HOME", "home")):
        if word in types:
            return label
    return ""


def _address(row: dict[str, str], counts: "Counter[str]", each: Property) -> None:
    parts = [*each.parts(), "", "", "", "", "", "", ""]
    counts["Address"] += 1
    if not any(parts) or counts["Address"] > MOST_OF_A_SORT:
        return
    number = counts["Address"]
    box, extended, street, city, region, postcode, country = parts[:7]
    names = ("Street", "Extended Address", "City", "Region", "Postal Code", "Country", "Label")
    cells = (street or box, extended, city, region, postcode, country, each.label or _place(each.types))
    row |= {f"Address {number} - {name}": cell for name, cell in zip(names, cells, strict=True) if cell}


def _messenger(row: dict[str, str], each: Property) -> None:
    scheme, _colon, rest = each.plain.partition(":")
    words = [scheme.upper(), *(word.removeprefix("X-") for word in each.types)]
    for word, heading in MESSENGERS.items():
        if word in words:
            row.setdefault(heading, rest or each.plain)
            return


def escaped(text: str) -> str:
    """Return a text as version 4 writes it."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded_line(line: str) -> str:
    """Return a line folded at 75 bytes, between characters, with its end."""
    pieces: list[bytes] = []
    piece = b""
    for sign in line:
        raw = sign.encode()
        if len(piece) + len(raw) > (75 if not pieces else 74):
            pieces.append(piece)
            piece = b""
        piece += raw
    pieces.append(piece)
    return b"\r\n ".join(pieces).decode() + "\r\n"


def card(lines: Iterable[tuple[str, str]]) -> str:
    """Return a card of properties (with their parameters) and values that are escaped already."""
    written = [("BEGIN", "VCARD"), ("VERSION", "4.0"), *lines, ("END", "VCARD")]
    return "".join(folded_line(f"{name}:{value}") for name, value in written)
