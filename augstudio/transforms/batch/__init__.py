"""Transforms that mix the images of a batch, and their labels with them."""
