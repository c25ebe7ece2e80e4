"""Host-side arithmetic in float64: the counter-based draws, boxes, matrices, index maps."""
