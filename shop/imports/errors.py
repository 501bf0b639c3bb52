"""What can be wrong with a file, a mapping or a value."""


class ImportFailedError(Exception):
    """The whole import cannot go on; the message says why and what to do.

    `reason` is the same without the file's name, for who has just chosen the file.
    """

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason or message


class BadValueError(Exception):
    """One value of one row cannot be used.

    `row` is its number where it is not the row that is read, `rows` are all that are left out with it.
    """

    def __init__(self, column: str, reason: str, *, row: int = 0, rows: tuple[int, ...] = ()) -> None:
        super().__init__(f"{column}: {reason}")
        self.column, self.reason, self.row, self.rows = column, reason, row, rows
