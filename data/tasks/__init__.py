"""Tasks of the weekly meeting: what they are, how they are kept, whether they worked."""

from data.tasks.lists import Listed, tasks_of
from data.tasks.outcome import TaskFinding
from data.tasks.task import Task, TaskStatus

__all__ = ["Listed", "Task", "TaskFinding", "TaskStatus", "tasks_of"]
