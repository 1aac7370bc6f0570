"""Loading files: from sheets as they were sent to partitions of the store."""

from data.load.findings import LoadReport
from data.load.load import load_files, load_sheets
from data.load.undo import undo
from data.load.withdrawals import withdraw
from data.load.writing import put_partitions

__all__ = ["LoadReport", "load_files", "load_sheets", "put_partitions", "undo", "withdraw"]
