"""What is true: catalogue, schema, regions, periods, readings, rollup and load."""
