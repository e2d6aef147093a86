"""The three statutory tables: recognised, their figures by meaning, their arithmetic."""
