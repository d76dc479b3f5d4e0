"""Forgetting, everywhere: asked for by an event, then carried out wherever something is kept."""
