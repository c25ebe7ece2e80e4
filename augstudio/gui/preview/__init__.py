"""The pictures: originals beside variants, and how each came about."""
