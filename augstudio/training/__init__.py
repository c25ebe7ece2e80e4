"""Does it help: models, the training loop, learning curves."""
