"""Tests of what people in Discord see: simcord types commands and clicks buttons, nothing is mocked."""
