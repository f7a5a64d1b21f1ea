"""Rules about what the registries say."""
