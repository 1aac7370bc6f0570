"""The reference tables, in place of the first tables of brands and published figures."""

from alembic import op
from sqlalchemy import inspect

from data.catalogue import load_catalogue
from data.schema import build_schema

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CARRIED = (
    "INSERT INTO ref_brand (row_no, county, brand_no, zh, seal, brand_class, since, organisation, story, "
    "source_note, is_example) "
    "SELECT (SELECT COUNT(*) FROM brand b WHERE b.brand_key <= a.brand_key), county_code, 1, zh, seal, "
    "CASE brand_class WHEN '专业+' THEN 'professional' WHEN '行业+' THEN 'industry' ELSE 'association' END, "
    "since, organisation, story, source_note, is_example FROM brand a"
)


def upgrade() -> None:
    """Make the tables where the first schema of a newer program has not, and carry the brands over."""
    bind = op.get_bind()
    for table in build_schema(load_catalogue()).references.values():
        table.create(bind, checkfirst=True)
    if inspect(bind).has_table("brand"):
        op.execute(CARRIED)
        op.drop_table("brand")
        op.drop_table("published_figure")
