"""Memento (RFC 7089): every page that takes a time can be asked for it by a header.

Pages are their own TimeGates, by pattern 1.1 of the RFC: an answer to `Accept-Datetime`
is a redirect (302) to an address of its own, the page with `?as_of=`.
"""
