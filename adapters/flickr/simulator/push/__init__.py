"""PuSH: who has subscribed to what, and the news on its way to them.

`topics` says whom a change of the world concerns, `atom` writes it down, `post` carries it over
HTTP in the background, and `hub` puts them together.
"""
