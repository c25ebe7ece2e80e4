"""The open data: opening them, and what is in them."""
