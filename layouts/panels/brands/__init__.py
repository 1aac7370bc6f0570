"""Panels and facts about brands that several pages share."""
