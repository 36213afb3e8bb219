"""Where Jalon meets the machine: storage, keys, documents, time and the wire."""
