"""What is asked: who looks, at what, and when."""
