"""Runs a program without root's right to read and write what it may not.

`python -m tests.house.humble COMMAND...`; for who is not root nothing changes.
"""

import ctypes
import os
import sys

_DROP_FROM_BOUNDING_SET = 24  # prctl(2)
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2  # capabilities(7)


def main() -> None:
    """Give the rights up, then become the program."""
    if os.geteuid() == 0:
        for right in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
            if ctypes.CDLL(None).prctl(_DROP_FROM_BOUNDING_SET, right, 0, 0, 0):
                raise OSError("the rights of root cannot be given up")
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main()
