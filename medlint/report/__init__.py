"""Reports: a `Report` becomes text, JSON or another form."""
