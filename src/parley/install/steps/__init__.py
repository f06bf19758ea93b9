"""What is put on the machine, one file each."""
