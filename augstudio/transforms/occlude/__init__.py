"""Transforms that cover parts of the image."""
