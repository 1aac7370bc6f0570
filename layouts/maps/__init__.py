"""Maps of regions before a screen or a paper draws them."""
