"""What mail servers and readers' providers say of a mail afterwards: it came back, or was marked as spam.

Delivery status notifications (DSN, RFC 3464) and abuse reports (ARF, RFC 5965) are read here; where they come
from, a mailbox that is piped into `note_bounce` or a provider's webhook, is the caller's affair.
"""

import re
from dataclasses import dataclass
from email.message import Message

#: These statuses (RFC 3463) tell of the mail or of a full mailbox, and the address may still be a good one.
_PASSING = re.compile(r"^5\.(2\.[23]|3\.|4\.[5-7]|6\.|7\.)")


@dataclass(frozen=True, kw_only=True)
class MailReport:
    """A report about one mail. `status` is RFC 3463's ("5.1.1"), empty for a complaint; `message_id` has its brackets."""

    message_id: str
    status: str = ""
    detail: str = ""
    is_complaint: bool = False

    @property
    def is_final(self) -> bool:
        """Tell whether the mail came back for good."""
        return self.status.startswith("5.")

    @property
    def is_address_gone(self) -> bool:
        """Tell whether no mail reaches this address."""
        return self.is_final and not _PASSING.match(self.status)


def read_report(report: Message) -> MailReport:
    """Read a report; one that is neither a notification nor a complaint has no status."""
    message_id = _original(report)
    if _is_complaint(report):
        return MailReport(message_id=message_id, is_complaint=True)
    status, detail = _status(report)
    return MailReport(message_id=message_id, status=status, detail=detail)


def _is_complaint(report: Message) -> bool:
    """Tell whether a part is a feedback report about abuse; "not-spam" and the like are no complaints."""
    for part in report.walk():
        if part.get_content_type() == "message/feedback-report":
            text = _text(part)
            kind = re.search(r"^feedback-type:\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
            return kind is not None and kind[1].lower() in {"abuse", "fraud", "virus", "other", "opt-out"}
    return False


def _text(part: Message) -> str:
    """Return the lines of a part, which Python reads as headers of a message within it."""
    blocks = _parts(part)
    if blocks:
        return "\n".join(f"{name}: {value}" for block in blocks for name, value in block.items())
    return str(part.get_payload())


def _status(report: Message) -> tuple[str, str]:
    """Read status (5.1.1) and diagnosis of the first recipient."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in _parts(part):
                if block.get("Status"):
                    return str(block["Status"]).strip(), str(block.get("Diagnostic-Code", block["Status"]))
    return "", ""


def _original(report: Message) -> str:
    """Read the message id of the mail that is reported; the report encloses it or its head."""
    for part in report.walk():
        if part.get_content_type() == "message/rfc822":
            return next((str(inner.get("Message-ID", "")).strip() for inner in _parts(part)), "")
        if part.get_content_type() == "text/rfc822-headers":
            for line in str(part.get_payload()).splitlines():
                if line.lower().startswith("message-id:"):
                    return line.partition(":")[2].strip()
    return ""


def _parts(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [block for block in inner if isinstance(block, Message)] if isinstance(inner, list) else []
