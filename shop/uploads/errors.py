"""Why a file is not taken."""


class RefusedUploadError(Exception):
    """A file that is not taken; the message says why, in words for who sent it."""
