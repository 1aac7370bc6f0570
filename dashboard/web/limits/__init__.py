"""How much, how often and how slowly may be asked."""
