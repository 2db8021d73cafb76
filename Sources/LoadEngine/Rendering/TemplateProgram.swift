import Measurement

/// A template made ready for the loop. It owns the memory that its pieces point to.
///
/// Nothing in it changes after `init`.
final class TemplateProgram: @unchecked Sendable {
    // Unchecked, as the stored properties are written in init alone.
    let pieces: UnsafeMutablePointer<Piece>
    let headCount: Int
    let count: Int
    /// The longest rendering, but for the texts, whose length changes.
    private(set) var bound = 0
    private(set) var texts: [TimedText] = []
    /// Rows of the feeder that gives each row once; requests from this index on have none.
    private(set) var lastIndex = UInt64.max
    /// How many of the pieces come from the flow's memory: they aren't in ``bound``.
    private(set) var capturedCount = 0
    /// Whether a value may come that can't stand in it as it is.
    private(set) var mayNotFit = false
    private let feeders: [DataFeeder]
    private var literals: [UnsafeMutablePointer<UInt8>] = []

    init(_ template: RequestTemplate) {
        let head = Self.joined(template.head)
        let body = Self.joined(template.body)
        headCount = head.count
        count = head.count + body.count
        feeders = (head + body).compactMap { if case .value(let feeder, _) = $0 { feeder } else { nil } }
        pieces = .allocate(capacity: max(1, count))
        for (index, part) in (head + body).enumerated() {
            (pieces + index).initialize(to: compile(part))
        }
    }

    deinit {
        pieces.deallocate()
        for literal in literals { literal.deallocate() }
    }

    /// Neighbouring literals become one.
    private static func joined(_ parts: [TemplatePart]) -> [TemplatePart] {
        var joined: [TemplatePart] = []
        for part in parts {
            if case .literal(let more) = part, case .literal(let bytes)? = joined.last {
                joined[joined.count - 1] = .literal(bytes + more)
            } else {
                joined.append(part)
            }
        }
        return joined
    }

    private func compile(_ part: TemplatePart) -> Piece {
        switch part {
        case .literal(let bytes): return literal(bytes)
        case .requestIndex: return number(.requestIndex)
        case .userIndex: return number(.userIndex)
        case .contentLength: return number(.contentLength)
        case .uuid:
            bound += 36
            return Piece(.uuid)
        case .random(let alphabet, let count):
            bound += count
            var piece = Piece(.random)
            piece.bytes = alphabet.characters.utf8Start
            piece.count = alphabet.characters.utf8CodeUnitCount
            piece.length = count
            return piece
        case .randomInteger(let range):
            var piece = number(.integer)
            piece.low = range.lowerBound
            piece.span = range.upperBound - range.lowerBound
            return piece
        case .text(let text):
            var piece = Piece(.text)
            piece.count = texts.count
            texts.append(text)
            return piece
        case .value(let feeder, let column): return value(feeder, column)
        case .captured(let number):
            capturedCount += 1
            mayNotFit = true
            var piece = Piece(.captured)
            piece.count = number
            return piece
        }
    }

    private func number(_ kind: Piece.Kind) -> Piece {
        bound += 20
        return Piece(kind)
    }

    private func literal(_ bytes: [UInt8]) -> Piece {
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
        copy.initialize(from: bytes, count: bytes.count)
        literals.append(copy)
        bound += bytes.count
        var piece = Piece(.literal)
        piece.bytes = UnsafePointer(copy)
        piece.count = bytes.count
        return piece
    }

    private func value(_ feeder: DataFeeder, _ column: Int) -> Piece {
        bound += feeder.longest
        if feeder.order == .uniqueOnce { lastIndex = min(lastIndex, UInt64(feeder.rows)) }
        var piece = Piece(.value)
        piece.bytes = UnsafePointer(feeder.bytes)
        piece.offsets = UnsafePointer(feeder.offsets)
        piece.rows = feeder.rows
        piece.columns = feeder.columns
        piece.length = column
        piece.fits = UnsafePointer(feeder.fits)
        piece.isRandomRow = feeder.order == .random
        if !feeder.fitsAlways { mayNotFit = true }
        return piece
    }
}
