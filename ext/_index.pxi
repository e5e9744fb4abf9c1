# The index of codes, as it lies in the image: written here, read by `gathered`.

cdef enum:
    SHORTER = 15  # in the place of a key's length: some rule is written longer than these digits


cdef inline uint64_t bits_of(uint64_t mix) noexcept nogil:
    """Three of a filter word's bits, by hash."""
    return (
        <uint64_t>1 << (mix >> 40 & 63) | <uint64_t>1 << (mix >> 46 & 63) | <uint64_t>1 << (mix >> 52 & 63)
    )


cdef inline bint may_hold(const Image* image, uint64_t mix) noexcept nogil:
    """Whether a key may be in the image; no is certain, yes is wrong about once in a hundred."""
    cdef uint64_t bits = bits_of(mix)
    return image.filter[mix >> 6 & image.filter_mask] & bits == bits


cdef inline uint64_t longer_key(uint64_t economy, uint64_t length, uint64_t number) noexcept nogil:
    """The key under which it is noted that some rule's code begins with these digits and goes on."""
    return (economy << 52 | <uint64_t>SHORTER << 48 | number) ^ length << 59


def index(dict postings not None):
    """(buckets, postings, filter) of {key: rules}; a key is economy << 52 | length << 48 | digits, four bits each.

    A key with one rule names it in its bucket; of others the bucket says where in the postings they stand. The
    table of buckets is open-addressed and at most half full; the filter has at least 12 bits a key, the shorter
    beginnings of each code among them.
    """
    cdef Py_ssize_t size = 4, words = 8, count = len(postings), posted = 0, place
    cdef uint64_t key, economy, length, number, mix, keys = 0
    cdef bytes out_buckets, out_postings, out_filter
    cdef Bucket* buckets
    cdef uint32_t* rules
    cdef uint64_t* filter
    while size < 2 * count:
        size *= 2
    for given, some in postings.items():
        posted += len(<list?>some)
        keys += 1 + (<uint64_t>given >> 48 & 15)
    while words * 64 < <Py_ssize_t>keys * 12:
        words *= 2
    out_buckets = bytes(size * sizeof(Bucket))
    out_postings = bytes(posted * sizeof(uint32_t))
    out_filter = bytes(words * sizeof(uint64_t))
    buckets = <Bucket*><char*>out_buckets
    rules = <uint32_t*><char*>out_postings
    filter = <uint64_t*><char*>out_filter
    posted = 0
    for given, some in postings.items():
        key = given
        mix = mixed(key)
        place = mix & (size - 1)
        while buckets[place].count:
            place = (place + 1) & (size - 1)
        buckets[place].key, buckets[place].count = key, <uint32_t>len(<list>some)
        buckets[place].start = <uint32_t>posted
        if len(<list>some) == 1:
            buckets[place].start = (<list>some)[0]
        else:
            for rule in <list>some:
                rules[posted] = rule
                posted += 1
        filter[mix >> 6 & (words - 1)] |= bits_of(mix)
        economy, length, number = key >> 52, key >> 48 & 15, key & ((<uint64_t>1 << 48) - 1)
        while length > 1:
            length -= 1
            number >>= 4
            mix = mixed(longer_key(economy, length, number))
            filter[mix >> 6 & (words - 1)] |= bits_of(mix)
    return out_buckets, out_postings, out_filter
