"""Does it help: the form, the thread that trains, the curves."""
