"""The rules as data, which of them are asked, and what their answers come to."""
