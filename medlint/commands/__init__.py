"""What the commands do: they alone print."""
