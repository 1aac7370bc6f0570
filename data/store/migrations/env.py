"""Runs the revisions on the connection that `migrate` passes."""

from alembic import context

from data.catalogue import load_catalogue
from data.schema import build_schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=build_schema(load_catalogue()).metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
