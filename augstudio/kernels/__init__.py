"""The few pixel operations that every transform comes down to, in plain functions, one folder a framework."""
