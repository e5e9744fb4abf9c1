"""Indonesia: timber export and the import of waste, as data.

Law: joint decree 1132/Kpts-II/2001 and 292/MPP/Kep/10/2001 (logs); Permendag 44/2012, 35/2011 and 22/2023 (prohibited
forms); Permendag 84/2016, 15/2020, 45/2020 and 74/2020 (technical criteria, V-Legal); Government Regulation 55/2008 and
PMK 166/PMK.010/2020 (export duty); Law 18/2008, Law 32/2009, Permendag 84/2019 and 24/2025, joint decree of 27 May 2020
(waste).
What was read of each, and what was not found, stands in README.md.
"""
