"""Reads the body of a request whole before anything else: counted, and within a time, so that no sender keeps a thread."""

from __future__ import annotations

import threading
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from werkzeug.exceptions import RequestEntityTooLarge, RequestTimeout
from werkzeug.wsgi import get_content_length, get_input_stream

FIRST_SECONDS = 10.0  # for a body of any size
LEAST_SPEED = 64 * 1024  # bytes a second that a larger one must come in with
PART = 64 * 1024
IN_MEMORY = 2**20  # of a body; what is longer is in a file without a name, gone when it is closed


def keep_body(environ: dict[str, Any], most: int) -> None:
    """Read the body of a request whole; raises RequestEntityTooLarge, RequestTimeout, ClientDisconnected.

    The server gives a body without a limit of time. A thread of its own waits for it, until the connection is closed
    with our answer; one that does not declare its length is counted, or it would be cut off at the limit.
    """
    declared = get_content_length(environ)
    if declared is not None and declared > most:
        raise RequestEntityTooLarge
    reading = _Reading(get_input_stream(environ, max_content_length=most + 1), most)
    reader = threading.Thread(target=reading.read, daemon=True)
    reader.start()
    reader.join(FIRST_SECONDS + (most if declared is None else declared) / LEAST_SPEED)
    if reader.is_alive():
        raise RequestTimeout
    if reading.error is not None:
        raise reading.error
    environ["CONTENT_LENGTH"] = str(reading.body.tell())
    reading.body.seek(0)
    environ["wsgi.input"] = reading.body
    environ.pop("HTTP_TRANSFER_ENCODING", None)


def drop_body(environ: dict[str, Any]) -> None:
    """Leave out the body of a request that only asks: a handler that looks at its form would wait for it without an end."""
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(), "0"
    environ.pop("HTTP_TRANSFER_ENCODING", None)


class _Reading:
    """A body that is being read."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self.body, self.error = SpooledTemporaryFile(IN_MEMORY), None  # noqa: SIM115 - the request reads it
        self._stream, self._most = stream, most

    body: SpooledTemporaryFile[bytes]
    error: Exception | None

    def read(self) -> None:
        """Read on to the end or the limit, and keep what went wrong."""
        left = self._most
        try:
            while left >= 0 and (part := self._stream.read(PART)):
                self.body.write(part)
                left -= len(part)
            if left < 0:
                raise RequestEntityTooLarge
        except Exception as error:  # raised again by the thread that answers
            self.error = error
