"""What is made of evaluations for people: cases that an agreement has to pass."""
