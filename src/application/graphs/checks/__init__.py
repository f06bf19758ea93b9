"""What is checked of an answer before it is spoken."""
