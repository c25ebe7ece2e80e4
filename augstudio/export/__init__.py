"""How a pipeline leaves: code and configuration for other frameworks."""
