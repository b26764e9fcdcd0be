"""One module a question: what was found goes in, an Answer comes out."""
