"""What can happen in an archive of Flickr, and what it means.

Pure: frozen values and total functions, no clock, no I/O. Everything here can be
tried in an interactive session with nothing else running.
"""
