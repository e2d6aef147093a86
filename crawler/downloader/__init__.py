"""The way to the wire and back: where we may go, at which pace, how a request is asked, recorded and asked again."""
