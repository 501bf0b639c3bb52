"""The demo's outbox at `/outbox/`: the mails that were written into files, in development only."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

SHOWN = 50
# Django's file backend ends every mail with a line of dashes.
END = b"\n" + b"-" * 79


@dataclass(frozen=True, kw_only=True)
class OutboxFile:
    """A mail as it stands in its file."""

    name: str
    to: str
    subject: str
    text: str
    html: str
    at: datetime


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """List the newest mails, the texts with links to follow; 404 where mails are not written into files."""
    return render(request, "outbox.html", {"mails": [_read(path) for path in _files()[:SHOWN]]})


def _files() -> list[Path]:
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not folder:
        raise Http404
    return sorted(Path(folder).glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)


def _read(path: Path) -> OutboxFile:
    mail = message_from_bytes(path.read_bytes().partition(END)[0], policy=policy.default)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return OutboxFile(
        name=path.stem,
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
        at=datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone()),
    )
