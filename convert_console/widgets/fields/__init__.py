"""Form fields: each shows one value of the document and says what the user made of it."""
