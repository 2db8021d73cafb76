/// Finds secrets in texts, however they are spelled: see ``SecretForm`` and ``SpelledText``.
///
/// The time for a text grows with its length and hardly with the number of secrets: four bytes at a time are looked up
/// in a table of how the forms begin.
struct SecretMatcher: Sendable {
    /// A place where a secret stands, or as much of it as was left by whoever cut the text.
    struct Match: Equatable {
        var range: Range<Int>
        /// The number of the form.
        var form: Int
        var isWhole: Bool
    }

    /// A form, and whose.
    struct Known: Sendable {
        var form: SecretForm
        /// The number of the secret.
        var secret: Int
        /// So many bytes from its beginning on are a secret where nothing says that the text was cut.
        var telling: Int
    }

    private(set) var forms: [Known] = []
    /// Forms by their first four bytes.
    private var beginnings = GramTable()
    /// Plain forms by four bytes within them, with the place.
    private var middles = GramTable()
    /// Forms of fewer than four bytes.
    private var short: [Int] = []
    /// Whether a form begins with a byte.
    private var begins = Self.none
    /// Whether something may begin with a byte: a form, another spelling, or the mark of a cut.
    private var mayMatter = Self.marks

    // Each request that is decoded has a matcher of nothing: these are shared until something is added.
    private static let none = [Bool](repeating: false, count: 256)
    private static let marks: [Bool] = {
        var table = none
        for byte in "\\%&=+'\".[*…".utf8 { table[Int(byte)] = true }
        return table
    }()
    private var seen: Set<[UInt8]> = []

    /// A part of a secret is found from so many bytes on where the text was cut.
    private static let leastAtCut = 4
    /// Elsewhere half a secret tells too much, and never fewer nor more bytes than these.
    private static let tellingLengths = 8...32
    /// Parts of a secret beyond this many bytes aren't looked for behind a cut.
    private static let longestTail = 4096

    /// Looks for `form` of the secret with this number from now on.
    mutating func add(_ form: SecretForm, of secret: Int) {
        guard !form.bytes.isEmpty, seen.insert(form.bytes).inserted else { return }
        let half = (form.bytes.count + 1) / 2
        let telling = max(Self.tellingLengths.lowerBound, min(half, Self.tellingLengths.upperBound))
        let number = forms.count
        forms.append(Known(form: form, secret: secret, telling: telling))
        mayMatter[Int(form.bytes[0])] = true
        begins[Int(form.bytes[0])] = true
        guard form.bytes.count >= 4 else { return short.append(number) }
        beginnings.add(form.bytes, at: 0, GramTable.Place(form: number, offset: 0)) { place in
            !form.bytes.lexicographicallyPrecedes(forms[place.form].form.bytes)
        }
        guard form.encoding == .plain, form.bytes.count > Self.leastAtCut else { return }
        let first = max(1, form.bytes.count - Self.longestTail)
        for offset in first...max(first, form.bytes.count - 4) where offset + 4 <= form.bytes.count {
            middles.add(form.bytes, at: offset, GramTable.Place(form: number, offset: offset))
        }
    }

    /// Whether one stands in `bytes`.
    func finds(in bytes: [UInt8]) -> Bool { !matches(in: bytes, most: 1).isEmpty }

    /// Where they stand, from left to right, apart from one another.
    func matches(in bytes: [UInt8], most: Int = .max) -> [Match] {
        guard !forms.isEmpty else { return [] }
        return bytes.withUnsafeBufferPointer { buffer in
            let text = SpelledText(buffer)
            var matches: [Match] = []
            var index = 0
            while index < buffer.count, matches.count < most {
                guard mayMatter[Int(buffer[index])] else {
                    index += 1
                    continue
                }
                if var match = match(text, at: index) {
                    if match.isWhole, case .base64(let before) = forms[match.form].form.encoding {
                        let start = matches.last?.range.upperBound ?? 0
                        match.range = Base64Run.range(around: match.range, before: before, in: bytes, from: start)
                    }
                    matches.append(match)
                    index = match.range.upperBound
                } else if let cut = Cut.length(buffer, at: index) {
                    index += cut
                    guard let match = tail(text, at: index) else { continue }
                    matches.append(match)
                    index = match.range.upperBound
                } else {
                    index += 1
                }
            }
            return matches
        }
    }

