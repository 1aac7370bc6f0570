"""Takes off the counts of short reports what others than those who owe a metric's first column were short of."""

from collections import defaultdict
from datetime import date

from alembic import op
from sqlalchemy import Connection, and_, delete, func, select, update

from data.catalogue import load_catalogue
from data.catalogue.catalogue import Owner
from data.regions.owners import BUREAU
from data.rollup.office_days import SHORT
from data.schema import Schema, build_schema

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OFFICE_CODE = 9


def upgrade() -> None:
    """Put right the coverage of metrics that bureaus owe and of which a part is the offices': 每百人社工."""
    catalogue = load_catalogue()
    schema = build_schema(catalogue)
    for metric in catalogue.metrics.values():
        owners = {catalogue.measures[atom.measure].owner for atom in metric.atoms}
        if catalogue.measures[metric.primary.measure].owner is Owner.BUREAU and owners != {Owner.BUREAU}:
            _take_off(op.get_bind(), schema, f"x:{metric.key}")


def _take_off(connection: Connection, schema: Schema, cell: str) -> None:
    slices = schema.slices
    short = and_(slices.c.measure == SHORT, slices.c.cell == cell)
    of_offices = and_(
        short, func.length(slices.c.region_code) == OFFICE_CODE, slices.c.region_code.not_like(f"%{BUREAU}")
    )
    rows = connection.execute(
        select(slices.c.grain, slices.c.first_day, slices.c.region_code, slices.c.amount, slices.c.closing).where(
            of_offices
        )
    ).all()
    if not rows:
        return
    regions = connection.execute(select(schema.regions.c.code, schema.regions.c.parent_code))
    parent_of = {row.code: row.parent_code for row in regions}
    sums: dict[tuple[str, date, str], list[int]] = defaultdict(lambda: [0, 0])
    for grain, first, office, amount, closing in rows:
        above = parent_of.get(office)
        while above:
            sums[grain, first, above][0] += amount
            sums[grain, first, above][1] += closing
            above = parent_of.get(above)
    for (grain, first, code), (amount, closing) in sums.items():
        which = (slices.c.grain == grain, slices.c.first_day == first, slices.c.region_code == code)
        less = {"amount": slices.c.amount - amount, "closing": slices.c.closing - closing}
        connection.execute(update(slices).where(short, *which).values(less))
    connection.execute(delete(slices).where(of_offices))
    connection.execute(delete(slices).where(short, slices.c.amount <= 0, slices.c.closing <= 0))
