"""A Flickr of our own: real REST, OAuth 1.0a, uploads and files over a world kept in one folder.

`values` says what is in the world and `world` keeps it; `permission` says who may see what;
`methods` answers Flickr's API calls as element trees, which `wire` writes as XML or JSON;
`oauth` and `signin` let members in; `files` and `pictures` serve photographs; `backdoor` and
`faults` make life and trouble happen; `app` puts them together and `server` runs them.
"""
