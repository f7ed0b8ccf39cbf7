"""The model file: weights and the manifest that explains them; no torch, no pickle."""
