"""Steps that hold other steps, and decide which of them are applied, and in which order."""
