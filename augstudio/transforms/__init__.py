"""What can happen to an image: one file a transform."""
