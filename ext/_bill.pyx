# cython: language_level=3
"""A bill of materials: its rows read as columns, and those sifted that do not originate. Amounts are Decimals, exact.

Half of what comparing a bill costs is reading it; compiled, a row is a few look-ups in its dictionary.
"""

from decimal import Decimal

cdef object number = Decimal
cdef object NOTHING = Decimal(0)


def columns(written, currency, rates, dict unions, multiply, frozenset no_chapters):
    """Codes, their first six digits, origins, flags and amounts of `written`, currencies without a rate, origins of
    what is said to originate, and codes that are short or of no chapter of the Harmonized System.

    `rates`: units of `currency` for one of its own; None: none. `unions`: a member economy → its union.
    `multiply`: two decimals, exactly.
    """
    cdef list codes = [], six = [], origins = [], originating = [], amounts = []
    cdef dict one, value, missing = {}
    cdef set homes = set(), doubtful = set()
    cdef str code, first
    for row in written:
        one = row if type(row) is dict else dict(row)
        code = one["commodity_code"]
        if "." in code or " " in code:
            code = code.replace(".", "").replace(" ", "")
        codes.append(code)
        first = code if len(code) <= 6 else code[:6]
        six.append(first)
        if len(first) < 6 or first[:2] in no_chapters:
            doubtful.add(first)
        origin = one.get("origin")
        origin = unions.get(origin, origin) if origin else None
        origins.append(origin)
        own = one.get("originating")
        originating.append(own)
        if own and origin is not None:
            homes.add(origin)
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
    return codes, six, origins, originating, amounts, tuple(missing), frozenset(homes), frozenset(doubtful)


def sift(list originating, list origins, frozenset outside, list codes, list amounts, list order):
    """The materials that do not originate: places; number and code of those of which nothing is said; number, code and
    origin of those that originate in one of the economies `outside`; what all are worth; places in the order given.

    `order`: places by code. The sum is in the decimal context of the caller; None where an amount is not known.
    """
    cdef list places = [], silent = [], elsewhere = []
    cdef Py_ssize_t place
    cdef bint known = True
    mask = bytearray(len(codes))
    cdef unsigned char[:] taken = mask
    total = NOTHING
    for place in range(len(codes)):
        own = originating[place]
        if own:
            if not outside or origins[place] not in outside:
                continue
            elsewhere.append((place + 1, codes[place], origins[place]))
        elif own is None:
            silent.append((place + 1, codes[place]))
        taken[place] = 1
        places.append(place)
        amount = amounts[place]
        if amount is None:
            known = False
        elif known:
            total = total + amount
    return places, silent, elsewhere, total if known else None, [one for one in order if taken[one]]
