"""Copy as: one writer for each form in which people hand a request to somebody else."""
