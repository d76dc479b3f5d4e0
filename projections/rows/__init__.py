"""What rows each kind of stream makes: pure functions from a stream's facts to rows."""
