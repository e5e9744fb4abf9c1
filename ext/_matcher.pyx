# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Match and evaluate over one flat image. core/reference.py says the same in plain Python; tests hold the two together.

The image is written by greenlane.core.compile; nothing in it is a pointer, so processes may share it by mmap. Layout:
a header of int64 (see SECTIONS), then each section, 8-byte aligned. All reading is of the image and of the
question; no Python object is touched for a candidate, so the work over columns runs without the GIL.
"""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memchr, memcmp, memcpy, memset

cdef enum:
    FALSE = 0
    UNKNOWN = 1
    TRUE = 2
    PRESUMED = 4

cdef enum:  # kinds of node
    N_NOT = 1
    N_ALL = 2
    N_ANY = 3
    N_BOOLEAN = 4
    N_NUMBER = 5
    N_SYMBOL = 6
    N_LIST = 7
    N_UNDER = 8
    N_ORIGIN = 9
    N_PARTNER = 10
    N_REGIME = 11
    N_PRESENTED = 12
    N_ISSUED = 13
    N_QUANTITY = 14
    N_KEYWORD = 15

cdef enum:  # kinds of rule
    K_PROHIBITION = 0
    K_RESTRICTION = 1
    K_CHARGE = 2
    K_PREFERENCE = 3
    K_SIMPLIFICATION = 4
    K_RISK = 5
    K_NOTICE = 6

cdef enum:  # verdicts, best first
    V_CLEAR = 0
    V_REFERRED = 2
    V_INCOMPLETE = 3
    V_RESTRICTED = 4
    V_PROHIBITED = 5

cdef enum:  # flags of a rule: capped at `referred`; and which parts of an item it looks at
    FLAG_CAPPED = 1
    LOOKS_FACTS = 2
    LOOKS_PAPERS = 4
    LOOKS_TEXT = 8
    LOOKS_QUANTITY = 16

cdef enum:
    NO_DAY = -2147483648
    SETS = 11  # 64-bit words that hold 26 * 26 economies

cdef packed struct Rule:
    int32_t valid_from
    int32_t valid_to
    uint16_t economy
    uint8_t flows
    uint8_t regimes
    uint8_t kind
    uint8_t flags
    uint16_t requires
    int32_t partners
    uint32_t exclude
    uint32_t excludes
    uint32_t keyword
    uint32_t keywords
    uint32_t node
    uint16_t when
    uint16_t nodes
    uint32_t requirement

cdef packed struct Node:
    uint8_t kind
    uint8_t op
    uint16_t slot  # or how many parts
    uint32_t start
    uint32_t count
    int64_t value

cdef packed struct Requirement:
    uint16_t nodes
    uint8_t otherwise
    uint8_t unused

cdef packed struct Code:
    uint64_t value  # four bits a digit, left-aligned in 12
    uint64_t length

cdef packed struct Bucket:
    uint64_t key
    uint32_t start
    uint32_t count

cdef packed struct Longer:
    uint64_t value
    uint32_t rule
    uint32_t length

cdef packed struct Keyword:
    uint32_t start
    uint32_t length

cdef packed struct Presumption:
    int64_t value
    int32_t other  # index of the symbol that is presumed not to be, -1: none
    uint32_t node
    uint32_t nodes
    uint32_t unused

SECTIONS = (
    "rules", "nodes", "requirements", "codes", "buckets", "postings", "longer", "longer_of", "lengths", "sets",
    "keywords", "text", "symbols", "presumed", "presumptions", "meta", "filter",
)
MAGIC = 0x334C4E4752454E47
HEADER = 8 * (2 + 2 * len(SECTIONS))

cdef inline uint64_t leading(uint64_t code, int length) noexcept nogil:
    """The first digits of a code: four bits a digit, left-aligned in twelve."""
    return code >> 4 * (12 - length)


cdef struct Paper:
    int32_t document
    int32_t day

cdef struct Ask:
    int32_t economy
    int32_t day
    uint8_t flow  # bit
    uint8_t regime  # bit
    uint8_t length
    int8_t measure
    uint64_t code
    int32_t origin  # -1: not stated
    int32_t partner
    int64_t quantity
    const char* text
    Py_ssize_t text_length
    const uint8_t* known  # by slot
    const int64_t* values
    const Paper* papers
    Py_ssize_t paper_count


cdef struct Image:
    const Rule* rules
    const Node* nodes
    const Requirement* requirements
    const Code* codes
    const Bucket* buckets
    uint64_t mask
    const uint64_t* filter
    uint64_t filter_mask
    const uint32_t* postings
    const Longer* longer
    const uint32_t* longer_of
    const uint16_t* lengths
    const uint64_t* sets
    const Keyword* keywords
    const char* text
    const uint32_t* symbols
    const int32_t* presumed
    const Presumption* presumptions
    Py_ssize_t rule_count
    Py_ssize_t slots
    Py_ssize_t economies

cdef struct Found:
    uint32_t rule
    uint8_t code
    uint8_t partner
    uint8_t match
    uint8_t verdict
    uint32_t start  # of its values
    uint32_t count

cdef enum:
    BLOCK = 32  # asks that columns deal with at a time
    PROBES = 13  # lengths of a code, none among them

cdef struct Probe:
    uint64_t key
    uint64_t place
    uint32_t start
    uint32_t count

cdef struct Candidate:
    uint32_t rule
    uint32_t code

cdef struct Candidates:
    Candidate* found
    Py_ssize_t count
    Py_ssize_t room
    bint lent  # by the caller: not to be freed

cdef struct Answer:
    Found* found
    Py_ssize_t count
    Py_ssize_t room
    uint8_t* values
    Py_ssize_t used
    Py_ssize_t value_room
    bint lent

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define fetch(where) __builtin_prefetch(where)
    #else
    #define fetch(where) ((void)(where))
    #endif
    """
    void fetch(const void*) noexcept nogil


