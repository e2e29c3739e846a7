"""Faults of the surroundings or of ours, each with its exit code. Bad data is never one."""

import errno


_MOST_PLACES = 5
_SCARCE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN})
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


def places(error: BaseException) -> str:
    """Say what was raised and where, innermost first. Its own text is left out: it may hold a name.

    Example:
        >>> places(KeyError("a name"))
        'KeyError'
    """
    frames = []
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename.rpartition("/")[2]
        frames.append(f"{file}:{trace.tb_lineno}")
        trace = trace.tb_next
    kind = type(error).__name__
    return f"{kind} at {' < '.join(frames[: -_MOST_PLACES - 1 : -1])}" if frames else kind


class OrdersetError(Exception):
    """A fault that ends the run; its message is shown as it is, without a traceback."""

    exit_code = 70
    is_answered = False
    """Whether the log of a run has said already who has to do what."""


def surroundings_at_fault(error: Exception) -> OrdersetError | None:
    """Return the fault of the machine behind an error that was not foreseen, None if it is ours."""
    match error:
        case MemoryError():
            return UnfitMachineError("There is not enough memory on this machine.")
        case ImportError():
            return UnfitMachineError(
                f"A part of the program cannot be loaded: {error.name}. There may be too little "
                "memory, or the installation is not whole."
            )
        case OSError(errno=number) if number in _SCARCE:
            return UnfitMachineError(f"This machine lacks what a run needs: {error.strerror}.")
        case OSError(errno=number) if number in _DISK:
            return StorageError(f"Files cannot be written: {error.strerror}.")
        case _:
            return None


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


class ExchangeUnavailableError(OrdersetError):
    """Bundles for other systems cannot be made on this machine."""

    exit_code = 5
    is_answered = True


class ReprintRefusedError(OrdersetError):
    """A paper may not be printed again, or cannot: the message says why and what to do."""

    exit_code = 1


class RunLockedError(OrdersetError):
    """Another run holds the lock of the output folder."""

    exit_code = 6


class StorageError(OrdersetError):
    """Files could not be written where they belong."""

    exit_code = 7


class BatchPlaceError(StorageError):
    """The place of one batch cannot be taken; the batches of other workbooks may be published."""
