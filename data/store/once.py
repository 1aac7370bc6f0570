"""A file that is made once: of several processes or threads that make it together, the first one's is kept."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def put_once(file: Path, text: str) -> None:
    """Make a file complete in one step, for its owner alone; one that is there stays as it is. Raises OSError."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as made:
            made.write(text)
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
