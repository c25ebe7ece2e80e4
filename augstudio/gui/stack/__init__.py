"""The pipeline as a stack of cards."""
