"""What runs: settings, application factory, command line and HTTP API."""
