"""The list for other programs: each format is one small module, and `mapping` says which field goes where."""
