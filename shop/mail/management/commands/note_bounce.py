"""`manage.py note_bounce < report.eml`: note that a mail came back, or that its reader marked it as spam."""

import sys
from email import message_from_binary_file, policy
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.mail.reports import read_report
from shop.mail.services import record_bounce, record_complaint


class Command(BaseCommand):
    help = (
        "Read a delivery status notification (RFC 3464) or an abuse report (RFC 5965) and note it; "
        "pipe the bounce address and the address for complaints here"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="the report; default: standard input")

    def handle(self, *args: object, **options: Any) -> None:
        if options["file"]:
            with open(options["file"], "rb") as file:  # noqa: PTH123  a name of the caller's
                report = read_report(message_from_binary_file(file, policy=policy.default))
        else:
            report = read_report(message_from_binary_file(sys.stdin.buffer, policy=policy.default))
        if report.is_complaint:
            mail, said = record_complaint(message_id=report.message_id), "was marked as spam"
        elif report.is_final:
            mail, said = (
                record_bounce(
                    message_id=report.message_id,
                    detail=report.detail,
                    is_address_gone=report.is_address_gone,
                ),
                "came back",
            )
        else:
            self.stdout.write(f"No final failure (status {report.status or 'unknown'}): nothing is noted.")
            return
        if mail is None:
            raise CommandError(f"No mail of this shop has the message id {report.message_id or '(none)'}.")
        self.stdout.write(f"Noted: the mail to {mail.to} {said}.")
