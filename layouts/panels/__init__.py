"""The panels: each a function from readings to a chart, tiles or sentences."""
