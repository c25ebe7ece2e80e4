"""Transforms that change values, pixel by pixel."""
