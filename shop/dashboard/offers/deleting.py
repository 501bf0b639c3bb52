"""Deleting what orders may have used: refused in words, or done and written down."""

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.log_actions import log

from shop.user.models import User


def refused_deletion(
    request: HttpRequest, thing: object, problem: str, *, url: str = ""
) -> HttpResponse | None:
    """Lead back with the reason, in which `object` is named; None where there is none."""
    if not problem:
        return None
    messages.error(request, problem % {"object": thing})
    return redirect(request.path)


def log_deletion(thing: Model, user: User | AnonymousUser) -> None:
    """Write down who deleted it, while it is there."""
    log(thing, "wagtail.delete", user=user, deleted=True)
