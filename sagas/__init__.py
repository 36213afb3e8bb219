"""What one party's act asks of the others: one file, one story."""
