"""Korea: recycled goods, imported and exported waste, motors, and the register of Korea's trade agreements.

The Korea Customs Service notification on recognised origin confirmations (in force 2023-09-07), the Ministry of
Environment notices under the Act on Transboundary Movement of Wastes, and the customs check of motors under the Energy
Use Rationalization Act, all read in press and agency releases. Data only: see README.md for coverage and sources.
"""
