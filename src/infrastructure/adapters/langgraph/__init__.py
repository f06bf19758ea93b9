"""The team of agents as a LangGraph graph."""
