public import Diagnostics

/// Parses JSON (RFC 8259), strictly.
public enum JSONParser {
    /// Parses a document.
    public static func parse(_ bytes: [UInt8], _ options: Options = .message) throws(JSONSyntaxError) -> JSONValue {
        let result = bytes.withUnsafeBufferPointer { buffer in
            Result { () throws(JSONSyntaxError) in try parse(buffer, options) }
        }
        return try result.get()
    }

    /// Parses a document.
    public static func parse(_ text: String, _ options: Options = .message) throws(JSONSyntaxError) -> JSONValue {
        var copy = text
        let result = copy.withUTF8 { buffer in Result { () throws(JSONSyntaxError) in try parse(buffer, options) } }
        return try result.get()
    }

    /// Parses what a server has answered. What it was sent it may send back: an escape of half a surrogate pair is
    /// within the grammar, though no Unicode text can hold it (RFC 8259, section 8.2), and is read as U+FFFD.
    ///
    /// - Returns: The value, and whether there was such an escape.
    package static func parseAnswer(_ bytes: [UInt8]) throws(JSONSyntaxError) -> (value: JSONValue, isReplaced: Bool) {
        do throws(JSONSyntaxError) {
            return (try parse(bytes), false)
        } catch {
            guard error.isLoneSurrogate else { throw error }
            var options = Options.message
            options.replacesLoneSurrogates = true
            return (try parse(bytes, options), true)
        }
    }

    /// Parses a document.
    public static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ options: Options = .message
    ) throws(JSONSyntaxError) -> JSONValue {
        let builder = JSONValueBuilder(duplicateNames: options.duplicateNames)
        return try tree(bytes, builder, options, file: nil)
    }

    /// Parses a file, keeping the place of each value and name.
    public static func parseNode(
        _ file: SourceFile,
        _ options: Options = .file
    ) throws(JSONSyntaxError) -> JSONNode {
        let builder = JSONNodeBuilder(file: file, duplicateNames: options.duplicateNames)
        let result = file.bytes.withUnsafeBufferPointer { buffer in
            Result { () throws(JSONSyntaxError) in try tree(buffer, builder, options, file: file) }
        }
        return try result.get()
    }

    private static func tree<Builder: JSONTreeBuilder>(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ builder: Builder,
        _ options: Options,
        file: SourceFile?
    ) throws(JSONSyntaxError) -> Builder.Value {
        do throws(JSONFault) {
            guard options.allowsComments else { return try document(bytes, builder, options) }
            let plain = try JSONComments.blanked(bytes)
            let result = plain.withUnsafeBufferPointer { buffer in
                Result { () throws(JSONFault) in try document(buffer, builder, options) }
            }
            return try result.get()
        } catch {
            throw JSONSyntaxError(error, in: bytes, file: file)
        }
    }

    private static func document<Builder: JSONTreeBuilder>(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ builder: Builder,
        _ options: Options
    ) throws(JSONFault) -> Builder.Value {
        var grammar = JSONGrammar(bytes, builder, depthLimit: options.depthLimit)
        grammar.lexer.replacesLoneSurrogates = options.replacesLoneSurrogates
        return try grammar.document(options.byteOrderMark)
    }
}

extension JSONParser {
    /// What the parser accepts where RFC 8259 leaves room.
    public struct Options: Sendable, Hashable {
        /// What to do about a name that an object has twice (RFC 8259, section 4: names SHOULD be unique).
        public enum DuplicateNames: Sendable {
            /// It is an error.
            case refuse
            /// The last value counts, in the place of the first.
            case keepLast
            /// The first value counts.
            case keepFirst
        }

        /// What to do about a byte order mark (RFC 8259, section 8.1: not to be sent, may be ignored).
        public enum ByteOrderMark: Sendable {
            /// It is an error.
            case refuse
            /// It is passed over.
            case skip
        }

        /// The deepest nesting that ``depthLimit`` may allow: the functions that walk a tree call themselves.
        public static let greatestDepth = 2048

        /// What to do about a name that an object has twice.
        public var duplicateNames: DuplicateNames
        /// What to do about a byte order mark.
        public var byteOrderMark: ByteOrderMark
        /// How many arrays and objects may lie in each other; at most ``greatestDepth``.
        public var depthLimit: Int
        /// Whether comments (`//` to the end of a line, `/* */`) may stand where white space may, and a comma behind
        /// the last element or member.
        package var allowsComments = false
        /// Whether an escape of half a surrogate pair, which the grammar allows (RFC 8259, section 8.2), is read as
        /// U+FFFD.
        package var replacesLoneSurrogates = false

        /// Options, strict unless told otherwise.
        public init(
            duplicateNames: DuplicateNames = .refuse,
            byteOrderMark: ByteOrderMark = .refuse,
            depthLimit: Int = 512
        ) {
            self.duplicateNames = duplicateNames
            self.byteOrderMark = byteOrderMark
            self.depthLimit = min(max(depthLimit, 0), Self.greatestDepth)
        }