cdef inline uint64_t mixed(uint64_t key) noexcept nogil:
    key ^= key >> 31
    key *= <uint64_t>0x9E3779B97F4A7C15
    return key ^ (key >> 29)


include "_index.pxi"


cdef inline bint holds(const char* text, Py_ssize_t size, const char* word, Py_ssize_t length) noexcept nogil:
    """Whether `word` stands in `text` (both canonical UTF-8)."""
    cdef const char* here = text
    cdef const char* last = text + size - length
    if length == 0 or size < length:
        return False
    while here <= last:
        here = <const char*>memchr(here, word[0], last - here + 1)
        if here == NULL:
            return False
        if memcmp(here, word, length) == 0:
            return True
        here += 1
    return False


cdef inline int any_keyword(const Image* image, const Ask* ask, uint32_t start, uint32_t count) noexcept nogil:
    cdef uint32_t k
    for k in range(start, start + count):
        if holds(ask.text, ask.text_length, image.text + image.keywords[k].start, image.keywords[k].length):
            return TRUE
    return FALSE


cdef inline int under(const Image* image, const Ask* ask, uint32_t start, uint32_t count) noexcept nogil:
    """Whether the declared code lies under one of some codes; a shorter declared code may."""
    cdef int result = FALSE
    cdef const Code* code
    cdef uint32_t k
    for k in range(start, start + count):
        code = &image.codes[k]
        if code.length <= ask.length:
            if leading(ask.code ^ code.value, <int>code.length) == 0:
                return TRUE
        elif leading(ask.code ^ code.value, ask.length) == 0:
            result = UNKNOWN
    return result


cdef inline int compared(int64_t left, int op, int64_t right) noexcept nogil:
    cdef bint result
    if op == 0:
        result = left < right
    elif op == 1:
        result = left <= right
    elif op == 2:
        result = left > right
    elif op == 3:
        result = left >= right
    elif op == 4:
        result = left == right
    else:
        result = left != right
    return TRUE if result else FALSE


cdef inline int held(const Image* image, const Node* node, int64_t value) noexcept nogil:
    """Whether a known fact is as the test wants it."""
    cdef uint32_t k
    cdef uint64_t declared = <uint64_t>value, wanted = <uint64_t>node.value
    if node.kind == N_BOOLEAN:
        return TRUE if value == node.value else FALSE
    if node.kind == N_NUMBER:
        return compared(value, node.op, node.value)
    if node.kind == N_SYMBOL:
        for k in range(node.start, node.start + node.count):
            if image.symbols[k] == value:
                return TRUE
        return FALSE
    if node.op == 0:  # any
        return TRUE if declared & wanted else FALSE
    if node.op == 1:  # all
        return TRUE if declared & wanted == wanted else FALSE
    return TRUE if declared != 0 and declared & ~wanted == 0 else FALSE  # only


