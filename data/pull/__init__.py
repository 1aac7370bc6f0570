"""Feeds: figures that are fetched from other systems by themselves."""
