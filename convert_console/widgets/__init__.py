"""What is seen: panes that take a model and have `refresh()`."""
