"""The documents of a record: a list with a preview, files in and out, and copies open in other programs."""
