"""What a pipeline looks like: originals beside variants, and every step between."""
