"""What can stand in the way of a registration."""


class RegistrationError(ValueError):
    """It cannot be done; the words are for people. Nothing was changed."""


class RegistrationMovedError(RegistrationError):
    """The registration stands otherwise than the page said."""
