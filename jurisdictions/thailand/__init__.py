"""Thailand: what the Ministry of Commerce bars as waste, and what the Hazardous Substance Act watches.

Notifications of the Ministry of Commerce under section 5 of the Export and Import of Goods Act B.E. 2522 (1979),
published in the Royal Gazette (municipal waste B.E. 2562, electronic waste B.E. 2563 and B.E. 2568, plastic scrap
B.E. 2567), read in secondary sources. Data only: see README.md for coverage, sources and what is not held.
"""
