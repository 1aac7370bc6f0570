"""The tables of daily work: walls, alerts, meetings and tasks, a class a table whose attributes are its columns.

Where a table has an edition, the mapper compares it whenever a row is written (`data/store/editions.py`).
"""

from datetime import date, datetime

from sqlalchemy import Float, SmallInteger, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, relationship

from data.schema.table import LONG_TEXT


class Operations(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False):
    """A row of these tables."""

    type_annotation_map = {float: Float}  # noqa: RUF012 - as the base declares it
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012


class Editable(Operations):
    """A row that people edit: `edition` counts its savings from 1, and is set by the mapper."""

    __abstract__ = True

    edition: Mapped[int]


class WallReportRow(Operations):
    """A wall's last report."""

    __tablename__ = "wall_report"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    region: Mapped[str] = mapped_column(String(9))
    wall: Mapped[str] = mapped_column(String(40))
    scene: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    build: Mapped[str] = mapped_column(String(16))
    heap_mb: Mapped[int | None]
    painted_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(80))
    screen: Mapped[str] = mapped_column(String(20))
    is_held: Mapped[int] = mapped_column(SmallInteger)
    is_dark: Mapped[int] = mapped_column(SmallInteger)
    seen_at: Mapped[datetime]


class WallOrderRow(Operations):
    """An order that a wall has not yet taken."""

    __tablename__ = "wall_order"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    order_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(String(12))
    argument: Mapped[str] = mapped_column(String(60))
    given_at: Mapped[datetime]
    region_code: Mapped[str] = mapped_column(String(9))


class AreaAlertRow(Operations):
    """One of the cockpit's own alerts."""

    __tablename__ = "area_alert"

    number: Mapped[int] = mapped_column("alert_no", primary_key=True, autoincrement=False)
    rule: Mapped[str] = mapped_column("rule_key", String(30))
    region: Mapped[str] = mapped_column("region_code", String(9))
    metric: Mapped[str] = mapped_column(String(60))
    period: Mapped[str] = mapped_column("period_key", String(12))
    level: Mapped[str] = mapped_column("alert_level", String(6))
    highest: Mapped[str] = mapped_column("highest_level", String(6))
    figure: Mapped[float]
    limit: Mapped[float] = mapped_column("limit_figure")
    version: Mapped[int] = mapped_column("data_version")
    opened_day: Mapped[date]
    since: Mapped[date | None] = mapped_column("since_day")
    opened_at: Mapped[datetime]
    raised_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(String(40))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(200))


class AreaAlertStepRow(Operations):
    """One thing that happened to an alert."""

    __tablename__ = "area_alert_step"

    number: Mapped[int] = mapped_column("alert_no", primary_key=True, autoincrement=False)
    step_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(40))
    level: Mapped[str] = mapped_column("alert_level", String(6))
    figure: Mapped[float]
    limit: Mapped[float] = mapped_column("limit_figure")
    version: Mapped[int] = mapped_column("data_version")
    reason: Mapped[str] = mapped_column(String(200))


class FrozenWeekRow(Operations):
    """One edition of a frozen week."""

    __tablename__ = "frozen_week"

    region_code: Mapped[str] = mapped_column(String(9), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    edition_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    frozen_at: Mapped[datetime]
    data_version: Mapped[int]
    program: Mapped[str] = mapped_column(String(40))
    post: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(String(200))
    seal: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(LONG_TEXT)


class BaselineRow(Operations):
    """A baseline: a day from which a metric's normal range is computed again."""

    __tablename__ = "signal_step"

    metric: Mapped[str] = mapped_column(String(60), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(9), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]


class ReviewNoteRow(Editable):
    """The note of a page of a meeting, as it was last saved."""

    __tablename__ = "review_note"

    region_code: Mapped[str] = mapped_column(String(9), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    agenda: Mapped[str] = mapped_column(String(20), primary_key=True)
    edition: Mapped[int] = mapped_column("edition_no")
    note: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": edition}  # noqa: RUF012


class TaskRow(Editable):
    """A task as it is now."""

    __tablename__ = "task"

    task_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    edition: Mapped[int] = mapped_column("edition_no")
    region_code: Mapped[str] = mapped_column(String(9))
    first_day: Mapped[date]
    title: Mapped[str] = mapped_column(String(80))
    metric: Mapped[str | None] = mapped_column(String(60))
    place_code: Mapped[str] = mapped_column(String(9))
    owner: Mapped[str] = mapped_column(String(40))
    unit_code: Mapped[str] = mapped_column(String(9))
    due_day: Mapped[date]
    evidence: Mapped[str | None] = mapped_column(Text)
    task_status: Mapped[str] = mapped_column(String(10))
    origin: Mapped[str] = mapped_column(String(6))
    alert_no: Mapped[int | None]
    born_value: Mapped[float | None]
    born_low: Mapped[float | None]
    born_centre: Mapped[float | None]
    born_high: Mapped[float | None]
    born_side: Mapped[int] = mapped_column(SmallInteger)
    born_variation: Mapped[str | None] = mapped_column(String(12))
    is_demo: Mapped[int] = mapped_column(SmallInteger)
    made_by: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": edition}  # noqa: RUF012


class TaskStepRow(Operations):
    """One thing that happened to a task."""

    __tablename__ = "task_step"

    task_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(40))
    before_status: Mapped[str | None] = mapped_column(String(10))
    after_status: Mapped[str] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(String(400))


class OwnWallRow(Editable):
    """A wall that a bureau made itself, as it was last saved."""

    __tablename__ = "own_wall"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    title_zh: Mapped[str] = mapped_column(String(40))
    title_en: Mapped[str] = mapped_column(String(80))
    edition: Mapped[int] = mapped_column()
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(40))
    region_code: Mapped[str] = mapped_column(String(9))
    scenes: Mapped[list["WallSceneRow"]] = relationship(
        primaryjoin="OwnWallRow.name == foreign(WallSceneRow.wall)",
        order_by="WallSceneRow.position",
        cascade="all, delete-orphan",
        lazy="selectin",
    )

    __mapper_args__ = {"version_id_col": edition}  # noqa: RUF012


class WallSceneRow(Operations):
    """One scene of such a wall."""

    __tablename__ = "wall_scene"

    wall: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)


class WallDraftRow(Operations):
    """A wall that is being edited."""

    __tablename__ = "wall_draft"

    mark: Mapped[str] = mapped_column(String(20), primary_key=True)
    body: Mapped[str] = mapped_column(LONG_TEXT)
    made_at: Mapped[datetime]
    region_code: Mapped[str] = mapped_column(String(9))


class WebhookDeliveryRow(Operations):
    """What is or was to be delivered to a receiver of webhooks; `due_at` while it waits, `fault` why it was not taken."""

    __tablename__ = "webhook_delivery"

    receiver: Mapped[str] = mapped_column(String(16), primary_key=True)
    event: Mapped[str] = mapped_column("event_key", String(80), primary_key=True)
    made_at: Mapped[datetime]
    body: Mapped[str | None] = mapped_column(Text, default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    fault: Mapped[str | None] = mapped_column(String(200), default=None)
