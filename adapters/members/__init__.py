"""What members do here: joining, choosing backups, correcting places, changing things at Flickr."""
