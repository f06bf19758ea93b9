"""The processes that carry calls: what they may use, how they fare, and how several are kept behind one."""