    /// The longest that begins at `index`.
    private func match(_ text: SpelledText, at index: Int) -> Match? {
        let isSpelled = text.hasAlternatives(index)
        guard isSpelled || begins[Int(text.bytes[index])] else { return nil }
        var best: Match?
        if isSpelled || index + 4 > text.bytes.count || text.hasAlternatives(index + 1)
            || text.hasAlternatives(index + 2) || text.hasAlternatives(index + 3)
        {
            var grams: [UInt32] = []
            Self.takeGrams(text, at: index, 0, 0, into: &grams)
            for gram in grams {
                for place in beginnings.places(gram) { consider(place.form, text, index, &best) }
            }
        } else {
            let places = beginnings.places(GramTable.gram(text.bytes, at: index))
            for place in nearest(places, text, index) { consider(place.form, text, index, &best) }
        }
        for number in short { consider(number, text, index, &best) }
        return best
    }

    /// Makes the form with a number `best` when it agrees better. A function of its own: a closure would copy the whole
    /// matcher for each place of each text.
    private func consider(_ number: Int, _ text: SpelledText, _ index: Int, _ best: inout Match?) {
        let known = forms[number]
        var search = Search(text, known.form.bytes)
        let reached = search.advance(0, index)
        let isWhole = reached.matched == known.form.bytes.count
        guard isWhole || isTelling(reached, known, text.bytes) else { return }
        let isBetter =
            best.map { ($0.isWhole ? 1 : 0, $0.range.upperBound) < (isWhole ? 1 : 0, reached.end) } ?? true
        if isBetter { best = Match(range: index..<reached.end, form: number, isWhole: isWhole) }
    }

    /// Of many forms that begin alike, and that are in order, those which may agree with the text longest.
    private func nearest(_ places: [GramTable.Place], _ text: SpelledText, _ index: Int) -> ArraySlice<GramTable.Place>
    {
        let few = 4
        guard places.count > 4 * few else { return places[...] }
        let rest = text.bytes[index...]
        // Behind the last that isn't greater than the text.
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            let bytes = forms[places[middle].form].form.bytes
            if rest.prefix(bytes.count).lexicographicallyPrecedes(bytes) { high = middle } else { low = middle + 1 }
        }
        return places[max(0, low - few)..<min(places.count, low + few)]
    }

    private func isTelling(_ reached: Search.Reached, _ known: Known, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if reached.matched >= known.telling { return true }
        return known.form.encoding == .plain && reached.matched >= Self.leastAtCut
            && Cut.length(bytes, at: reached.end) != nil
    }

    /// The rest of a secret that begins at `index`, behind a cut.
    private func tail(_ text: SpelledText, at index: Int) -> Match? {
        guard index + 4 <= text.bytes.count else { return nil }
        var best: Match?
        for place in middles.places(GramTable.gram(text.bytes, at: index)) {
            let known = forms[place.form]
            var search = Search(text, known.form.bytes)
            let reached = search.advance(place.offset, index)
            guard reached.matched == known.form.bytes.count || Cut.length(text.bytes, at: reached.end) != nil,
                reached.end > best?.range.upperBound ?? 0
            else { continue }
            best = Match(range: index..<reached.end, form: place.form, isWhole: false)
        }
        return best
    }

    /// The four bytes with which the text may go on at `index`, in each of its readings.
    private static func takeGrams(
        _ text: SpelledText,
        at index: Int,
        _ packed: UInt32,
        _ count: Int,
        into grams: inout [UInt32]
    ) {
        // Whoever writes thousands of readings within four characters isn't read.
        guard index < text.bytes.count, grams.count < 64 else { return }
        text.readings(at: index) { reading in
            // A secret doesn't begin with a fold.
            if count == 0, reading.count == 0 { return true }
            var (packed, count) = (packed, count)
            for place in 0..<reading.count where count < 4 {
                packed |= UInt32(reading.byte(at: place)) << (8 * UInt32(count))
                count += 1
            }
            if count == 4 {
                grams.append(packed)
            } else {
                takeGrams(text, at: reading.end, packed, count, into: &grams)
            }
            return true
        }
    }
}

/// How far a form agrees with a text.
private struct Search {
    struct Reached {
        var matched: Int
        var end: Int
    }

    private let text: SpelledText
    private let form: [UInt8]
    /// So that nobody can make a text that takes for ever, or a stack that has no end.
    private var branches = 1000
    private var depth = 0
    private static let mostDepth = 32

    init(_ text: SpelledText, _ form: [UInt8]) {
        self.text = text
        self.form = form
    }

