"""What is written from the notebooks and course.toml: headers, README tables, the students' exercises."""
