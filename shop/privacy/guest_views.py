"""What we hold of somebody without an account: asking for it, having it, having it erased.

Whoever asks is answered the same for any address, known or not. The link of the letter leads to the request
by a key that nobody can guess; who has it has the mailbox.
"""

import tempfile

from allauth.core import ratelimit
from django.contrib import messages
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shop.privacy.certificates import certificate_of, delay_words, kept_data
from shop.privacy.erasure.services import delays_of, preview
from shop.privacy.export import write_persons_archive
from shop.privacy.forms import GuestRequestForm
from shop.privacy.models import DeletionRequest
from shop.privacy.services import (
    confirm_guest_request,
    hasten,
    person_of,
    request_as_guest,
    withdraw_request,
)

ACTION = "privacy_request"
COPY_EVERY_SECONDS = 60
IN_MEMORY_BYTES = 2_000_000


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Take the address, above the rate nothing; the answer says nothing of whether it is known."""
    form = GuestRequestForm(request.POST or None)
    if not form.is_valid():
        return render(request, "privacy/ask.html", {"form": form})
    email = form.cleaned_data["email"]
    if not ratelimit.consume(request, action=ACTION, key=email):
        words = _(
            "Too many attempts in a short time. Please wait a few minutes; what you wrote is still here."
        )
        form.add_error(None, words)
        return render(request, "privacy/ask.html", {"form": form}, status=429)
    request_as_guest(email, order_number=form.cleaned_data["order_number"], now=timezone.now())
    return redirect("privacy:asked")


@never_cache
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say that a letter is on its way, if there is anything."""
    return render(request, "privacy/asked.html")


def _found(key: str) -> DeletionRequest:
    """Return the request of a link. Raises Http404 for one that is unknown or was never followed in time."""
    found = get_object_or_404(DeletionRequest.objects.select_related("user"), key=key)
    if found.is_open and found.confirmed_at is None and found.due_at < timezone.now():
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_request(request: HttpRequest, key: str) -> HttpResponse:
    """Say how the request stands, what would go and what stays; take the yes, or the wish to stop it."""
    found = _found(key)
    if request.method == "POST":
        return _act(request, found)
    context: dict[str, object] = {"asked": found, "kept": kept_data(), "waits_for": delay_words(found)}
    if found.is_open:
        person = person_of(found)
        context |= {"goes": preview(person), "delays": delays_of(person)}
    return render(request, "privacy/request.html", context)


def _act(request: HttpRequest, found: DeletionRequest) -> HttpResponse:
    action, now = request.POST.get("action", ""), timezone.now()
    is_guest = found.origin == DeletionRequest.Origin.GUEST  # an account has its days to think again
    if (
        action == "erase"
        and is_guest
        and not (confirm_guest_request(found, now=now) or hasten(found, now=now))
    ):
        messages.info(request, _("Nothing was changed; this page shows how it stands."))
    if action == "stop" and withdraw_request(found, now=now):
        messages.success(request, _("Nothing will be erased."))
    return redirect("privacy:request", key=found.key)


@never_cache
@require_safe
def download_request(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give a copy as a ZIP to who has the link, at most one a minute, as long as there is something."""
    found = _found(key)
    if not found.is_open or found.origin != DeletionRequest.Origin.GUEST:
        raise Http404
    if not cache.add(f"privacy-copy:request:{found.pk}", 1, COPY_EVERY_SECONDS):
        messages.info(request, _("You have just had a copy. The next one is ready in a minute."))
        return redirect("privacy:request", key=found.key)
    now = timezone.now()
    # FileResponse closes it; larger copies go through the disk.
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115
    write_persons_archive(person_of(found), file, now=now)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"my-data-{now:%Y-%m-%d}.zip")


@never_cache
@require_safe
def certificate(request: HttpRequest, key: str) -> HttpResponse:
    """Show what was done and when, to print; it names nobody."""
    found = get_object_or_404(DeletionRequest, key=key)
    if found.done_at is None:
        raise Http404
    return render(request, "privacy/certificate.html", {"certificate": certificate_of(found)})
