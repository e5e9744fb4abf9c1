# Declared values → the integers that the image compares. Plain Python values in, exact in every digit.

from decimal import ROUND_FLOOR, Context, Decimal

EXACT = Context(prec=200)

cdef int64_t MOST = <int64_t>1 << 62


cdef int64_t number(object value) except? -1:
    """A decimal as twice its millionths, rounded down, plus one when digits were cut: compares exactly with any
    threshold of at most six places. Saturates beyond 10^12, where no threshold lies.
    """
    cdef str text
    cdef Py_ssize_t k, size
    cdef int64_t whole = 0
    cdef int places = -1, digits = 0
    cdef bint negative = False, cut = False
    cdef Py_UCS4 c
    if type(value) is str:
        text = <str>value
    elif type(value) is int:
        text = str(value)
    else:
        text = str(value)
    size = len(text)
    for k in range(size):
        c = text[k]
        if c == u'-' and k == 0:
            negative = True
        elif u'0' <= c <= u'9':
            if places >= 6:
                cut = cut or c != u'0'
                continue
            digits += 1
            if digits > 17:
                return slow_number(value)
            whole = whole * 10 + (<int>c - 48)
            if places >= 0:
                places += 1
        elif c == u'.' and places < 0:
            places = 0
        else:
            return slow_number(value)
    if digits == 0:
        return slow_number(value)
    places = 0 if places < 0 else places
    if digits + 6 - places > 18:
        return slow_number(value)
    whole *= <int64_t>POWER[6 - places]
    if negative:
        return -2 * whole - (1 if cut else 0)
    return 2 * whole + (1 if cut else 0)


cdef int64_t slow_number(object value) except? -1:
    scaled = Decimal(value).scaleb(6)
    if scaled.adjusted() > 17:
        return MOST if scaled > 0 else -MOST
    low = scaled.to_integral_value(ROUND_FLOOR)
    return 2 * int(low) + (1 if low != scaled else 0)


def number_key(value):
    """`number` for the writer of the image and for tests."""
    return number(value)


cdef inline int32_t economy_number(object code) except -2:
    """AA is 0, ZZ is 675; -1 for None."""
    cdef Py_UCS4 a, b
    if code is None:
        return -1
    a = (<str>code)[0]
    b = (<str>code)[1]
    return (<int32_t>a - 65) * 26 + <int32_t>b - 65


cdef inline int code_of(str digits, Ask* ask) except -1:
    """Pack a declared code: left-aligned in 12 digits, and its length."""
    cdef Py_ssize_t k, size = len(digits)
    cdef uint64_t value = 0
    cdef Py_UCS4 c
    if size > 12:
        raise ValueError("a commodity code has at most 12 digits")
    for k in range(size):
        c = digits[k]
        if not u'0' <= c <= u'9':
            raise ValueError("a commodity code has digits only")
        value = value * 10 + (<uint64_t>c - 48)
    ask.code = value * POWER[12 - size]
    ask.length = <uint8_t>size
    return 0
