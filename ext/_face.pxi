# What Python sees: Matcher over an image, one ask at a time or by columns.

import json

cdef dict NO_SYMBOLS = {}
cdef dict FLOW_BITS = {"import": 1, "export": 2, "transit": 4}
cdef dict REGIME_BITS = {
    "release": 1, "temporary_import": 2, "re_export": 4, "processing": 8, "free_zone": 16, "merchanting": 32,
}


cdef inline int flow_bit(str flow) except -1:
    if flow == "import":
        return 1
    return 2 if flow == "export" else FLOW_BITS[flow]


cdef inline int regime_bit(str regime) except -1:
    return 1 if regime == "release" else REGIME_BITS[regime]


cdef list told(const Answer* answer):
    """An answer as Python sees it."""
    cdef Py_ssize_t k
    cdef const Found* found
    cdef list result = []
    for k in range(answer.count):
        found = &answer.found[k]
        result.append((
            found.rule, found.code, found.partner, found.match, found.verdict,
            PyBytes_FromStringAndSize(<const char*>answer.values + found.start, found.count),
        ))
    return result


cdef class Matcher:
    """Matches asks against one image. `image` is any buffer (bytes, or an mmap that several processes share).

    `canonical` puts a description in the form in which keywords are searched (check_item alone needs it).
    Raises ValueError for a buffer that is not an image of this version.
    """

    cdef Image image
    cdef object owner
    cdef const uint8_t[::1] buffer
    cdef dict facts, documents, measures
    cdef int32_t[26 * 26] places
    cdef Py_ssize_t wide
    cdef int presumptions_look
    cdef object canonical
    cdef list names, presumption_slots

    def __init__(self, image, canonical=str.casefold):
        cdef const uint8_t[::1] buffer = image
        cdef const int64_t* header
        cdef const uint8_t* base
        cdef Py_ssize_t size = buffer.shape[0]
        if size < HEADER:
            raise ValueError("not a rule image: too short")
        self.owner, self.buffer = image, buffer
        base = &buffer[0]
        header = <const int64_t*>base
        if header[0] != <int64_t>MAGIC or header[1] != size:
            raise ValueError("not a rule image of this version: compile it again")
        self.image.rules = <const Rule*>(base + header[2])
        self.image.rule_count = header[3] // <Py_ssize_t>sizeof(Rule)
        self.image.nodes = <const Node*>(base + header[4])
        self.image.requirements = <const Requirement*>(base + header[6])
        self.image.codes = <const Code*>(base + header[8])
        self.image.buckets = <const Bucket*>(base + header[10])
        self.image.mask = header[11] // <Py_ssize_t>sizeof(Bucket) - 1
        self.image.postings = <const uint32_t*>(base + header[12])
        self.image.longer = <const Longer*>(base + header[14])
        self.image.longer_of = <const uint32_t*>(base + header[16])
        self.image.lengths = <const uint16_t*>(base + header[18])
        self.image.sets = <const uint64_t*>(base + header[20])
        self.image.keywords = <const Keyword*>(base + header[22])
        self.image.text = <const char*>(base + header[24])
        self.image.symbols = <const uint32_t*>(base + header[26])
        self.image.presumed = <const int32_t*>(base + header[28])
        self.image.presumptions = <const Presumption*>(base + header[30])
        self.image.filter = <const uint64_t*>(base + header[34])
        self.image.filter_mask = header[35] // <Py_ssize_t>sizeof(uint64_t) - 1
        meta = json.loads(bytes(buffer[header[32]:header[32] + header[33]]))
        for place in range(26 * 26):
            self.places[place] = -1
        for economy, number in meta["economies"].items():
            self.places[economy_number(economy)] = number
        # name → (slot, kind, symbols)
        self.facts = {name: (slot, kind, symbols) for name, (slot, kind, symbols) in meta["facts"].items()}
        self.documents = meta["documents"]
        # unit → (measure, the power of ten that turns it into base units)
        self.measures = {unit: (measure, power) for unit, (measure, power) in meta["units"].items()}
        self.names = [None] * meta["slots"]
        for name, entry in self.facts.items():
            self.names[entry[0]] = (name, entry)
        self.presumption_slots = meta["presumption_slots"]
        self.presumptions_look = meta["presumptions_look"]
        self.canonical = canonical
        self.image.slots = meta["slots"]
        self.image.economies = len(meta["economies"])
        self.wide = meta["slots"]

    def __len__(self):
        return self.image.rule_count

    cdef inline int place_of(self, str economy) except -2:
        """An economy's number in the image, -1 when it has no rules."""
        if len(economy) != 2 or not (u"A" <= economy[0] <= u"Z" and u"A" <= economy[1] <= u"Z"):
            return -1
        return self.places[economy_number(economy)]

    cdef int fill(self, Ask* ask, uint8_t* known, int64_t* values, dict facts) except -1:
        """Put declared facts in their slots. Facts that no rule tests are passed over."""
        cdef Py_ssize_t slot
        for name, value in facts.items():
            entry = self.facts.get(name)
            if entry is not None:
                slot = (<tuple>entry)[0]
                values[slot] = self.encoded(<tuple>entry, value, ask.economy)
                known[slot] = 1
        return 0

    cdef int64_t encoded(self, tuple entry, object value, int economy) except? -1:
        """A declared value as the tests of its fact compare it."""
        cdef int kind = entry[1]
        cdef uint64_t bits = 0
        if kind == N_BOOLEAN:
            return 1 if value is True else 0
        if kind == N_NUMBER:
            return number(value, 0)
        if kind == N_SYMBOL:
            found = (<dict>entry[2]).get(value)
            return -1 if found is None else found
        symbols = (<dict>entry[2]).get(str(economy), NO_SYMBOLS)
        for one in value:
            found = (<dict>symbols).get(one)
            bits |= <uint64_t>1 << (62 if found is None else <int>found)
        return <int64_t>bits

    cdef int read(self, Ask* ask, uint8_t* known, int64_t* values, dict facts, const Candidates* some) except -1:
        """Put those declared facts in their slots that a candidate, or a presumption, looks at."""
        cdef Py_ssize_t k
        cdef uint32_t n
        cdef const Rule* rule
        cdef const Node* node
        for slot in self.presumption_slots:
            self.read_slot(ask, known, values, facts, slot)
        for k in range(some.count):
            rule = &self.image.rules[some.found[k].rule]
            for n in range(rule.nodes):
                node = &self.image.nodes[rule.node + n]
                if N_BOOLEAN <= node.kind <= N_LIST and not known[node.slot]:
                    self.read_slot(ask, known, values, facts, node.slot)
        return 0

    cdef int read_slot(self, Ask* ask, uint8_t* known, int64_t* values, dict facts, Py_ssize_t slot) except -1:
        named = <tuple>self.names[slot]
        value = facts.get(named[0])
        if value is not None:
            values[slot] = self.encoded(<tuple>named[1], value, ask.economy)
            known[slot] = 1
        return 0

    cdef int ask_of(
        self, Ask* ask, str economy, str flow, int day, str code, str regime, object origin, object partner,
        bytes text, object quantity
    ) except -1:
        ask.economy = self.place_of(economy)
        ask.flow = flow_bit(flow)
        ask.day = day
        code_of(code, ask)
        ask.regime = regime_bit(regime)
        ask.origin = economy_number(origin)
        ask.partner = economy_number(partner)
        ask.text = text
        ask.text_length = len(text)
        ask.measure = -1
        ask.quantity = 0
        if quantity is not None:
            self.measured(ask, (<tuple>quantity)[0], (<tuple>quantity)[1])
        return 0

    cdef int measured(self, Ask* ask, object value, object unit) except -1:
        """Put a quantity in base units of its measure; one in a unit we do not convert stays unknown."""
        known = self.measures.get(unit)
        if known is not None:
            ask.measure = <int8_t>(<tuple>known)[0]
            ask.quantity = number(value, (<tuple>known)[1])
        return 0

    def check(
        self, str economy not None, str flow not None, int day, str code not None, str regime not None,
        object origin, object partner, str text not None, object quantity, dict facts not None, dict documents not None
    ):
        """What every matching rule says of one ask: a list of (rule, code, partner, match, verdict,
        values), in rule order.

        `day` is a proleptic ordinal; `text` a canonical description; `quantity` None or (value, unit); `facts` by name,
        as declared; `documents` by code, a tuple of ordinals of issue (None: not stated).
        """
        cdef Ask ask
        cdef Answer answer
        cdef Candidates some
        cdef uint32_t end
        cdef Py_ssize_t room = self.wide, papers = 0
        cdef uint8_t* known
        cdef int64_t* values
        cdef Paper* sent
        cdef bytes encoded = text.encode() if text else b""
        cdef uint8_t* scratch
        for days in documents.values():
            papers += len(<tuple>days)
        scratch = <uint8_t*>malloc(room * 9 + papers * sizeof(Paper) + 16)
        if scratch == NULL:
            raise MemoryError()
        memset(&answer, 0, sizeof(Answer))
        memset(&some, 0, sizeof(Candidates))
        values = <int64_t*>scratch
        sent = <Paper*>(scratch + room * 8)
        known = scratch + room * 8 + papers * sizeof(Paper)
        memset(known, 0, room)
        try:
            self.ask_of(&ask, economy, flow, day, code, regime, origin, partner, encoded, quantity)
            if facts:
                self.fill(&ask, known, values, facts)
            papers = 0
            for name, days in documents.items():
                number_of = self.documents.get(name)
                if number_of is None:
                    continue
                for issued in <tuple>days:
                    sent[papers].document = number_of
                    sent[papers].day = NO_DAY if issued is None else <int32_t>issued
                    papers += 1
            ask.known, ask.values, ask.papers, ask.paper_count = known, values, sent, papers
            if matched(&self.image, &ask, 1, &some, &answer, &end, True) < 0:
                raise MemoryError()
            return told(&answer)
        finally:
            free(scratch)
            released(&some, &answer)

    def check_item(
        self, str economy not None, str flow not None, int day, str code not None, str regime not None,
        object partner, dict item not None
    ):
        """As `check`, of a goods item as it was decoded and accepted: only what a candidate rule looks at is read.

        `code`: the digits that count in the economy's nomenclature. A document counts when its days cover `day`.
        """
        cdef Ask ask
        cdef Answer answer
        cdef Candidates some
        cdef Probe[PROBES] probes
        cdef Candidate[24] candidates  # most checks need no more, and no memory from the heap then
        cdef Found[12] hits
        cdef uint8_t[240] node_values
        cdef uint8_t[600] slots
        cdef char[256] words
        cdef Py_ssize_t k, kept = 0
        cdef int looks = 0, count
        cdef uint8_t* scratch = NULL
        cdef bytes text
        cdef Paper* papers = NULL
        ask.economy, ask.day = self.place_of(economy), day
        if ask.economy < 0:
            return []
        code_of(code, &ask)
        count = probed(&self.image, &ask, probes, True)
        ask.flow, ask.regime = flow_bit(flow), regime_bit(regime)
        count = located(&self.image, probes, count)
        some.found, some.count, some.room, some.lent = candidates, 0, 24, True
        answer.found, answer.count, answer.room, answer.lent = hits, 0, 12, True
        answer.values, answer.used, answer.value_room = node_values, 0, 240
        try:
            if gathered(&self.image, &ask, probes, count, &some) < 0:
                raise MemoryError()
            if some.count == 0:
                return []
            ask.origin, ask.partner = economy_number(item.get("origin")), economy_number(partner)
            for k in range(some.count):
                if concerns_partner(&self.image, &ask, some.found[k].rule):
                    some.found[kept] = some.found[k]
                    looks |= self.image.rules[some.found[k].rule].flags
                    ahead(&self.image, &self.image.rules[some.found[k].rule])
                    kept += 1
            some.count = kept
            if kept == 0:
                return []
            if looks & LOOKS_FACTS:
                looks |= self.presumptions_look
            ask.measure, ask.quantity, ask.paper_count = -1, 0, 0
            ask.known, ask.values, ask.text, ask.text_length = NULL, NULL, NULL, 0
            if looks & LOOKS_FACTS:
                ask.values = <int64_t*>slots
                if self.wide * 9 > <Py_ssize_t>sizeof(slots):
                    scratch = <uint8_t*>malloc(self.wide * 9)
                    if scratch == NULL:
                        raise MemoryError()
                    ask.values = <int64_t*>scratch
                ask.known = <uint8_t*>(ask.values + self.wide)
                memset(<uint8_t*>ask.known, 0, self.wide)
                facts = item.get("facts")
                if facts:
                    self.read(&ask, <uint8_t*>ask.known, <int64_t*>ask.values, <dict?>facts, &some)
            if looks & LOOKS_QUANTITY:
                quantity = item.get("quantity")
                if quantity is not None:
                    self.measured(&ask, (<dict?>quantity)["value"], (<dict>quantity)["unit"])
            if looks & LOOKS_TEXT:
                description = item.get("description")
                if description:
                    ask.text, ask.text_length = words, plain_words(<str?>description, words, sizeof(words))
                    if ask.text_length < 0:
                        text = (<str?>self.canonical(description)).encode()
                        ask.text, ask.text_length = text, len(text)
            if looks & LOOKS_PAPERS:
                documents = item.get("documents")
                if documents:
                    papers = <Paper*>malloc(len(<list?>documents) * sizeof(Paper))
                    if papers == NULL:
                        raise MemoryError()
                    ask.papers = papers
                    ask.paper_count = self.presented(<list>documents, day, papers)
            for k in range(some.count):
                if applied(&self.image, &ask, some.found[k].rule, some.found[k].code, &answer, True) < 0:
                    raise MemoryError()
            return told(&answer) if answer.count else []
        finally:
            free(scratch)
            free(papers)
            released(&some, &answer)

    cdef Py_ssize_t presented(self, list documents, int day, Paper* papers) except -1:
        """The documents that rules test and whose days cover the day; how many."""
        cdef Py_ssize_t count = 0
        cdef int issued
        for document in documents:
            number_of = self.documents.get((<dict?>document)["code"])
            if number_of is None:
                continue
            issued = NO_DAY
            written = (<dict>document).get("issued")
            if written is not None:
                issued = ordinal(<str?>written)
                if issued > day:
                    continue
            written = (<dict>document).get("expires")
            if written is not None and ordinal(<str?>written) < day:
                continue
            papers[count].document, papers[count].day = number_of, issued
            count += 1
        return count

    def columns(self, Py_ssize_t rows):
        """Empty columns for so many asks."""
        return Columns(self, rows)

    def check_columns(self, Columns asks not None, Py_ssize_t start=0, Py_ssize_t stop=-1):
        """What every matching rule says of the asks `start` to `stop`, without the GIL.

        Returns (ends, rules, verdicts, matches): bytes of uint32 (for each ask, where its findings end), uint32,
        uint8 and uint8; the findings of an ask in rule order.
        """
        cdef Answer answer
        cdef Candidates some
        cdef Py_ssize_t row, k, rows, size
        cdef uint32_t* ends
        cdef int failed = 0
        cdef bytes out_ends, out_rules, out_verdicts, out_matches
        cdef uint32_t* rules
        cdef uint8_t* verdicts
        cdef uint8_t* matches
        if stop < 0 or stop > asks.rows:
            stop = asks.rows
        if start < 0 or start > stop:
            raise ValueError("start lies beyond stop")
        rows = stop - start
        asks.settle()
        memset(&answer, 0, sizeof(Answer))
        memset(&some, 0, sizeof(Candidates))
        out_ends = PyBytes_FromStringAndSize(NULL, rows * sizeof(uint32_t))
        ends = <uint32_t*><char*>out_ends
        with nogil:
            row = 0
            while row < rows:
                size = rows - row if rows - row < BLOCK else <Py_ssize_t>BLOCK
                if matched(&self.image, asks.asks + start + row, size, &some, &answer, ends + row, False) < 0:
                    failed = 1
                    break
                row += size
        if failed:
            released(&some, &answer)
            raise MemoryError()
        out_rules = PyBytes_FromStringAndSize(NULL, answer.count * sizeof(uint32_t))
        out_verdicts = PyBytes_FromStringAndSize(NULL, answer.count)
        out_matches = PyBytes_FromStringAndSize(NULL, answer.count)
        rules = <uint32_t*><char*>out_rules
        verdicts = <uint8_t*><char*>out_verdicts
        matches = <uint8_t*><char*>out_matches
        with nogil:
            for k in range(answer.count):
                rules[k] = answer.found[k].rule
                verdicts[k] = answer.found[k].verdict
                matches[k] = answer.found[k].match
        released(&some, &answer)
        return out_ends, out_rules, out_verdicts, out_matches


