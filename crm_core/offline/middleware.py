"""The header by which a browser empties what pages of the site keep on the device."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: Noted in the request's data when staff log out (`receivers`); no header of a request can be named so.
EMPTIES = "kiln.empties_device"


class EmptyDeviceMiddleware:
    """Empty the device where staff logged out within this request: databases, caches, service worker."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the header where it is called for."""
        response = self.get_response(request)
        if EMPTIES in request.META:
            response.headers["Clear-Site-Data"] = '"storage"'
        return response
