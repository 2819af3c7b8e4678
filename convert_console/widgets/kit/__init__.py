"""Small widgets that every pane is made of; they know the look and nothing of the endpoint."""