    /// The furthest that the form from `matched` on agrees with the text from `index` on.
    mutating func advance(_ matched: Int, _ index: Int) -> Reached {
        var reached = Reached(matched: matched, end: index)
        var (matched, index) = (matched, index)
        while matched < form.count, index < text.bytes.count {
            if text.hasAlternatives(index) {
                let ways = ways(matched, index)
                if ways.count > 1, depth < Self.mostDepth { return furthest(ways, reached) }
                guard let way = ways.first else { break }
                // A fold at its end isn't part of it.
                if way.matched > matched { reached = way }
                (matched, index) = (way.matched, way.end)
            } else {
                guard text.bytes[index] == form[matched] else { break }
                matched += 1
                index += 1
                reached = Reached(matched: matched, end: index)
            }
        }
        return reached
    }

    /// How the form goes on with each reading at `index`.
    private func ways(_ matched: Int, _ index: Int) -> [Reached] {
        var ways: [Reached] = []
        text.readings(at: index) { reading in
            var matched = matched
            for place in 0..<reading.count {
                guard matched < form.count, reading.byte(at: place) == form[matched] else { return true }
                matched += 1
            }
            if reading.count > 0 || matched > 0 { ways.append(Reached(matched: matched, end: reading.end)) }
            return true
        }
        return ways
    }

    private mutating func furthest(_ ways: [Reached], _ reached: Reached) -> Reached {
        depth += 1
        defer { depth -= 1 }
        var best = reached
        for way in ways {
            guard branches > 0 else { break }
            branches -= 1
            let further = advance(way.matched, way.end)
            if further.matched > best.matched { best = further }
            if best.matched == form.count { break }
        }
        return best
    }
}

/// The marks of those who cut texts.
enum Cut {
    private static let marks = ["…", "...", "[…]", "***", "\\u2026", "&hellip;"].map { Array($0.utf8) }

    /// How long the mark at `index` is; `nil` where there is none.
    static func length(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case 0xE2, UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "*"), UInt8(ascii: "\\"), UInt8(ascii: "&"):
            guard let mark = marks.first(where: { bytes[index...].starts(with: $0) }) else { return nil }
            // As many stars or dots as somebody liked.
            let last = mark[mark.count - 1]
            guard last == UInt8(ascii: "*") || last == UInt8(ascii: ".") else { return mark.count }
            return mark.count + bytes[(index + mark.count)...].prefix { $0 == last }.count
        default: return nil
        }
    }
}

/// Places of forms by four bytes that stand there.
private struct GramTable: Sendable {
    struct Place: Sendable {
        var form: Int
        var offset: Int
    }

    private var known: [UInt32: [Place]] = [:]
    /// A bit for each hash of what ``known`` holds: most texts are answered by it. Its memory is taken with the first,
    /// as most matchers know no secret, and each step that is decoded has one.
    private var filter: [UInt64] = []

    static func gram(_ bytes: some Collection<UInt8>, at index: Int) -> UInt32 {
        var gram: UInt32 = 0
        for (place, byte) in bytes.dropFirst(index).prefix(4).enumerated() {
            gram |= UInt32(byte) << (8 * UInt32(place))
        }
        return gram
    }

    static func gram(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt32 {
        UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
            | UInt32(bytes[index + 3]) << 24
    }

    /// Adds `place` for the four bytes at `index`, behind those that are in front of it.
    mutating func add(
        _ bytes: [UInt8],
        at index: Int,
        _ place: Place,
        behind isInFront: (Place) -> Bool = { _ in true }
    ) {
        let gram = Self.gram(bytes, at: index)
        let hash = Self.hash(gram)
        if filter.isEmpty { filter = [UInt64](repeating: 0, count: 1 << 14) }
        filter[hash >> 6] |= 1 << UInt64(hash & 63)
        var (low, high) = (0, known[gram]?.count ?? 0)
        while low < high, let places = known[gram] {
            let middle = (low + high) / 2
            if isInFront(places[middle]) { low = middle + 1 } else { high = middle }
        }
        known[gram, default: []].insert(place, at: low)
    }

    func places(_ gram: UInt32) -> [Place] {
        let hash = Self.hash(gram)
        guard !filter.isEmpty, filter[hash >> 6] & 1 << UInt64(hash & 63) != 0 else { return [] }
        return known[gram] ?? []
    }

    private static func hash(_ gram: UInt32) -> Int { Int((gram &* 0x9E37_79B1) >> 12) }
}
