"""Tasks of the weekly meeting: what they are, how they are kept, what came of them."""
