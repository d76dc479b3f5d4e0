"""Flickr: the client, the pollers, and a simulated one to try them on."""
