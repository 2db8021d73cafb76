import Glibc
import Synchronization

/// In which time a date is written: a distance from UTC, or a place's time with its changes, by its name in the IANA
/// database.
package struct TimeZone: Sendable, Hashable {
    private enum Rule: Sendable, Hashable {
        /// So many seconds east of Greenwich.
        case fixed(Int)
        case named(String, ZoneHistory)
    }

    private let rule: Rule

    /// Greenwich's.
    package static let utc = TimeZone(rule: .fixed(0))

    /// Whether it is never anything but UTC.
    var isUTC: Bool { rule == .fixed(0) }

    private init(rule: Rule) { self.rule = rule }

    /// The zone that `text` says: `+hhmm`, `-hhmm`, or a name such as `Europe/Berlin`.
    package init(_ text: some StringProtocol) throws(DateFormatError) {
        if let minutes = Self.minutes(text) {
            rule = .fixed(minutes * 60)
        } else {
            let name = String(text)
            rule = .named(name, try Self.known(name))
        }
    }

    /// Seconds east of Greenwich at a time.
    func offset(atUnixMilliseconds milliseconds: Int64) -> Int {
        switch rule {
        case .fixed(let seconds): seconds
        case .named(_, let history):
            history.offset(at: milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000)
        }
    }

    /// The minutes east of Greenwich that `+hhmm` or `-hhmm` says; `nil` for anything else.
    private static func minutes(_ text: some StringProtocol) -> Int? {
        guard text.utf8.count == 5, let sign = text.first, sign == "+" || sign == "-",
            text.utf8.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }), let digits = Int(text.dropFirst())
        else { return nil }
        let (hours, minutes) = (digits / 100, digits % 100)
        guard hours <= 23, minutes <= 59 else { return nil }
        return (hours * 60 + minutes) * (sign == "-" ? -1 : 1)
    }

    /// Each zone is read once.
    private static let histories = Mutex<[String: ZoneHistory]>([:])

    private static func known(_ name: String) throws(DateFormatError) -> ZoneHistory {
        if let known = histories.withLock({ $0[name] }) { return known }
        let isName = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "_+-/".utf8.contains(byte)
        }
        let folder = getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo"
        guard isName, !name.isEmpty, !name.hasPrefix("/"),
            let history = bytes(at: "\(folder)/\(name)").flatMap(ZoneHistory.init)
        else {
            let hasDatabase = access(folder, R_OK) == 0
            throw DateFormatError(
                message: hasDatabase
                    ? "there is no time zone '\(name)'"
                    : "the zone '\(name)' isn't known, for this machine has none (\(folder))",
                help: hasDatabase
                    ? "write a name of the IANA database such as Europe/Berlin, or a distance from UTC such as +0200"
                    : "install tzdata, or write a distance from UTC such as +0200"
            )
        }
        histories.withLock { $0[name] = history }
        return history
    }

    /// A zone's file is of a few thousand bytes.
    private static let longestFile = 1 << 20

    private static func bytes(at path: String) -> [UInt8]? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        return [UInt8](unsafeUninitializedCapacity: longestFile) { buffer, count in
            count = fread(buffer.baseAddress, 1, buffer.count, file)
        }
    }
}

/// How a place's time was and will be (RFC 9636, TZif).
struct ZoneHistory: Sendable, Hashable {
    /// When something changed, in seconds since 1970, rising, and to which distance from UTC, in seconds.
    private var changes: [(at: Int64, offset: Int)] = []
    /// The distance before the first change.
    private var first = 0
    /// What holds after the last change; `nil` for the last change's.
    private var rule: ZoneRule?

