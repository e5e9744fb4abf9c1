"""Viet Nam: scrap and waste at the border, as data.

Law on Environmental Protection 72/2020/QH14 (Official Gazette 1185+1186, 25 December 2020); Decision 13/2023/QD-TTg,
the list of scrap permitted as production material; Decree 08/2022/ND-CP as amended by Decrees 05/2025 and 48/2026;
Circulars 18/2024/TT-BCT and 41/2026/TT-BCT on temporary import, re-export and merchanting; Decrees 45/2022 and
169/2026 on penalties. What was read of each, and what was not found, stands in README.md.
"""
