"""Running exported code in its real framework, against what the preview shows."""
