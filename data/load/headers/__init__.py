"""What the headers, titles and labels of a sheet say."""
