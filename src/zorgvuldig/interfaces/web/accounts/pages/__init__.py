"""The pages with which people get in, stay in and keep their own means of login."""
