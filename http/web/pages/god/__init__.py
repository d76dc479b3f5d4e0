"""Pages for those who look after the whole archive: the members with the role `admin`.

They show how the archive does, and nothing of anybody's photos that an admin may not see.
"""
