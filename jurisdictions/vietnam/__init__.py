"""Viet Nam: scrap and waste at the border.

Law on Environmental Protection 72/2020/QH14 (Official Gazette 1185+1186, 25 Dec 2020), Decision 13/2023/QD-TTg (list of scrap permitted
as production material), Decree 08/2022/ND-CP as amended by Decrees 05/2025 and 48/2026, Circulars 18/2024/TT-BCT and 41/2026/TT-BCT
(temporary import, re-export, merchanting), Decrees 45/2022 and 169/2026 (penalties). Data only; sources and gaps in README.md.
"""