cdef int presumed_value(const Image* image, const Ask* ask, const Node* node) noexcept nogil:
    cdef int32_t index = image.presumed[ask.economy * image.slots + node.slot]
    cdef const Presumption* presumption
    cdef uint32_t k
    if index < 0:
        return UNKNOWN
    presumption = &image.presumptions[index]
    if presumption.nodes and evaluate(image, ask, presumption.node, presumption.nodes, NULL) == TRUE:
        return UNKNOWN
    if presumption.other >= 0:
        for k in range(node.start, node.start + node.count):
            if <int32_t>image.symbols[k] != presumption.other:
                return UNKNOWN
        return FALSE | PRESUMED
    return held(image, node, presumption.value) | PRESUMED


cdef int tested(const Image* image, const Ask* ask, const Node* node) noexcept nogil:
    cdef int result
    cdef Py_ssize_t k
    if node.kind <= N_LIST:
        if ask.known[node.slot]:
            return held(image, node, ask.values[node.slot])
        return presumed_value(image, ask, node)
    if node.kind == N_UNDER:
        return under(image, ask, node.start, node.count)
    if node.kind == N_ORIGIN or node.kind == N_PARTNER:
        result = ask.origin if node.kind == N_ORIGIN else ask.partner
        if result < 0:
            return UNKNOWN
        return TRUE if image.sets[node.value * SETS + (result >> 6)] >> (result & 63) & 1 else FALSE
    if node.kind == N_REGIME:
        return TRUE if node.value & ask.regime else FALSE
    if node.kind == N_QUANTITY:
        if ask.measure != <int8_t>node.slot:
            return UNKNOWN
        return compared(ask.quantity, node.op, node.value)
    if node.kind == N_KEYWORD:
        return any_keyword(image, ask, node.start, node.count)
    result = FALSE
    for k in range(ask.paper_count):
        if ask.papers[k].document != <int32_t>node.start:
            continue
        if node.kind == N_PRESENTED:
            return TRUE
        if ask.papers[k].day == NO_DAY:
            if result < UNKNOWN:
                result = UNKNOWN
        elif compared(ask.papers[k].day, node.op, node.value) == TRUE:
            return TRUE
    return result


cdef int evaluate(const Image* image, const Ask* ask, uint32_t start, uint32_t count, uint8_t* values) noexcept nogil:
    """The value of a condition (nodes in postfix order); each node's value goes to `values` unless that is NULL.

    A whole finds its parts on a stack; 64 deep is what the compiler admits.
    """
    cdef uint8_t[64] stack
    cdef int top = 0, value = TRUE, part, n
    cdef uint32_t k
    cdef const Node* node
    for k in range(count):
        node = &image.nodes[start + k]
        if node.kind >= N_BOOLEAN:
            value = tested(image, ask, node)
            if values != NULL:
                values[k] = <uint8_t>value
            value &= 3
        else:
            if node.kind == N_NOT:
                top -= 1
                value = TRUE - stack[top]
            else:
                n = node.slot
                top -= n
                value = stack[top]
                for part in range(top + 1, top + n):
                    if node.kind == N_ALL:
                        if stack[part] < value:
                            value = stack[part]
                    elif stack[part] > value:
                        value = stack[part]
            if values != NULL:
                values[k] = <uint8_t>value
        stack[top] = <uint8_t>value
        top += 1
    return value


cdef int grow(Answer* answer, Py_ssize_t values) noexcept nogil:
    """Room for one more finding with so many values, in memory of the answer's own; -1 when memory is out."""
    cdef Py_ssize_t room = answer.room, value_room = answer.value_room
    cdef Found* found
    cdef uint8_t* kept
    if answer.count == room:
        room = room * 2 if room else 64
    if answer.used + values > value_room:
        value_room = value_room * 2 + values + 256
    if answer.lent:
        found, kept = <Found*>malloc(room * sizeof(Found)), <uint8_t*>malloc(value_room)
        if found == NULL or kept == NULL:
            free(found)
            free(kept)
            return -1
        memcpy(found, answer.found, answer.count * sizeof(Found))
        memcpy(kept, answer.values, answer.used)
        answer.found, answer.room, answer.values, answer.value_room, answer.lent = found, room, kept, value_room, False
        return 0
    found = <Found*>realloc(answer.found, room * sizeof(Found))
    if found == NULL:
        return -1
    answer.found, answer.room = found, room
    kept = <uint8_t*>realloc(answer.values, value_room)
    if kept == NULL:
        return -1
    answer.values, answer.value_room = kept, value_room
    return 0


