"""The rows of a sheet as office-days."""
