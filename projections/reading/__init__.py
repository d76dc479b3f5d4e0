"""What pages and pollers ask of the read model: queries that know time and viewers."""
