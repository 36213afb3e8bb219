"""Who may ask, and the form of requests and replies, whatever the way in."""
