"""What developers of CRM Desk use; no part of the program."""
