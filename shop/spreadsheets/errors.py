"""What can be wrong with a table."""


class BadSpreadsheetError(Exception):
    """The whole file cannot be read; the message says what it is and what to bring."""
