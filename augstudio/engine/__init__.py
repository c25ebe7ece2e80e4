"""How a pipeline runs on a batch of images."""
