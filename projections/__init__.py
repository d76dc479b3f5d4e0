"""Read models: each a fold over the log, with its own tables and its own position.

Everything here can be thrown away and folded again. Each row is made from one stream
alone; what needs two (who may see it, whose fave it is) is joined when read.
"""
