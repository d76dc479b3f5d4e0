"""PuSH from Flickr: subscribing, answering Flickr's questions, reading what it delivers."""
