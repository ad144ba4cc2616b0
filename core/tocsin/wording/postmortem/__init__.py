"""The post-mortem: what is said about it, the document, its points, and how chat shows it."""
