"""Form fields, each of which shows and edits one value of the document."""
