"""What visits measured, and what health found, for the crawl to judge by: derived working state."""
