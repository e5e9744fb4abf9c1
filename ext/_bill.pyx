# cython: language_level=3
"""Read a bill of materials: the rows of a declaration as columns, in one pass. Nothing is rounded: amounts are Decimals.

Half of what comparing a bill costs is reading it; compiled, a row is a few look-ups in its dictionary.
"""

from decimal import Decimal

cdef object number = Decimal


def columns(written, currency, rates, dict unions, multiply):
    """Codes, their first six digits, origins, flags and amounts of `written`, and currencies without a rate.

    `rates`: units of `currency` for one of its own; None: none. `unions`: a member economy → its union.
    `multiply`: two decimals, exactly.
    """
    cdef list codes = [], six = [], origins = [], originating = [], amounts = []
    cdef dict one, value, missing = {}
    cdef str code
    for row in written:
        one = row if type(row) is dict else dict(row)
        code = one["commodity_code"]
        if "." in code or " " in code:
            code = code.replace(".", "").replace(" ", "")
        codes.append(code)
        six.append(code if len(code) <= 6 else code[:6])
        origin = one.get("origin")
        origins.append(unions.get(origin, origin) if origin else None)
        originating.append(one.get("originating"))
        given = one.get("value")
        amount = None
        if given is not None:
            value = given if type(given) is dict else dict(given)
            amount = number(value["amount"])
            own = value["currency"]
            if not amount:  # Nothing that went in is worth nothing: nobody valued it.
                amount = None
            elif own != currency:
                rate = rates.get(own) if rates and currency else None
                if rate is None:
                    missing[own] = None
                    amount = None
                else:
                    amount = multiply(amount, number(rate)) or None
        amounts.append(amount)
    return codes, six, origins, originating, amounts, tuple(missing)
