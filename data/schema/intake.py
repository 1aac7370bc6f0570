"""The tables of the intake desk: drafts, columns that a sender matched by hand, and who was urged to report."""

from datetime import date, datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.operations import Editable, Operations
from data.schema.table import LONG_TEXT


class DraftRow(Editable):
    """A draft as it was last saved: a file that was given, what was corrected in it, and what became of it.

    `file_key` names the file in the folder of uploads, `body` holds the corrections as JSON. `checked_no` is the data
    version that its sender knows: what later loads gave for the same office-days is not replaced unseen.
    """

    __tablename__ = "intake_draft"

    draft_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    edition: Mapped[int] = mapped_column("edition_no")
    region_code: Mapped[str] = mapped_column(String(9))
    account: Mapped[str] = mapped_column(String(40), index=True)
    post: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column("draft_state", String(10), index=True)
    origin: Mapped[str] = mapped_column(String(6))
    title: Mapped[str] = mapped_column(String(200))
    file_key: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    body: Mapped[str] = mapped_column(LONG_TEXT)
    checked_no: Mapped[int]
    made_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by: Mapped[str | None] = mapped_column(String(40), default=None)
    load_no: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)

    __mapper_args__ = {"version_id_col": edition}  # noqa: RUF012


class ColumnMatchRow(Operations):
    """What a sender said a column means, for files of one shape; an empty `target` says that it is not used."""

    __tablename__ = "column_match"

    account: Mapped[str] = mapped_column(String(40), primary_key=True)
    shape: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(String(120), primary_key=True)
    target: Mapped[str] = mapped_column(String(120))
    saved_at: Mapped[datetime]


class UrgeRow(Operations):
    """One urging of a region to report a section; `last_day` is the last day that is reported on."""

    __tablename__ = "intake_urge"

    region_code: Mapped[str] = mapped_column(String(9), primary_key=True)
    section: Mapped[str] = mapped_column(String(40), primary_key=True)
    urged_at: Mapped[datetime] = mapped_column(primary_key=True)
    last_day: Mapped[date]
    account: Mapped[str] = mapped_column(String(40))
    post: Mapped[str] = mapped_column(String(40))
