"""Chile: what may become of cigarettes that customs seized. No border measure, and no law: a comparison.

The disposal routes as Chilean Customs compared them at the APEC workshop "Green Customs for MSMEs", Gyeongju,
24-25 February 2025, presentation 3.5. Data only: see README.md for what the deck says, and what it does not.
"""
