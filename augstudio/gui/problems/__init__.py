"""What is doubtful about the pipeline."""
