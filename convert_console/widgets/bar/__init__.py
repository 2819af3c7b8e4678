"""The top row: whose profile, where to, as whom, how, and Send."""
