"""The sagas (process managers), one file or folder each, and the code that they share."""
