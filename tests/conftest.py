"""What all tests share: the real servers' fixtures, and how hypothesis searches."""

import os

from hypothesis import settings

pytest_plugins = [
    "tests.services.postgresql",
    "tests.services.databases",
    "tests.services.browser",
    "tests.services.solr",
]

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
