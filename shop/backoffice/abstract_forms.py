"""Forms that a subclass has to complete: one that is not complete is refused when its module is read."""

from django import forms


class AbstractForm(forms.Form):
    """A form with abstract methods.

    A subclass with a `Meta` of its own is one to fill in, so it says them all: else TypeError, at start. (An
    abstract base class of Python's own would be refused only when somebody opens the page.)
    """

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        missing = [
            name for name in dir(cls) if getattr(getattr(cls, name, None), "__isabstractmethod__", False)
        ]
        if missing and "Meta" in cls.__dict__:
            raise TypeError(f"{cls.__name__} does not say: {', '.join(missing)}")
