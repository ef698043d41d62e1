"""Teams as the tests have it: a strict stub, and people at their Teams."""
