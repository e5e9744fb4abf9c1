"""China: the import ban on solid waste and what is not waste.

Law, as published where:

- Catalogues of imported waste 2017 to 2019: Announcements 39/2017, 6/2018 and 68/2018 (secondary copies and trade
press).
- Solid Waste Law 2020 (固体废物污染环境防治法), github.com/LawRefBook/Laws @ 2f4c5c2, 2020-09-01 to 2026-08-14.
- Announcement 53/2020: total ban from 2021-01-01, m.fx361.cc 17238587 and chinaafricasps.org 107055.
- Announcements 43/2020, 78/2020, 23/2024 and 14/2025 on recycled raw materials (copies named in README.md).
- GB 34330-2017 and GB 34330-2025, identification of solid waste (secondary).
- Ecological and Environmental Code (生态环境法典), from 2026-08-15, github.com/fengju23/eco-law-search @ 3e45d4ff.

All of it is data; there is no code here.
"""
