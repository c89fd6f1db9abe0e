"""The screens of the program, one module or folder each."""
