"""What a draft must prove before it is submitted: its rules looked over, its cases run, its thresholds probed."""
