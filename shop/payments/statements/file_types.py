"""What a file is that is no statement, and what to bring instead."""

import re
from typing import NoReturn

from django.utils.translation import gettext as _, gettext_lazy

from shop.payments.exceptions import StatementError

BEGINNINGS = (
    (b"%PDF", gettext_lazy("a PDF")),
    (b"\xd0\xcf\x11\xe0", gettext_lazy("an Excel or Word file (XLS, DOC)")),
    (b"\x89PNG", gettext_lazy("an image")),
    (b"\xff\xd8\xff", gettext_lazy("an image")),
    (b"GIF8", gettext_lazy("an image")),
    (b"II*\0", gettext_lazy("an image")),
    (b"MM\0*", gettext_lazy("an image")),
    (b"RIFF", gettext_lazy("an image")),
    (b"\x1f\x8b", gettext_lazy("a compressed file (GZ)")),
    (b"7z\xbc\xaf", gettext_lazy("a compressed file (7Z)")),
    (b"Rar!", gettext_lazy("a compressed file (RAR)")),
    (b"BZh", gettext_lazy("a compressed file (BZ2)")),
    (b"{\\rtf", gettext_lazy("a text document (RTF)")),
    (b"OFXHEADER", gettext_lazy("an OFX file")),
    (b"<OFX", gettext_lazy("an OFX file")),
    (b"<?OFX", gettext_lazy("an OFX file")),
    (b"!Type:", gettext_lazy("a QIF file")),
    (b"!Account", gettext_lazy("a QIF file")),
    (b"{", gettext_lazy("a JSON file")),
    (b"[", gettext_lazy("a JSON file")),
)
# Of an XML: what stands directly below the root, or the root itself.
MESSAGES = {
    "CstmrCdtTrfInitn": gettext_lazy("a payment order (pain.001)"),
    "CstmrDrctDbtInitn": gettext_lazy("a direct debit order (pain.008)"),
    "CstmrPmtStsRpt": gettext_lazy("a payment status report (pain.002)"),
    "FIToFICstmrCdtTrf": gettext_lazy("an interbank message (pacs.008)"),
    "PmtRtr": gettext_lazy("an interbank message (pacs.004)"),
    "AcctRptgReq": gettext_lazy("a request for a statement (camt.060)"),
    "BkSvcsBllgStmt": gettext_lazy("a bank services bill (camt.086)"),
    "html": gettext_lazy("a web page (HTML)"),
    "OFX": gettext_lazy("an OFX file"),
    "svg": gettext_lazy("an image"),
    "Workbook": gettext_lazy("an Excel file (XML)"),
}
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
IS_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|table)\b", re.IGNORECASE)
TAG_20 = re.compile(r"^:20:", re.MULTILINE)
BALANCE = re.compile(r"^:6[02][FM]?:", re.MULTILINE)
LINE = re.compile(r"^:61:", re.MULTILINE)
FLOOR = re.compile(r"^:(?:34F|90[CD]):", re.MULTILINE)


def unsupported_file(what: str) -> StatementError:
    """Return the refusal of a file that is `what`."""
    message = _(
        "This is %(what)s, not a bank statement. Please upload the statement as CAMT.053 (XML or "
        "ZIP), MT940 or CSV."
    )
    return StatementError(message % {"what": what})


def refuse_other_kinds(data: bytes) -> None:
    """Raise StatementError for a file whose beginning says that it is something else."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.strip(b"\0 \t\r\n"):
        raise StatementError(_("The file is empty."))
    if IS_HTML.match(COMMENT.sub(b"", head)):
        raise unsupported_file(str(MESSAGES["html"]))
    if head.startswith(b"{1:") or re.match(rb"\{4:", head):
        return  # the envelope of SWIFT
    if head[4:8] == b"ftyp":
        raise unsupported_file(_("an image"))
    for beginning, what in BEGINNINGS:
        if head.startswith(beginning):
            raise unsupported_file(str(what))


def refuse_message(tag: str) -> NoReturn:
    """Refuse an XML by the name of its message. Raises StatementError."""
    if tag in MESSAGES:
        raise unsupported_file(str(MESSAGES[tag]))
    raise StatementError(
        _(
            "This XML is not a CAMT.053 statement (it contains “%(tag)s”). Please upload the bank "
            "statement as camt.053."
        )
        % {"tag": tag[:40]}
    )


def is_xml(data: bytes) -> bool:
    """Tell whether a file begins as XML does, whatever its encoding."""
    head = data[:64].removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return head.replace(b"\0", b"").lstrip().startswith(b"<")


def is_swift(text: str) -> bool:
    """Tell whether a text is an MT940. Raises StatementError for its relatives that are no statements."""
    if TAG_20.search(text) is None or not (LINE.search(text) or BALANCE.search(text)):
        return False
    if BALANCE.search(text) is None and FLOOR.search(text):
        raise unsupported_file(_("an interim report (MT942), whose rows may still change"))
    return True
