"""Texts in two languages, formats of amounts and dates, and HTML pages."""
