"""The transform library."""
