"""The `exact` style: one file that draws what the preview draws, made of the engine's own source."""
