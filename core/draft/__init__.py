"""Rules on their way: a rule set's content as entries that are edited, compared, merged and checked. Pure: no store."""