cdef inline void released(Candidates* some, Answer* answer) noexcept nogil:
    if not some.lent:
        free(some.found)
    if not answer.lent:
        free(answer.found)
        free(answer.values)


cdef inline bint concerns_partner(const Image* image, const Ask* ask, uint32_t index) noexcept nogil:
    """Whether a rule that names partners may mean this one."""
    cdef int32_t set_of = image.rules[index].partners, other
    if set_of < 0:
        return True
    other = ask.partner if ask.flow == 2 else ask.origin
    return other < 0 or image.sets[set_of * SETS + (other >> 6)] >> (other & 63) & 1


cdef int applied(
    const Image* image, const Ask* ask, uint32_t index, int code, Answer* answer, bint keep
) noexcept nogil:
    """Add what one candidate says, if it matches; the values of its nodes too, to `keep`. -1: memory is out."""
    cdef const Rule* rule = &image.rules[index]
    cdef int partner = TRUE, match, value, verdict
    cdef uint32_t start, k
    cdef uint8_t* values = NULL
    cdef Found* found
    cdef const Requirement* requirement
    cdef bint unmet = False
    if rule.partners >= 0:
        if not concerns_partner(image, ask, index):
            return 0
        if (ask.partner if ask.flow == 2 else ask.origin) < 0:
            partner = UNKNOWN
    if rule.keywords and any_keyword(image, ask, rule.keyword, rule.keywords) == FALSE:
        return 0
    match = code if code < partner else partner
    if answer.count == answer.room or answer.used + rule.nodes > answer.value_room:
        if grow(answer, rule.nodes) < 0:
            return -1
    if keep:
        values = answer.values + answer.used
    start = rule.node
    if rule.when:
        value = evaluate(image, ask, start, rule.when, values)
        if value == FALSE:
            return 0
        if value < match:
            match = value
        start += rule.when
        if keep:
            values += rule.when
    verdict = V_CLEAR
    if rule.kind == K_PROHIBITION:
        verdict = V_PROHIBITED if match == TRUE else V_INCOMPLETE
    elif rule.kind == K_RISK:
        verdict = V_REFERRED
    elif rule.kind == K_CHARGE and match == UNKNOWN:
        verdict = V_INCOMPLETE
    for k in range(rule.requires):
        requirement = &image.requirements[rule.requirement + k]
        value = evaluate(image, ask, start, requirement.nodes, values)
        start += requirement.nodes
        if keep:
            values += requirement.nodes
        if value == TRUE:
            continue
        unmet = True
        if rule.kind == K_RESTRICTION or rule.kind == K_CHARGE:
            if value == UNKNOWN or match == UNKNOWN:
                if verdict < V_INCOMPLETE:
                    verdict = V_INCOMPLETE
            elif verdict < requirement.otherwise:
                verdict = requirement.otherwise
    if rule.kind == K_SIMPLIFICATION and (unmet or match != TRUE):
        return 0
    if rule.flags & FLAG_CAPPED and verdict > V_REFERRED:
        verdict = V_REFERRED
    found = &answer.found[answer.count]
    found.rule = index
    found.code = <uint8_t>code
    found.partner = <uint8_t>partner
    found.match = <uint8_t>match
    found.verdict = <uint8_t>verdict
    found.start = <uint32_t>answer.used
    found.count = rule.nodes if keep else 0
    answer.count += 1
    if keep:
        answer.used += rule.nodes
    return 0


