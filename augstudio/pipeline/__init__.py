"""What the user designed: steps in order, read from and written to YAML."""
