"""Form fields: each shows one value of the document and says what the person made of it."""
