"""Faults of the surroundings or of ours, each with its exit code. Bad data is never one."""


class OrdersetError(Exception):
    """A fault that ends the run; its message is shown as it is, without a traceback."""

    exit_code = 70


class SettingsError(OrdersetError):
    """The site settings or the protocol file cannot be used."""

    exit_code = 4


class UnfitMachineError(OrdersetError):
    """The machine lacks what a run needs: memory, file descriptors, processes, a true clock."""

    exit_code = 5


class RenderingUnavailableError(OrdersetError):
    """Documents cannot be rendered on this machine."""

    exit_code = 5


class PrintRuleError(OrdersetError):
    """A batch as it was put together breaks a rule for print, so it is not published.

    The message begins with the rule's id and names no patient. The exit code is that of documents
    that cannot be rendered: for whoever runs the batch both mean that there is no paper, that
    nothing old was replaced, and that no patient's data need be corrected. It is not 70, because
    a disk or memory at fault does it as well as a defect of ours, and the message says what broke.
    """

    exit_code = 5


class RunLockedError(OrdersetError):
    """Another run holds the lock of the output folder."""

    exit_code = 6


class StorageError(OrdersetError):
    """Files could not be written where they belong."""

    exit_code = 7
