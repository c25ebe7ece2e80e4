"""Runs that were kept: listed, laid over each other, their designs compared."""