cdef class Columns:
    """Asks by column: filled once row by row, matched many times. `append` takes what Matcher.check takes."""

    cdef Matcher matcher
    cdef Py_ssize_t rows, room, wide, text_used, text_room, papers_used, papers_room
    cdef Ask* asks
    cdef uint8_t* known
    cdef int64_t* values
    cdef char* text
    cdef Py_ssize_t* text_at
    cdef Paper* papers
    cdef Py_ssize_t* paper_at
    cdef Py_ssize_t settled

    def __cinit__(self, Matcher matcher not None, Py_ssize_t rows):
        self.matcher, self.room, self.wide = matcher, max(rows, 1), matcher.wide
        self.asks = <Ask*>malloc(self.room * sizeof(Ask))
        self.known = <uint8_t*>calloc(self.room * self.wide + 1, 1)
        self.values = <int64_t*>malloc((self.room * self.wide + 1) * sizeof(int64_t))
        self.text_at = <Py_ssize_t*>calloc(self.room + 1, sizeof(Py_ssize_t))
        self.paper_at = <Py_ssize_t*>calloc(self.room + 1, sizeof(Py_ssize_t))
        if not (self.asks and self.known and self.values and self.text_at and self.paper_at):
            raise MemoryError()

    def __dealloc__(self):
        free(self.asks)
        free(self.known)
        free(self.values)
        free(self.text)
        free(self.text_at)
        free(self.papers)
        free(self.paper_at)

    def __len__(self):
        return self.rows

    cdef void settle(self):
        """Let each ask point at its facts, text and documents, which move while columns are filled."""
        cdef Py_ssize_t row
        cdef Ask* ask
        if self.settled == self.rows:
            return
        for row in range(self.rows):
            ask = &self.asks[row]
            ask.known, ask.values = self.known + row * self.wide, self.values + row * self.wide
            ask.text, ask.text_length = self.text + self.text_at[row], self.text_at[row + 1] - self.text_at[row]
            ask.papers, ask.paper_count = self.papers + self.paper_at[row], self.paper_at[row + 1] - self.paper_at[row]
        self.settled = self.rows

    def append(
        self, str economy not None, str flow not None, int day, str code not None, str regime not None,
        object origin, object partner, str text not None, object quantity, dict facts not None, dict documents not None
    ):
        """Add one ask. Raises IndexError when the columns are full."""
        cdef bytes encoded = text.encode() if text else b""
        cdef Py_ssize_t size = len(encoded), row = self.rows, need
        cdef void* moved
        if row == self.room:
            raise IndexError("the columns are full")
        self.matcher.ask_of(&self.asks[row], economy, flow, day, code, regime, origin, partner, encoded, quantity)
        self.matcher.fill(&self.asks[row], self.known + row * self.wide, self.values + row * self.wide, facts)
        if self.text_used + size > self.text_room:
            need = self.text_room * 2 + size + 1024
            moved = realloc(self.text, need)
            if moved == NULL:
                raise MemoryError()
            self.text, self.text_room = <char*>moved, need
        if size:
            memcpy(self.text + self.text_used, <const char*>encoded, size)
        self.text_used += size
        for name, days in documents.items():
            number_of = self.matcher.documents.get(name)
            if number_of is None:
                continue
            for issued in <tuple>days:
                if self.papers_used == self.papers_room:
                    need = self.papers_room * 2 + 64
                    moved = realloc(self.papers, need * sizeof(Paper))
                    if moved == NULL:
                        raise MemoryError()
                    self.papers, self.papers_room = <Paper*>moved, need
                self.papers[self.papers_used].document = number_of
                self.papers[self.papers_used].day = NO_DAY if issued is None else <int32_t>issued
                self.papers_used += 1
        self.rows = row + 1
        self.text_at[row + 1] = self.text_used
        self.paper_at[row + 1] = self.papers_used
