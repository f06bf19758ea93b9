"""What specialists can do: typed calls of the business services, and how their results are said."""
