"""Loading files: from sheets as they were sent to partitions of the store."""
