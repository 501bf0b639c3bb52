"""Why a document is not written."""


class DocumentRefusedError(Exception):
    """A document cannot be written; its text says why, in the reader's words, and nothing was written."""


class SellerUnknownError(DocumentRefusedError):
    """The shop has not said who sells: no invoice without it."""