cdef int candidate(
    const Image* image, const Ask* ask, uint32_t index, int code, Candidates* some, Py_ssize_t first
) noexcept nogil:
    """Note a rule whose code matches or may, unless its flow, regime, days or exclusions speak against it.

    An ask's candidates, from `first` on, are kept in the order of the rules: few an ask, nearly in order. -1: memory
    is out.
    """
    cdef const Rule* rule = &image.rules[index]
    cdef int excluded
    cdef Py_ssize_t j
    if not rule.flows & ask.flow or not rule.regimes & ask.regime:
        return 0
    if ask.day < rule.valid_from or ask.day > rule.valid_to:
        return 0
    if rule.excludes:
        excluded = TRUE - under(image, ask, rule.exclude, rule.excludes)
        if excluded < code:
            code = excluded
        if code == FALSE:
            return 0
    if some.count == some.room and more(some) < 0:
        return -1
    j = some.count
    while j > first and some.found[j - 1].rule > index:
        some.found[j] = some.found[j - 1]
        j -= 1
    some.found[j].rule, some.found[j].code = index, <uint32_t>code
    some.count += 1
    return 0


cdef int more(Candidates* some) noexcept nogil:
    """Double the room of some candidates, which may have begun in memory of their caller's; -1: memory is out."""
    cdef Py_ssize_t room = some.room * 2 if some.room else 64
    cdef Candidate* moved
    if some.lent:
        moved = <Candidate*>malloc(room * sizeof(Candidate))
        if moved != NULL:
            memcpy(moved, some.found, some.count * sizeof(Candidate))
    else:
        moved = <Candidate*>realloc(some.found, room * sizeof(Candidate))
    if moved == NULL:
        return -1
    some.found, some.room, some.lent = moved, room, False
    return 0


cdef inline void ahead(const Image* image, const Rule* rule) noexcept nogil:
    """Have what a candidate looks at on the way before it is asked for."""
    if rule.nodes:
        fetch(&image.nodes[rule.node])
        fetch(&image.nodes[rule.node + rule.nodes - 1].value)
    if rule.requires:
        fetch(&image.requirements[rule.requirement])
    if rule.keywords:
        fetch(&image.keywords[rule.keyword])


cdef inline int probed(const Image* image, const Ask* ask, Probe* probes, bint alone) noexcept nogil:
    """The keys under which rules that cover this ask's code may stand; how many. Their buckets are on the way.

    Of an ask that is `alone` all are fetched at once, those too that the filter will rule out: it has nothing else to
    do while it waits for the filter.
    """
    cdef int count = 0, length
    cdef uint64_t key, mix
    cdef uint16_t lengths
    if ask.economy < 0:
        return 0
    lengths = image.lengths[ask.economy]
    if alone:
        for length in range(<int>ask.length + 1):
            if lengths >> length & 1:
                mix = mixed(<uint64_t>ask.economy << 52 | <uint64_t>length << 48 | leading(ask.code, length))
                fetch(&image.filter[mix >> 6 & image.filter_mask])
                fetch(&image.buckets[mix & image.mask])
    for length in range(<int>ask.length + 1):
        if lengths >> length & 1:
            key = <uint64_t>ask.economy << 52 | <uint64_t>length << 48 | leading(ask.code, length)
            mix = mixed(key)
            if may_hold(image, mix):
                probes[count].key, probes[count].place = key, mix & image.mask
                if not alone:
                    fetch(&image.buckets[mix & image.mask])
                count += 1
    return count


cdef inline int located(const Image* image, Probe* probes, int count) noexcept nogil:
    """Those of the keys that are in the image, and where their rules stand; how many. The rules are on the way."""
    cdef int k, kept = 0
    cdef uint64_t key, place
    cdef const Bucket* bucket
    for k in range(count):
        key, place = probes[k].key, probes[k].place
        bucket = &image.buckets[place]
        while bucket.count and bucket.key != key:
            place = (place + 1) & image.mask
            bucket = &image.buckets[place]
        if bucket.count:
            probes[kept].start, probes[kept].count = bucket.start, bucket.count
            if bucket.count == 1:  # then it names the rule itself
                fetch(&image.rules[bucket.start])
                fetch(&image.rules[bucket.start].requirement)
            else:
                fetch(&image.postings[bucket.start])
            kept += 1
    return kept


cdef inline int gathered(
    const Image* image, const Ask* ask, const Probe* probes, int count, Candidates* some
) noexcept nogil:
    """Add the rules that an ask may concern by code, flow, regime and day, in their order. -1: memory is out."""
    cdef Py_ssize_t first = some.count
    cdef int k
    cdef uint32_t j
    for k in range(count):
        if probes[k].count == 1:
            if candidate(image, ask, probes[k].start, TRUE, some, first) < 0:
                return -1
            continue
        for j in range(probes[k].start, probes[k].start + probes[k].count):
            if candidate(image, ask, image.postings[j], TRUE, some, first) < 0:
                return -1
    if ask.economy >= 0 and image.lengths[ask.economy] >> (ask.length + 1) and may_hold(
        image, mixed(longer_key(ask.economy, ask.length, leading(ask.code, ask.length)))
    ):
        return gathered_longer(image, ask, some, first)
    return 0


