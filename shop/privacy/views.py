"""Preferences and one's own data. Each page is about the user who asks and about nobody else."""

import tempfile

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.privacy.export import write_archive
from shop.privacy.forms import PreferencesForm
from shop.privacy.queries import open_request_of
from shop.privacy.services import request_deletion, withdraw_deletion
from shop.user.models import UserRequest

COPY_EVERY_SECONDS = 60
IN_MEMORY_BYTES = 2_000_000


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: UserRequest) -> HttpResponse:
    """Ask for the language; saved, the page goes on in it."""
    form = PreferencesForm(request.POST or None, instance=request.user)
    if not form.is_valid():
        return render(request, "privacy/preferences.html", {"form": form})
    form.save()
    messages.success(request, _("Your preferences are saved."))
    target = reverse("privacy:preferences")
    language = form.cleaned_data["language"]
    return HttpResponseRedirect(translate_url(target, language) if language else target)


@never_cache
@login_required
@require_safe
def overview(request: UserRequest) -> HttpResponse:
    """Say what one may ask for, and what has been asked."""
    return render(
        request,
        "privacy/overview.html",
        {"deletion": open_request_of(request.user), "is_staff": request.user.is_staff},
    )


@never_cache
@login_required
@require_safe
@reauthentication_required
def download(request: UserRequest) -> HttpResponseBase:
    """Give a copy of one's own data as a ZIP; at most one a minute, after showing that it is you."""
    if not cache.add(f"privacy-copy:{request.user.pk}", 1, COPY_EVERY_SECONDS):
        messages.info(request, _("You have just had a copy. The next one is ready in a minute."))
        return redirect("privacy:overview")
    now = timezone.now()
    # FileResponse closes it; larger copies go through the disk.
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115
    write_archive(request.user, file, now=now)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"my-data-{now:%Y-%m-%d}.zip")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def deletion(request: UserRequest) -> HttpResponse:
    """Say what would go and what stays, and take the wish; after showing that it is you."""
    if request.user.is_staff:
        return redirect("privacy:overview")
    if request.method == "POST":
        request_deletion(request.user, now=timezone.now())
        return redirect("privacy:overview")
    context = {
        "deletion": open_request_of(request.user),
        "due_at": timezone.now() + settings.KILN_DELETION_WAIT,
        "days": settings.KILN_DELETION_WAIT.days,
    }
    return render(request, "privacy/deletion.html", context)


@login_required
@require_POST
def keep_account(request: UserRequest) -> HttpResponse:
    """Take the wish back."""
    if withdraw_deletion(request.user, now=timezone.now()):
        messages.success(request, _("Your account will not be deleted."))
    return redirect("privacy:overview")
