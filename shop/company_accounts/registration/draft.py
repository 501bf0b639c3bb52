"""What a stranger typed before they have an account: kept in their session until they hand it in."""

from django.http import HttpRequest

KEY = "company_registration"


def keep_draft(request: HttpRequest, typed: dict[str, str]) -> None:
    """Keep what was typed; it outlives logging in, and goes with the session."""
    request.session[KEY] = typed


def draft_of(request: HttpRequest) -> dict[str, str]:
    """Return what was typed before, empty where nothing was."""
    kept = request.session.get(KEY)
    return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


def drop_draft(request: HttpRequest) -> None:
    """Forget it: it is handed in."""
    request.session.pop(KEY, None)
