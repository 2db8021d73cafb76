import JSON

extension DateFormat {
    /// The time that a number of seconds or milliseconds since 1970 is, in milliseconds; `nil` where the format isn't one, and
    /// for times beyond the year 9999.
    func unixMilliseconds(from number: JSONNumber) -> Int64? {
        let latest = 253_402_300_800_000.0
        guard isNumber else { return nil }
        let milliseconds = number.double * (parts == [.unixSeconds] ? 1000 : 1)
        return milliseconds.magnitude <= latest ? Int64(milliseconds) : nil
    }

    /// The time that `text` writes in exactly this format, in milliseconds since 1970; `nil` for anything else: another
    /// length, a 13th month, 30 February, hour 24.
    public func unixMilliseconds(from text: String) -> Int64? {
        var reader = Reader(bytes: Array(text.utf8)[...])
        for part in parts {
            guard reader.read(part) else { return nil }
        }
        guard reader.bytes.isEmpty else { return nil }
        if let unix = reader.unix { return unix }
        guard reader.time.isReal, reader.weekday.map({ $0 == reader.time.weekday }) ?? true else { return nil }
        return reader.time.unixMilliseconds - Int64(reader.offset) * 60_000
    }

    private struct Reader {
        var bytes: ArraySlice<UInt8>
        var time = CivilTime(year: 1970, month: 1, day: 1)
        var weekday: Int?
        /// In minutes east of Greenwich.
        var offset = 0
        var unix: Int64?

        mutating func read(_ part: Part) -> Bool {
            switch part {
            case .literal(let literal): take(literal)
            case .year: number(4, \.year)
            case .month: number(2, \.month)
            case .day: number(2, \.day)
            case .hour: number(2, \.hour)
            case .minute: number(2, \.minute)
            case .second: number(2, \.second)
            case .millisecond: number(3, \.millisecond)
            case .monthName: name(DateFormat.months).map { time.month = $0 + 1 } != nil
            case .weekday: name(DateFormat.weekdays).map { weekday = $0 } != nil
            case .offset: zone()
            case .anyFraction: fraction()
            case .unixSeconds: unixNumber(times: 1000)
            case .unixMilliseconds: unixNumber(times: 1)
            }
        }

        private mutating func take(_ literal: [UInt8]) -> Bool {
            guard bytes.starts(with: literal) else { return false }
            bytes.removeFirst(literal.count)
            return true
        }

        private mutating func digits(_ count: Int) -> Int? {
            let digits = bytes.prefix(count)
            guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            bytes.removeFirst(count)
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }

        private mutating func number(_ count: Int, _ field: WritableKeyPath<CivilTime, Int>) -> Bool {
            guard let value = digits(count) else { return false }
            time[keyPath: field] = value
            return true
        }

        private mutating func name(_ names: [String]) -> Int? {
            guard let index = names.firstIndex(where: { bytes.starts(with: $0.utf8) }) else { return nil }
            bytes.removeFirst(3)
            return index
        }

        private mutating func zone() -> Bool {
            if take([UInt8(ascii: "Z")]) { return true }
            let isEast = take([UInt8(ascii: "+")])
            guard isEast || take([UInt8(ascii: "-")]), let hours = digits(2), take([UInt8(ascii: ":")]),
                let minutes = digits(2), hours <= 23, minutes <= 59
            else { return false }
            offset = (hours * 60 + minutes) * (isEast ? 1 : -1)
            return true
        }

        private mutating func fraction() -> Bool {
            guard take([UInt8(ascii: ".")]) else { return true }
            let digits = bytes.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return false }
            bytes.removeFirst(digits.count)
            time.millisecond = (Array(digits) + [0x30, 0x30]).prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
            return true
        }

        private mutating func unixNumber(times factor: Int64) -> Bool {
            let digits = bytes.prefix { (0x30...0x39).contains($0) }
            guard let value = Int64(String(decoding: digits, as: UTF8.self)) else { return false }
            let (product, overflows) = value.multipliedReportingOverflow(by: factor)
            guard !overflows else { return false }
            unix = product
            bytes.removeFirst(digits.count)
            return true
        }
    }
}
