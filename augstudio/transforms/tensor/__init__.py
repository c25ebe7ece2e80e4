"""Transforms that make the image what a model expects."""
