"""Care for the stored files: checking, mending, moving them to another storage."""
