"""JSON Schema: reading a schema, judging a value by it, and saying what is wrong with the value."""
