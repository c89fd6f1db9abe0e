"""The screens of leads: their list, their board, and the question when they are given up."""
