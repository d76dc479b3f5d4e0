"""PuSH over one archive: the receiver's work, subscriptions, the looks that are due."""
