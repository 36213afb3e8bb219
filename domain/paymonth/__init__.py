"""One month of one consultant: reported, approved, computed, transferred, accounted for."""
