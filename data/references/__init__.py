"""The reference tables: brands, duty posts, and changes made to them."""
