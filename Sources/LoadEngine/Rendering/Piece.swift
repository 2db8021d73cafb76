/// A ``TemplatePart`` as the loop renders it: a plain value over memory that the program owns.
struct Piece {
    enum Kind: UInt8 {
        case literal, requestIndex, userIndex, uuid, random, integer, text, value, captured, contentLength
    }

    var kind: Kind
    /// A literal's bytes, an alphabet's characters, a feeder's bytes.
    var bytes: UnsafePointer<UInt8>?
    /// Their count; for a text its number in the thread's texts, or in the flow's memory.
    var count = 0
    /// A random text's length; a value's column.
    var length = 0
    /// A random integer's least value, and how many there are above it.
    var low: UInt64 = 0
    var span: UInt64 = 0
    /// A feeder's offsets, which of its values fit, rows and columns, and how a row is chosen.
    var offsets: UnsafePointer<Int>?
    var fits: UnsafePointer<Bool>?
    var rows = 0
    var columns = 0
    var isRandomRow = false

    init(_ kind: Kind) { self.kind = kind }
}
