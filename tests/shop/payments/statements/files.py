"""Statements as banks write them, small."""

import io
import zipfile

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{message}"><{root}><{account}>
<Acct><Id><IBAN>DE75512108001245126199</IBAN></Id></Acct>{entries}</{account}></{root}></Document>"""
ROOTS = {
    "camt.052.001.08": ("BkToCstmrAcctRpt", "Rpt"),
    "camt.053.001.02": ("BkToCstmrStmt", "Stmt"),
    "camt.053.001.08": ("BkToCstmrStmt", "Stmt"),
    "camt.053.001.10": ("BkToCstmrStmt", "Stmt"),
    "camt.054.001.08": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
HEAD = "Date;Purpose;Amount\n"


def entry(
    amount="24.00",
    text="",
    *,
    sign="CRDT",
    status="<Sts><Cd>BOOK</Cd></Sts>",
    day="2026-11-20",
    more="",
    ref="",
    currency="EUR",
    details=None,
):
    """A booking of a CAMT statement; `details` stand for its transfers."""
    inner = f"<TxDtls><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>" if details is None else details
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{more}{status}'
        f"<BookgDt><Dt>{day}</Dt></BookgDt>{ref}<NtryDtls>{inner}</NtryDtls></Ntry>"
    )


def camt(*entries, message="camt.053.001.08"):
    root, account = ROOTS[message]
    return CAMT.format(message=message, root=root, account=account, entries="".join(entries)).encode()


def csv(*rows, head=HEAD):
    return (head + "\n".join(rows) + "\n").encode()


def packed(**files):
    """A ZIP; the names' underscores are points."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return whole.getvalue()


def mt940(*lines, currency="EUR"):
    body = "\n".join(lines)
    return (
        f":20:STARTUMS\n:25:50050000/0000000001\n:28C:00001/001\n:60F:C261101{currency}1000,00\n"
        f"{body}\n:62F:C261102{currency}1036,00\n-"
    ).encode()
