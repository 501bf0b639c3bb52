"""What price lists refuse."""


class PriceListError(Exception):
    """Something cannot be done with a price list; the message is for staff."""


class AlreadyImportedError(PriceListError):
    """The file has been imported already."""
