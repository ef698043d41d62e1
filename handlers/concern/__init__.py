"""Questions, issues, complaints and words in confidence: raised, handled, answered by a day (R5.5, R8)."""
