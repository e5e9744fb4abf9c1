"""Malaysia: export duty on crude palm oil and the import of waste, as data.

Law: Customs Act 1967 (ss. 12, 14(2), 133, 135); customs notice of 30 December 2019 and the Budget 2025 scale for
crude palm oil
(customs.gov.my; Ministry of Finance); Customs (Prohibition of Imports) Orders 2017 and 2023 with their amendments
of 2022, 2024 and 2025
(Federal Gazette, federalgazette.agc.gov.my); SIRIM guidelines on waste paper, metal scrap and waste plastic;
Environmental Quality Act 1974 s. 34B.
What was read of each, and what was not found, stands in README.md.
"""
