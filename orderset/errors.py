"""Faults of the surroundings or of ours, each with its exit code. Bad data is never one."""


class OrdersetError(Exception):
    """A fault that ends the run; its message is shown as it is, without a traceback."""

    exit_code = 70


class SettingsError(OrdersetError):
    """The site settings or the protocol file cannot be used."""

    exit_code = 4


class RenderingUnavailableError(OrdersetError):
    """Documents cannot be rendered on this machine."""

    exit_code = 5


class RunLockedError(OrdersetError):
    """Another run holds the lock of the output folder."""

    exit_code = 6


class StorageError(OrdersetError):
    """Files could not be written where they belong."""

    exit_code = 7
