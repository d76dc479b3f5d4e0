"""Searching: text in its normal form, the query language, what is indexed, and the port.

Text is cut into words here and nowhere else, so that every index finds the same.
"""
