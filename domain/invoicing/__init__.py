"""An invoice series: its numbers are chronological and continuous."""
