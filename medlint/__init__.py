"""medlint keeps lists of medical imaging datasets honest."""

__version__ = "0.1.0"
