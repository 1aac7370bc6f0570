"""The regions: province, cities, counties and offices, their names, borders and days of validity."""

from data.regions.region import Level, Region
from data.regions.tree import Regions, load_regions

__all__ = ["Level", "Region", "Regions", "load_regions"]
