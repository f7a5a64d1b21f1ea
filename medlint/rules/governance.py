"""Rules about licences, access and verification."""
