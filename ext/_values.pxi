# Declared values → the integers that the image compares. Plain Python values in, exact in every digit.

from decimal import ROUND_FLOOR, Context, Decimal

EXACT = Context(prec=200)

cdef int64_t MOST = <int64_t>1 << 62
FARTHEST = Decimal(2).scaleb(18)


cdef int64_t number(object value, int shift) except? -1:
    """A decimal times ten to the `shift`, as twice its millionths, rounded down, plus one when digits were
    cut: compares exactly with any threshold of at most six places. Saturates beyond 10^12, where no threshold lies.
    """
    cdef str text
    cdef Py_ssize_t k, size
    cdef int64_t whole = 0
    cdef int places = -1, digits = 0, limit = 6 + shift
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
            if places >= limit:
                cut = cut or c != u'0'
                continue
            digits += 1
            if digits > 17:
                return slow_number(value, shift)
            whole = whole * 10 + (<int>c - 48)
            if places >= 0:
                places += 1
        elif c == u'.' and places < 0:
            places = 0
        else:
            return slow_number(value, shift)
    if digits == 0:
        return slow_number(value, shift)
    places = 0 if places < 0 else places
    if digits + limit - places > 18 or limit - places > 12:
        return slow_number(value, shift)
    for k in range(limit - places):
        whole *= 10
    if negative:
        return -2 * whole - (1 if cut else 0)
    return 2 * whole + (1 if cut else 0)


cdef int64_t slow_number(object value, int shift) except? -1:
    scaled = Decimal(value).scaleb(6 + shift, EXACT)
    if abs(scaled) > FARTHEST:
        return MOST if scaled > 0 else -MOST
    low = scaled.to_integral_value(ROUND_FLOOR, EXACT)
    return 2 * int(low) + (1 if low != scaled else 0)


def number_key(value, int shift=0):
    """`number` for the writer of the image and for tests."""
    return number(value, shift)


cdef int ordinal(str day) except -1:
    """The proleptic ordinal of a day written as 2025-01-31; the form was validated before."""
    cdef int year, month, number, k
    cdef int[10] digit
    if len(day) != 10:
        raise ValueError(f"{day!r} is no day")
    for k in range(10):
        digit[k] = <int>day[k] - 48
        if k != 4 and k != 7 and not 0 <= digit[k] <= 9:
            raise ValueError(f"{day!r} is no day")
    year = digit[0] * 1000 + digit[1] * 100 + digit[2] * 10 + digit[3]
    month = digit[5] * 10 + digit[6]
    number = digit[8] * 10 + digit[9]
    # March first: then February's end is the year's.
    if month <= 2:
        year -= 1
        month += 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + number - 306


def ordinal_of(day):
    """`ordinal` for tests."""
    return ordinal(day)


cdef inline int32_t economy_number(object code) except -2:
    """AA is 0, ZZ is 675; -1 for None."""
    cdef Py_UCS4 a, b
    if code is None:
        return -1
    a = (<str>code)[0]
    b = (<str>code)[1]
    return (<int32_t>a - 65) * 26 + <int32_t>b - 65


cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object)
    const char* PyUnicode_DATA(object)


cdef inline int code_of(str digits, Ask* ask) except -1:
    """Pack a declared code: four bits a digit, left-aligned in 12, and its length."""
    cdef Py_ssize_t k, size = len(digits)
    cdef uint64_t value = 0
    cdef const char* text
    cdef uint8_t digit
    if size > 12:
        raise ValueError("a commodity code has at most 12 digits")
    if not PyUnicode_IS_ASCII(digits):
        raise ValueError("a commodity code has digits only")
    text = PyUnicode_DATA(digits)
    for k in range(size):
        digit = <uint8_t>(text[k] - 48)
        if digit > 9:
            raise ValueError("a commodity code has digits only")
        value = value << 4 | digit
    ask.code = value << 4 * (12 - size)
    ask.length = <uint8_t>size
    return 0


cdef Py_ssize_t plain_words(str description, char* words, Py_ssize_t room):
    """A description in canonical form (core/keywords.py) if it is ASCII and fits; its length, else -1."""
    cdef Py_ssize_t k, size = len(description), used = 1
    cdef const char* text
    cdef char c
    if size + 2 > room or not PyUnicode_IS_ASCII(description):
        return -1
    text = PyUnicode_DATA(description)
    words[0] = b" "
    for k in range(size):
        c = text[k]
        if b"A" <= c <= b"Z":
            c += 32
        elif not (b"a" <= c <= b"z" or b"0" <= c <= b"9"):
            c = b" "
        if c != b" " or words[used - 1] != b" ":
            words[used] = c
            used += 1
    if words[used - 1] != b" ":
        words[used] = b" "
        used += 1
    return used if used > 1 else 0


def plain_words_of(str description not None):
    """`plain_words` for tests; None for what is left to core/keywords.py."""
    cdef char[256] words
    cdef Py_ssize_t size = plain_words(description, words, sizeof(words))
    return words[:size].decode() if size >= 0 else None
