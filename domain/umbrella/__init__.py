"""The umbrella company (EPS): declared, guaranteed, insured, its fee adopted."""
