"""What several pages say of brands."""
