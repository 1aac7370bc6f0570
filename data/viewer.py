"""Who is looking: passed in from above, never read from a global."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """An account's role, the region its scope begins at, and whether it sees small cells and may write."""

    role: str
    scope: str
    sees_small_cells: bool = False
    is_editor: bool = False
