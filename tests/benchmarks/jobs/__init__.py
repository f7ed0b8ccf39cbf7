"""Jobs over many nights: what they find, and whether training on drift is worth it."""