        /// For what a server sends: nothing is overlooked.
        public static let message = Options()
        /// For files that a person writes: a byte order mark, which some editors add, is passed over.
        public static let file = Options(byteOrderMark: .skip)
        /// For our own files, which people write and read: comments too.
        package static let own = {
            var options = Options.file
            options.allowsComments = true
            return options
        }()
    }
}

/// The grammar of RFC 8259, by recursive descent within a limit of depth.
struct JSONGrammar<Builder: JSONTreeBuilder> {
    var lexer: JSONLexer
    let builder: Builder
    let depthLimit: Int
    private var depth = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ builder: Builder, depthLimit: Int) {
        lexer = JSONLexer(bytes)
        self.builder = builder
        self.depthLimit = depthLimit
    }

    mutating func document(_ byteOrderMark: JSONParser.Options.ByteOrderMark) throws(JSONFault) -> Builder.Value {
        if lexer.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            if byteOrderMark == .refuse { throw JSONFault(.byteOrderMark, 0..<3) }
            lexer.position = 3
        }
        lexer.skipBlanks()
        let value = try value(.valueExpected)
        lexer.skipBlanks()
        if !lexer.isAtEnd { throw JSONFault(.contentAfterValue, here) }
        return value
    }

    private var here: Range<Int> { lexer.position..<min(lexer.position + 1, lexer.bytes.count) }

    /// Reads a value; `kind` is the fault to report where there is none, `opening` the bracket that it lies in.
    private mutating func value(_ kind: JSONFault.Kind, in opening: Int = -1) throws(JSONFault) -> Builder.Value {
        let start = lexer.position
        switch lexer.next {
        case UInt8(ascii: "\""): return builder.value(.string(try lexer.string()), start..<lexer.position)
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            return builder.value(.number(try lexer.number()), start..<lexer.position)
        case UInt8(ascii: "t") where lexer.skip(word: "true"): return builder.value(.bool(true), start..<lexer.position)
        case UInt8(ascii: "f") where lexer.skip(word: "false"):
            return builder.value(.bool(false), start..<lexer.position)
        case UInt8(ascii: "n") where lexer.skip(word: "null"): return builder.value(.null, start..<lexer.position)
        default: throw JSONFault(kind, here, from: opening)
        }
    }

    private mutating func array() throws(JSONFault) -> Builder.Value {
        let start = try enter()
        var elements: [Builder.Value] = []
        lexer.skipBlanks()
        if !lexer.skip(UInt8(ascii: "]")) {
            while true {
                elements.append(try value(.elementExpected, in: start))
                lexer.skipBlanks()
                if lexer.skip(UInt8(ascii: "]")) { break }
                let comma = lexer.position
                guard lexer.skip(UInt8(ascii: ",")) else { throw JSONFault(.commaOrBracketExpected, here, from: start) }
                lexer.skipBlanks()
                if lexer.next == UInt8(ascii: "]") { throw JSONFault(.trailingCommaInArray, comma..<(comma + 1)) }
            }
        }
        depth -= 1
        return builder.array(elements, start..<lexer.position)
    }

    private mutating func object() throws(JSONFault) -> Builder.Value {
        let start = try enter()
        var members = builder.noMembers()
        lexer.skipBlanks()
        if !lexer.skip(UInt8(ascii: "}")) {
            while true {
                try member(&members, in: start)
                lexer.skipBlanks()
                if lexer.skip(UInt8(ascii: "}")) { break }
                let comma = lexer.position
                guard lexer.skip(UInt8(ascii: ",")) else { throw JSONFault(.commaOrBraceExpected, here, from: start) }
                lexer.skipBlanks()
                if lexer.next == UInt8(ascii: "}") { throw JSONFault(.trailingCommaInObject, comma..<(comma + 1)) }
            }
        }
        depth -= 1
        return builder.object(members, start..<lexer.position)
    }

    @inline(__always)
    private mutating func member(_ members: inout Builder.Members, in opening: Int) throws(JSONFault) {
        let start = lexer.position
        guard lexer.next == UInt8(ascii: "\"") else { throw JSONFault(.nameExpected, here, from: opening) }
        let name = try lexer.string()
        let end = lexer.position
        lexer.skipBlanks()
        guard lexer.skip(UInt8(ascii: ":")) else { throw JSONFault(.colonExpected, here, from: start) }
        lexer.skipBlanks()
        let value = try value(.memberValueExpected, in: opening)
        if let first = builder.add(name, start..<end, value, to: &members) {
            throw JSONFault(.duplicateName, start..<end, from: first)
        }
    }

    /// Moves past an opening bracket and returns where it is.
    @inline(__always)
    private mutating func enter() throws(JSONFault) -> Int {
        let start = lexer.position
        guard depth < depthLimit else { throw JSONFault(.tooDeep, start..<(start + 1), from: depthLimit) }
        depth += 1
        lexer.position += 1
        return start
    }
}
