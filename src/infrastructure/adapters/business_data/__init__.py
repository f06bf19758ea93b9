"""The company's data files: prices, guides, outages and customers, in the knowledge folder's `business`."""
