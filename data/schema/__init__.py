"""The tables of the database, built from the catalogue in the portable subset of SQL."""

from data.schema.schema import Schema, build_schema

__all__ = ["Schema", "build_schema"]
