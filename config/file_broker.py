"""Kombu's filesystem transport with a bell: who puts a message wakes the worker, which need not look.

Kombu's own lists the folder ten times a second for ever, or lets a message wait. Here a named pipe beside the
messages is rung whenever one was put or acknowledged; a worker sleeps until then and looks by itself once
a second, in case that a ring was lost. On a mounted folder without named pipes, only the latter remains.
"""

import contextlib
import errno
import os
import select
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic, monotonic_ns
from typing import Any

from kombu import Connection
from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

BELL = "bell"


class Channel(filesystem.Channel):
    """A channel that rings and whose messages are whole from the start."""

    @property
    def bell(self) -> Path:
        """Return the named pipe that wakes who reads this channel's messages."""
        return self.control_folder / BELL

    def _put(self, queue: str, message: object, **_kwargs: object) -> None:  # type: ignore[override] # stubs differ
        """Write a message under a name that nobody reads, then move it: kombu's own may be read by half."""
        name = f"{monotonic_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        place = Path(self.data_folder_out) / name
        unfinished = place.with_name(f"{name}.part")
        try:
            unfinished.write_bytes(str_to_bytes(dumps(message)))
            unfinished.replace(place)
        except OSError as error:
            raise ChannelError(f"Cannot add file {str(place)!r} to directory") from error
        ring(self.bell)

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:  # noqa: FBT001, FBT002 (kombu's)
        """Make room for the next message, which a full worker has not looked for."""
        super().basic_ack(delivery_tag, multiple)
        ring(self.bell)

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:  # noqa: FBT001, FBT002 (kombu's)
        """Make room as well."""
        super().basic_reject(delivery_tag, requeue)
        ring(self.bell)


class Transport(filesystem.Transport):
    """A transport that waits for the bell between two looks."""

    Channel = Channel
    _bell: int | None = None

    def drain_events(  # type: ignore[override] # kombu gives the time to wait by position, too
        self, connection: Connection, timeout: float | None = None
    ) -> None:
        """Hand out one message, or raise `TimeoutError` when none came for `timeout` seconds."""
        begun = monotonic()
        while True:
            try:
                self.cycle.get(  # type: ignore[union-attr] # made with the transport
                    self._deliver, timeout=timeout
                )
            except Empty:
                left = self._interval if timeout is None else timeout - (monotonic() - begun)
                if left <= 0:
                    raise TimeoutError from None
                self._wait(min(left, self._interval))
            else:
                return

    def close_connection(self, connection: Connection) -> None:
        """Put the bell away, too."""
        super().close_connection(connection)
        if self._bell is not None:
            os.close(self._bell)
            self._bell = None

    @property
    def _interval(self) -> float:
        return float(self.polling_interval or 1)

    def _wait(self, seconds: float) -> None:
        if self._bell is None:
            options: Any = self.client.transport_options  # type: ignore[union-attr] # there while it is open
            self._bell = _hung_up(Path(options["control_folder"]) / BELL)
        bell = self._bell
        if select.select([] if bell is None else [bell], [], [], seconds)[0] and bell is not None:
            with contextlib.suppress(BlockingIOError):
                os.read(bell, select.PIPE_BUF)


def ring(bell: Path) -> None:
    """Wake who waits for the bell; nothing when nobody does."""
    with contextlib.suppress(OSError):
        pipe = os.open(bell, os.O_WRONLY | os.O_NONBLOCK)
        try:
            os.write(pipe, b".")
        finally:
            os.close(pipe)


def _hung_up(bell: Path) -> int | None:
    """Open the pipe to wait on, made when it is missing; None where the folder can have none."""
    try:
        os.mkfifo(bell)
    except OSError as error:
        if error.errno != errno.EEXIST:
            return None
    # For writing, too: a pipe whose last writer has gone would be ready to read for ever.
    return os.open(bell, os.O_RDWR | os.O_NONBLOCK)
