"""What the office's own closed cases teach about the open ones: whether a lead converts, whether a sale is won.

`outcomes` says what a case is, `features` what is known of one, `cases` reads them, `left_out` finds what must
not be learnt from, `bayes` counts and pushes, `dealing` and `checking` try it out on cases held back, `study` does all
of it, `model` is what was learnt, `keeping` keeps it in the book, and `asking` answers screens and command line.
"""
