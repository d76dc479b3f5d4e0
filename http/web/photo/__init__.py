"""One photo as its viewer may see it, for the pages about it."""
