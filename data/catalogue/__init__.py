"""What every number means: metrics, measures and reference tables, read from TOML and checked."""

from data.catalogue.catalogue import Catalogue, load_catalogue
from data.catalogue.definitions import Direction, Measure, Metric

__all__ = ["Catalogue", "Direction", "Measure", "Metric", "load_catalogue"]
