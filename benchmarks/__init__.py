"""Long runs of the lessons' own functions, and the tables that the lessons show."""
