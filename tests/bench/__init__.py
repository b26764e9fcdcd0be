"""`make bench`: how fast, how big and how right, as ratios in one run. Nothing here is a test: machines differ."""
