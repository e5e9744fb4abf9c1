"""What a change of the rules would have done to decisions that were made: pure, and of one decision at a time."""
