"""What is open now: the document and its history."""
