"""Walls: their scenes, the editor's drafts, and the pages about them."""
