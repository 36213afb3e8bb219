"""Principals, requests and replies, independent of the transport."""
