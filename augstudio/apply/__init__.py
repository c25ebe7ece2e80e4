"""Augmented data sets: every image several times, in files, with a manifest of every draw."""
