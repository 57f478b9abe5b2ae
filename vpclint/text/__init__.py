"""JSON and YAML with the place of every value, and a diagnosis of everything that is wrong with a text."""
