"""A client company: who it is, on which terms it pays, whom to speak to."""
