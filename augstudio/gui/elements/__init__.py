"""The few small pieces that all panels are made of."""
