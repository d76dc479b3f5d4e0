"""Everything the archive touches: the log, Flickr, files, settings; and what joins them."""
