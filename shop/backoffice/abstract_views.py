"""Views that a subclass has to complete: one that is not complete is refused when addresses are read."""

import inspect
from abc import ABC
from collections.abc import Callable

from django.http import HttpResponseBase
from django.utils.decorators import classonlymethod
from django.views import View


class AbstractView(ABC, View):
    """A view with abstract methods. `as_view` raises TypeError, so at start, where one is missing."""

    @classonlymethod
    def as_view(cls, **initkwargs: object) -> Callable[..., HttpResponseBase]:  # noqa: N805 - a method of the class
        """Return the view's function. Raises TypeError naming the methods that are missing."""
        if inspect.isabstract(cls):
            missing = ", ".join(sorted(cls.__abstractmethods__))
            raise TypeError(f"{cls.__name__} does not say: {missing}")
        view: Callable[..., HttpResponseBase] = super().as_view(**initkwargs)
        return view
