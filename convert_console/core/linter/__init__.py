"""The linter: one small function for each rule, in a file for each subject."""

# It forbids nothing: a tester may need to send exactly the broken request.
