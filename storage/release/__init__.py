"""What must hold of a document before anybody cites it."""
