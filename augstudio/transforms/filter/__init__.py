"""Transforms that blur, sharpen, and spoil the picture as cameras and files do."""
