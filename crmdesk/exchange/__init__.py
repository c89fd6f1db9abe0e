"""What comes in and goes out: files of other programs."""
