"""What a line typed into the search box means."""
