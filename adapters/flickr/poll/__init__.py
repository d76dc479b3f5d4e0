"""The pollers: what a member's token can see at Flickr, compared with what is known.

A poller looks where an index tells it to; what it records, the streams' own state decides.
"""
