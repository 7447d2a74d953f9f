"""bylaws: an acceptable use policy that runs."""

__version__ = "0.1.0"
