"""One mission: scoped, signed by three parties, worked, accepted, invoiced, paid, closed."""
