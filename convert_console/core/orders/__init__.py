"""Orders of a CRM as requests: reading a CSV file, mapping its columns, judging every row."""
