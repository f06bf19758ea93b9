"""A replica's lease: as long as it holds, the control plane counts on the replica's calls."""