    /// What a file holds; `nil` when it is none of a zone.
    init?(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes[...])
        guard let old = reader.header() else { return nil }
        if old.version == 0 {
            guard read(&reader, old, width: 4) else { return nil }
            return
        }
        // The first block is for programs that know no other.
        guard reader.skip(old.size(width: 4)), let header = reader.header(), read(&reader, header, width: 8) else {
            return nil
        }
        let footer = reader.bytes.dropFirst().prefix { $0 != 0x0A }
        if !footer.isEmpty { rule = ZoneRule(Array(footer)) }
    }

    /// The distance from UTC at a time, both in seconds.
    func offset(at time: Int64) -> Int {
        guard let last = changes.last else { return rule?.offset(at: time) ?? first }
        if time < changes[0].at { return first }
        if time >= last.at { return rule?.offset(at: time) ?? last.offset }
        var (low, high) = (0, changes.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if changes[middle].at <= time { low = middle } else { high = middle }
        }
        return changes[low].offset
    }

    private mutating func read(_ reader: inout Reader, _ header: Header, width: Int) -> Bool {
        var times: [Int64] = []
        for _ in 0..<header.times {
            guard let time = reader.number(width) else { return false }
            times.append(time)
        }
        var kinds: [Int] = []
        for _ in 0..<header.times {
            guard let kind = reader.number(1) else { return false }
            kinds.append(Int(kind) & 0xFF)
        }
        var offsets: [Int] = []
        for _ in 0..<header.types {
            guard let offset = reader.number(4), reader.skip(2) else { return false }
            offsets.append(Int(offset))
        }
        guard kinds.allSatisfy(offsets.indices.contains), let first = offsets.first else { return false }
        self.first = first
        changes = zip(times, kinds).map { ($0, offsets[$1]) }
        return reader.skip(header.characters + header.leaps * (width + 4) + header.standards + header.universals)
    }

    static func == (left: Self, right: Self) -> Bool {
        left.first == right.first && left.rule == right.rule && left.changes.elementsEqual(right.changes) { $0 == $1 }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(first)
        hasher.combine(changes.count)
    }

    private struct Header {
        var version: UInt8
        var universals, standards, leaps, times, types, characters: Int

        /// The bytes of what follows it.
        func size(width: Int) -> Int {
            times * (width + 1) + types * 6 + characters + leaps * (width + 4) + standards + universals
        }
    }

    private struct Reader {
        var bytes: ArraySlice<UInt8>

        mutating func header() -> Header? {
            guard bytes.starts(with: "TZif".utf8), skip(4), let version = bytes.popFirst(), skip(15) else { return nil }
            var counts: [Int] = []
            for _ in 0..<6 {
                guard let count = number(4), (0...100_000).contains(count) else { return nil }
                counts.append(Int(count))
            }
            return Header(
                version: version,
                universals: counts[0],
                standards: counts[1],
                leaps: counts[2],
                times: counts[3],
                types: counts[4],
                characters: counts[5]
            )
        }

        mutating func skip(_ count: Int) -> Bool {
            guard bytes.count >= count else { return false }
            bytes.removeFirst(count)
            return true
        }

        /// A number in two's complement, the highest byte first.
        mutating func number(_ width: Int) -> Int64? {
            guard bytes.count >= width, let first = bytes.first else { return nil }
            var value: Int64 = first >= 0x80 ? -1 : 0
            for byte in bytes.prefix(width) { value = value << 8 | Int64(byte) }
            bytes.removeFirst(width)
            return value
        }
    }
}

