"""The product before and after a change, rendered with the same data at the same moment and compared pixel by pixel.

python -m tests.compare main            # everything that tests/compare/shots.py and files.py list
python -m tests.compare main overview   # only what has "overview" in its name
"""
