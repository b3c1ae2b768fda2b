"""Memory that was used for a moment and is not needed any more."""

import ctypes
import sys


def give_back() -> None:
    """Give freed memory back to the system, which glibc keeps otherwise; elsewhere do nothing."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, musl has not
        if trim is not None:
            trim(0)
