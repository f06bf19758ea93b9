"""What others' software does with the same work, for comparison."""
