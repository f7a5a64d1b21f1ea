"""A language server: what `medlint check --offline` says, while the list is written. Needs the extra `medlint[lsp]`."""