cdef int gathered_longer(const Image* image, const Ask* ask, Candidates* some, Py_ssize_t first) noexcept nogil:
    """Add the rules that are written longer than the declared code: they may match. -1: memory is out."""
    cdef uint32_t low = image.longer_of[ask.economy], high = image.longer_of[ask.economy + 1]
    cdef uint32_t middle, j, count = 0, room = 0
    cdef uint64_t top = ask.code + (<uint64_t>1 << 4 * (12 - ask.length))
    cdef uint32_t* longer = NULL
    while low < high:
        middle = (low + high) // 2
        if image.longer[middle].value < ask.code:
            low = middle + 1
        else:
            high = middle
    high = image.longer_of[ask.economy + 1]
    while low < high and image.longer[low].value < top:
        if image.longer[low].length > ask.length:
            if count == room:
                room = room * 2 if room else 64
                longer = again(longer, room)
                if longer == NULL:
                    return -1
            longer[count] = image.longer[low].rule
            count += 1
        low += 1
    if count:
        sorted_unique(longer, &count)
        for j in range(count):
            if candidate(image, ask, longer[j], UNKNOWN, some, first) < 0:
                free(longer)
                return -1
    free(longer)
    return 0


cdef int matched(const Image* image, const Ask* asks, Py_ssize_t rows, Candidates* some, Answer* answer, uint32_t* ends,
                 bint keep) noexcept nogil:
    """All that the rule set says of some asks, at most BLOCK, in the order of the rules. -1: memory is out.

    `ends`: for each ask, where its findings end. An ask waits for memory more than for anything else: what each step
    reads was fetched while the step before dealt with the other asks.
    """
    cdef Probe[BLOCK * PROBES] probes
    cdef int[BLOCK] counts
    cdef Py_ssize_t[BLOCK] last
    cdef Py_ssize_t row, k, j
    for row in range(rows):
        counts[row] = probed(image, &asks[row], &probes[row * PROBES], rows == 1)
    for row in range(rows):
        counts[row] = located(image, &probes[row * PROBES], counts[row])
    for row in range(rows):
        for k in range(row * PROBES, row * PROBES + counts[row]):
            if probes[k].count > 1:
                for j in range(probes[k].start, probes[k].start + probes[k].count):
                    fetch(&image.rules[image.postings[j]])
                    fetch(&image.rules[image.postings[j]].requirement)
    some.count = 0
    for row in range(rows):
        k = some.count
        if gathered(image, &asks[row], &probes[row * PROBES], counts[row], some) < 0:
            return -1
        last[row] = some.count
        for k in range(k, some.count):
            ahead(image, &image.rules[some.found[k].rule])
    k = 0
    for row in range(rows):
        for k in range(k, last[row]):
            if applied(image, &asks[row], some.found[k].rule, some.found[k].code, answer, keep) < 0:
                return -1
        k = last[row]
        ends[row] = <uint32_t>answer.count
    return 0


cdef uint32_t* again(uint32_t* some, uint32_t room) noexcept nogil:
    cdef void* moved = realloc(some, room * sizeof(uint32_t))
    if moved == NULL:
        free(some)
    return <uint32_t*>moved


cdef extern from "stdlib.h" nogil:
    void qsort(void* base, size_t count, size_t size, int (*compare)(const void*, const void*) noexcept nogil)


cdef int by_number(const void* left, const void* right) noexcept nogil:
    cdef uint32_t a = (<const uint32_t*>left)[0], b = (<const uint32_t*>right)[0]
    return (a > b) - (a < b)


cdef void sorted_unique(uint32_t* some, uint32_t* count) noexcept nogil:
    cdef uint32_t k, kept = 0
    qsort(some, count[0], sizeof(uint32_t), by_number)
    for k in range(count[0]):
        if kept == 0 or some[kept - 1] != some[k]:
            some[kept] = some[k]
            kept += 1
    count[0] = kept


include "_values.pxi"
include "_face.pxi"
