"""Tasks of the weekly meeting: what they are, how they are kept, what came of them."""

from data.tasks.outcome import Finding
from data.tasks.store import Listed, tasks_of
from data.tasks.task import Status, Task

__all__ = ["Finding", "Listed", "Status", "Task", "tasks_of"]
