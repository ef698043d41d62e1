"""What was raised: questions, issues, complaints, words in confidence; and who may know of each (R8)."""
