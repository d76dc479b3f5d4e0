"""Other forms of the same pages: Atom, oEmbed, and the description of them all."""
