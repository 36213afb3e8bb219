"""What each stage of a consultant's facts makes of the state."""
