"""Real servers for tests: each started on a free port in a folder of its own."""
