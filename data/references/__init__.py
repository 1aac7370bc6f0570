"""The reference tables: brands, duty posts, and changes made to them."""

from data.references.brands import Brand, first_brands
from data.references.duty_posts import DutyPosts, Post

__all__ = ["Brand", "DutyPosts", "Post", "first_brands"]
