"""What happens: clicks, refresh and navigation."""