/// How time changes each year (POSIX.1-2017, XBD section 8.3, `TZ`), such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule: Sendable, Hashable {
    /// A day of each year, and the second of it.
    private struct Change: Sendable, Hashable {
        enum Day: Sendable, Hashable {
            /// The day of the year from 1, without 29 February, or from 0, with it.
            case julian(Int), zeroBased(Int)
            /// In a month the week (5 is the last) and the day of the week, 0 for Sunday.
            case weekday(month: Int, week: Int, day: Int)
        }

        var day: Day
        var second: Int

        /// Seconds since 1970, by the clock that holds before it.
        func time(inYear year: Int) -> Int64 {
            let first = CivilTime(year: year, month: 1, day: 1).days
            let days: Int
            switch day {
            case .zeroBased(let number): days = first + number
            case .julian(let number):
                let march = CivilTime(year: year, month: 3, day: 1).days
                days = first + number - 1 + (number >= 60 && march - first == 60 ? 1 : 0)
            case .weekday(let month, let week, let weekday):
                let start = CivilTime(year: year, month: month, day: 1)
                let next = CivilTime(year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1)
                var found = start.days + (weekday - start.weekday + 7) % 7 + (week - 1) * 7
                while found >= next.days { found -= 7 }
                days = found
            }
            return Int64(days) * 86_400 + Int64(second)
        }
    }

    private var standard: Int
    private var summer: (offset: Int, from: Change, to: Change)?

    /// The rule that `text` writes; `nil` when it is none.
    init?(_ text: [UInt8]) {
        var reader = Reader(bytes: text[...])
        guard reader.name(), let standard = reader.time() else { return nil }
        self.standard = -standard
        guard !reader.bytes.isEmpty else { return }
        guard reader.name() else { return nil }
        var offset = self.standard + 3600
        if reader.bytes.first != UInt8(ascii: ","), let own = reader.time() { offset = -own }
        guard let from = reader.change(), let to = reader.change(), reader.bytes.isEmpty else { return nil }
        summer = (offset, Change(day: from.day, second: from.second), Change(day: to.day, second: to.second))
    }

    /// Seconds east of Greenwich at a time in seconds since 1970.
    func offset(at time: Int64) -> Int {
        guard let summer else { return standard }
        let (milliseconds, overflows) = (time + Int64(standard)).multipliedReportingOverflow(by: 1000)
        guard !overflows else { return standard }
        let year = CivilTime(unixMilliseconds: milliseconds).year
        let from = summer.from.time(inYear: year) - Int64(standard)
        let to = summer.to.time(inYear: year) - Int64(summer.offset)
        let isSummer = from < to ? from <= time && time < to : !(to <= time && time < from)
        return isSummer ? summer.offset : standard
    }

    static func == (left: Self, right: Self) -> Bool {
        left.standard == right.standard && left.summer?.offset == right.summer?.offset
            && left.summer?.from == right.summer?.from && left.summer?.to == right.summer?.to
    }

    func hash(into hasher: inout Hasher) { hasher.combine(standard) }

    private struct Reader {
        var bytes: ArraySlice<UInt8>

        /// Passes over an abbreviation of letters, or of anything in `<...>`.
        mutating func name() -> Bool {
            if bytes.first == UInt8(ascii: "<") {
                guard let end = bytes.firstIndex(of: UInt8(ascii: ">")) else { return false }
                bytes = bytes[(end + 1)...]
                return true
            }
            let name = bytes.prefix { (0x41...0x5A).contains($0 & 0xDF) }
            bytes = bytes.dropFirst(name.count)
            return name.count >= 3
        }

        mutating func number() -> Int? {
            let digits = bytes.prefix { (0x30...0x39).contains($0) }
            guard (1...4).contains(digits.count) else { return nil }
            bytes = bytes.dropFirst(digits.count)
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }

        mutating func take(_ mark: Unicode.Scalar) -> Bool {
            guard bytes.first == UInt8(ascii: mark) else { return false }
            bytes = bytes.dropFirst()
            return true
        }

        /// `[+-]hh[:mm[:ss]]`, in seconds.
        mutating func time() -> Int? {
            let isNegative = take("-")
            if !isNegative { _ = take("+") }
            guard let hours = number() else { return nil }
            var seconds = hours * 3600
            for unit in [60, 1] where take(":") {
                guard let part = number() else { return nil }
                seconds += part * unit
            }
            return isNegative ? -seconds : seconds
        }

        /// `,date[/time]`.
        mutating func change() -> (day: Change.Day, second: Int)? {
            guard take(","), let day = day() else { return nil }
            guard take("/") else { return (day, 7200) }
            return time().map { (day, $0) }
        }

        private mutating func day() -> Change.Day? {
            if take("J") { return number().map { .julian($0) } }
            guard take("M") else { return number().map { .zeroBased($0) } }
            guard let month = number(), (1...12).contains(month), take("."), let week = number(),
                (1...5).contains(week),
                take("."), let day = number(), (0...6).contains(day)
            else { return nil }
            return .weekday(month: month, week: week, day: day)
        }
    }
}
