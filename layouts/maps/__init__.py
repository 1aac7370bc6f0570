"""Maps of regions before a screen or paper draws them."""
