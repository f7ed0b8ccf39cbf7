"""The use cases: one function each, to be read as the path of data; no prints, no exits."""
