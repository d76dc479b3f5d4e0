"""The storage daemon: files over a socket, safely on one disk.

It stands alone: nothing but the standard library is needed to run `python -m storagemaster`,
so it can live on the machine with the disks while the rest of the archive lives elsewhere.
"""
