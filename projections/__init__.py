"""What readers see: one file, one reader's question, folded from the facts alone."""
