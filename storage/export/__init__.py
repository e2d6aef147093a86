"""The corpus as others read it: records, Parquet, WACZ."""
