"""The site: pages, photo files, sign-in. `web.app:create_app` is the application."""
