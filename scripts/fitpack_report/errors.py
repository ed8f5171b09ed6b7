"""Errors that the user can mend; the exit codes are those of fitpack."""


class ReportError(Exception):
    """Ends the program with its message and `code`."""

    code = 1


class UsageError(ReportError):
    """The command line."""

    code = 2


class DataError(ReportError):
    """Files."""

    code = 3
