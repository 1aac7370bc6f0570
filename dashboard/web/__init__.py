"""The HTTP side: requests, the API, and pages that are forms."""
