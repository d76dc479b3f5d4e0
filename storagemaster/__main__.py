"""`python -m storagemaster --root FOLDER`: the daemon from the command line."""

from __future__ import annotations

import argparse
import errno
import logging
import os
import pwd
import signal
import socket
import sys
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from storagemaster.answering import Service
from storagemaster.connection import Limits
from storagemaster.daemon import Daemon
from storagemaster.faults import TreeError
from storagemaster.tree import MARK, Tree

log = logging.getLogger("storagemaster")

_NO_LISTENING: Final = {
    errno.EADDRINUSE: "another program listens there: end it, or choose another --port",
    errno.EADDRNOTAVAIL: "this machine has no such address: choose another --host",
    errno.EACCES: "ports below 1024 are root's: choose a higher --port, or start it as root",
    socket.EAI_NONAME: "nobody knows that name: write an address as --host",
}


def main(arguments: list[str] | None = None) -> int:
    """Runs until SIGTERM or SIGINT; 0 after a clean stop, 1 when it could not start."""
    options = _options().parse_args(arguments)
    _log_to_stderr(options)
    tree = Tree(Path(options.root).absolute(), options.mode, options.marked)
    limits = Limits(
        options.max_size, options.time, options.idle, options.settle, options.max_connections
    )
    try:
        daemon = Daemon(Service(tree, limits), options.host, options.port)
    except OSError as error:
        why = _NO_LISTENING.get(error.errno or 0, error.strerror or str(error))
        return _fail(f"cannot listen at {options.host}:{options.port}: {why}")
    with daemon:
        try:
            _become(options.user)
            tree.ready()
            if options.sweep:
                log.warning("swept %d unfinished files away", tree.sweep())
        except (TreeError, OSError, KeyError) as error:
            return _fail(str(error))
        _serve(daemon, tree, options.grace)
    return 0


def _serve(daemon: Daemon, tree: Tree, grace: float) -> None:
    def stop(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)  # a second one ends at once
        daemon.stop()

    signal.set_wakeup_fd(daemon.bell, warn_on_full_buffer=False)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    host, port = daemon.address
    print(f"storagemaster is at {host}:{port}, keeping files under {tree.root}", flush=True)
    _tell_systemd("READY=1")
    try:
        ended = daemon.run(grace)
    finally:
        signal.set_wakeup_fd(-1)
    _tell_systemd("STOPPING=1")
    print("storagemaster has stopped", flush=True)
    if not ended:  # Python would wait for its threads, and the disk may never answer
        os._exit(0)


def _options() -> argparse.ArgumentParser:
    usual = Limits()
    parser = _Parser(
        prog="storagemaster",
        description="Keeps files under one folder and hands them out over a socket. There is no "
        "authentication: listen only where every program may read and write every file.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("-r", "--root", required=True, help="the folder; it must exist")
    add("--host", default="127.0.0.1", help="address to listen at")
    add("--port", type=_port, default=9999, help="port to listen at; 0 takes a free one")
    add("--user", default="", help="user to become once the port is open (started as root)")
    add("--mode", type=_octal, default="640", help="permissions of new files, whatever the umask")
    add("--max-size", type=_count, default=usual.size, help="bytes of one file")
    add("--max-connections", type=_count, default=usual.connections,
        help="served at once; more wait")  # fmt: skip
    add("--time", type=_seconds, default=usual.time, help="seconds for one request")
    add("--idle", type=_seconds, default=usual.idle, help="seconds without a byte")
    add("--settle", type=_seconds, default=usual.settle,
        help="seconds of silence that end an EXISTS, GET or DELETE of an old client; "
        "four times as long where the path may be half of one that is there")  # fmt: skip
    add("--grace", type=_seconds, default=10.0, help="seconds for open requests when told to stop")
    add(
        "--marked",
        action="store_true",
        help=f"serve only while the folder holds the file {MARK} "
        f"(lay it there once: touch FOLDER/{MARK}), without which its disk is not mounted",
    )
    add("--sweep", action="store_true", help="first remove what killed writers left unfinished")
    add("-v", "--verbose", action="store_true", help="a line for each request")
    add("--debug", action="store_true", help="also every piece that is received")
    return parser


class _Parser(argparse.ArgumentParser):
    """What is wrong, and how to get help: the whole usage is in the help."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\nhow it is used: {self.prog} --help\n")


def _octal(text: str) -> int:
    try:
        return int(text, 8) & 0o777
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no octal number: write 640") from None


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 0xFFFF:
        raise argparse.ArgumentTypeError(f"{text} is no port: write 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    return int(_seconds(text))


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 2**62:
        raise argparse.ArgumentTypeError(f"{text} is no number above nought")
    return number


def _log_to_stderr(options: argparse.Namespace) -> None:
    level = logging.INFO if options.verbose else logging.WARNING
    logging.basicConfig(
        level=logging.DEBUG if options.debug else level,
        format="%(asctime)s %(levelname)s %(message)s",
    )


def _become(user: str) -> None:
    """Gives up root for good; OSError or KeyError when that cannot be done."""
    if not user:
        return
    try:
        entry = pwd.getpwnam(user)
    except KeyError:
        raise OSError(f"there is no user {user}: make one (adduser --system {user})") from None
    if entry.pw_uid == os.geteuid():
        return
    if os.geteuid() != 0:
        raise OSError(f"only root can become {user}: start as root, or leave --user out")
    os.initgroups(user, entry.pw_gid)
    os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
    os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)


def _tell_systemd(state: str) -> None:
    """sd_notify(3), when systemd asked for it."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.connect("\0" + address[1:] if address.startswith("@") else address)
        sock.sendall(state.encode())


def _fail(message: str) -> int:
    print(f"storagemaster: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
