"""Deleting what orders may have used: refused in words, or done and written down."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.log_actions import log


def refused_deletion(request: HttpRequest, thing: Any, problem: str, *, url: str = "") -> HttpResponse | None:
    """Lead back with the reason, in which `object` is named; None where there is none."""
    if not problem:
        return None
    messages.error(request, problem % {"object": thing})
    return redirect(url or request.path)


def log_deletion(thing: Any, user: Any) -> None:
    """Write down who deleted it, while it is there."""
    log(thing, "wagtail.delete", user=user, deleted=True)
