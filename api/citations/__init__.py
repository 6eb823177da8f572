"""Citations: an article or the dataset as an item of CSL JSON, and that item in other formats."""
