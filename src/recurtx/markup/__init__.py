"""Blocks, and one fold for each format."""
