"""The list as a static site: an index to search, and a page for each dataset."""
