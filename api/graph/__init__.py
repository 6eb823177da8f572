"""The records as a graph: which links are edges, who is near whom, and by which ways two records are connected."""
