"""Batches to weights: the loop, its schedule, its checkpoints; no files, no prints."""
