"""What machines ask of the site: health, figures, deliveries."""
