"""`manage.py note_bounce < report.eml`: note what a mail server says of a mail that came back."""

import sys
from email import message_from_binary_file, policy
from email.message import Message
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.mail.services import record_bounce


class Command(BaseCommand):
    help = "Read a delivery status notification (RFC 3464) and note the bounce; pipe the bounce address here"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="the report; default: standard input")

    def handle(self, *args: object, **options: Any) -> None:
        if options["file"]:
            with open(options["file"], "rb") as file:  # noqa: PTH123  a name of the caller's
                report = message_from_binary_file(file, policy=policy.default)
        else:
            report = message_from_binary_file(sys.stdin.buffer, policy=policy.default)
        status, detail = _status(report)
        if not status.startswith("5."):
            self.stdout.write(f"No final failure (status {status or 'unknown'}): nothing is noted.")
            return
        message_id = _original(report)
        mail = record_bounce(message_id=message_id, detail=detail)
        if mail is None:
            raise CommandError(f"No mail of this shop has the message id {message_id or '(none)'}.")
        self.stdout.write(f"Noted: the mail to {mail.to} came back.")


def _status(report: Message) -> tuple[str, str]:
    """Read status (5.1.1) and diagnosis of the first recipient."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in _parts(part):
                if block.get("Status"):
                    return str(block["Status"]).strip(), str(block.get("Diagnostic-Code", block["Status"]))
    return "", ""


def _original(report: Message) -> str:
    """Read the message id of the mail that came back; the report encloses it or its head."""
    for part in report.walk():
        if part.get_content_type() == "message/rfc822":
            return str(_parts(part)[0].get("Message-ID", "")).strip()
        if part.get_content_type() == "text/rfc822-headers":
            for line in str(part.get_payload()).splitlines():
                if line.lower().startswith("message-id:"):
                    return line.partition(":")[2].strip()
    return ""


def _parts(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [block for block in inner if isinstance(block, Message)] if isinstance(inner, list) else []
