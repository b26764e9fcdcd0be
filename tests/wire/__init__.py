"""Tests of the real bot process against a loopback Discord: what goes over the wire, and in what time."""
