"""What is checked of every request on its way in: host and origin, proxies, sizes and times, how often, and bodies."""
