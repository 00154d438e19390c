"""Measures the speed of ki67 beside decoders and peers; `bench.py` is the command."""
