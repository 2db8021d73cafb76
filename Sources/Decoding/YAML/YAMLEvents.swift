import CYAML
import Diagnostics

/// What libyaml tells of a document, one thing after the other, with the bytes that each is written in.
enum YAMLEvent {
    /// A value that is no collection.
    struct Scalar {
        var text: String
        /// Without quotes, and no block of lines.
        var isPlain: Bool
        /// The tag that is written or that quotes stand for; `nil` for none.
        var tag: String?
        var anchor: String?
        var location: SourceLocation
    }

    /// The start of a list or an object.
    struct Collection {
        var isMapping: Bool
        var anchor: String?
        var location: SourceLocation
    }

    case document(SourceLocation)
    case scalar(Scalar)
    case begin(Collection)
    case alias(String, SourceLocation)
    /// The end of a collection, of a document, or of the file.
    case end

    var location: SourceLocation? {
        switch self {
        case .document(let place), .alias(_, let place): place
        case .scalar(let scalar): scalar.location
        case .begin(let collection): collection.location
        case .end: nil
        }
    }
}

/// libyaml's parser over the bytes of a file, which it must not outlive.
final class YAMLEvents {
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let file: SourceFile
    private let bytes: UnsafeBufferPointer<UInt8>
    /// A character's number and its first byte: libyaml counts characters, and most marks are near the one before.
    private var known = (character: 0, byte: 0)

    /// - Parameter bytes: Those of `file`, valid UTF-8, at least one.
    init(_ file: SourceFile, _ bytes: UnsafeBufferPointer<UInt8>) throws(Diagnostic) {
        self.file = file
        self.bytes = bytes
        let isReady = yaml_parser_initialize(parser) == 1
        guard isReady else {
            throw Diagnostic(message: "there is not enough memory to read YAML", location: Self.start(of: file))
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // An empty file has no address.
        let empty: StaticString = ""
        yaml_parser_set_input_string(parser, bytes.baseAddress ?? empty.utf8Start, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    static func start(of file: SourceFile) -> SourceLocation { SourceLocation(file: file, range: 0..<0) }

    /// The next event. What begins the file tells nothing and is left out.
    ///
    /// - Throws: what is wrong with the file, after which there is no further event.
    func next() throws(Diagnostic) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { yaml_event_delete(&event) }
        switch event.type {
        case YAML_STREAM_START_EVENT: return try next()
        case YAML_DOCUMENT_START_EVENT: return .document(place(event))
        case YAML_ALIAS_EVENT: return .alias(Self.text(event.data.alias.anchor) ?? "", place(event))
        case YAML_SCALAR_EVENT: return .scalar(scalar(event))
        case YAML_SEQUENCE_START_EVENT:
            let anchor = Self.text(event.data.sequence_start.anchor)
            return .begin(YAMLEvent.Collection(isMapping: false, anchor: anchor, location: place(event)))
        case YAML_MAPPING_START_EVENT:
            let anchor = Self.text(event.data.mapping_start.anchor)
            return .begin(YAMLEvent.Collection(isMapping: true, anchor: anchor, location: place(event)))
        default: return .end
        }
    }

    private func scalar(_ event: yaml_event_t) -> YAMLEvent.Scalar {
        let scalar = event.data.scalar
        let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        let start = offset(event.start_mark)
        var end = offset(event.end_mark)
        let isQuoted = [YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE].contains(scalar.style)
        // A place of many lines says no more than the first of them.
        if !isQuoted, let line = bytes[start..<end].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) { end = line }
        return YAMLEvent.Scalar(
            text: String(decoding: text, as: UTF8.self),
            isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
            tag: scalar.quoted_implicit == 1 ? YAMLScalar.stringTag : Self.text(scalar.tag),
            anchor: Self.text(scalar.anchor),
            location: place(start, end)
        )
    }

    private static func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    /// Where a collection, an alias or a document begins.
    private func place(_ event: yaml_event_t) -> SourceLocation {
        let start = offset(event.start_mark)
        return place(start, start)
    }

    /// At least one byte, where there is one.
    private func place(_ start: Int, _ end: Int) -> SourceLocation {
        SourceLocation(file: file, range: start..<max(start, end, min(start + 1, bytes.count)))
    }

    private func offset(_ mark: yaml_mark_t) -> Int {
        let isContinuation = { [bytes] (byte: Int) in byte < bytes.count && bytes[byte] & 0xC0 == 0x80 }
        while known.character < mark.index, known.byte < bytes.count {
            known.character += 1
            known.byte += 1
            while isContinuation(known.byte) { known.byte += 1 }
        }
        while known.character > mark.index, known.byte > 0 {
            known.character -= 1
            known.byte -= 1
            while isContinuation(known.byte), known.byte > 0 { known.byte -= 1 }
        }
        return known.byte
    }

    /// Says in our words why libyaml can't go on.
    private func problem() -> Diagnostic {
        let error = parser.pointee
        guard let problem = error.problem.map({ String(cString: $0) }) else {
            return Diagnostic(message: "there is not enough memory to read YAML", location: Self.start(of: file))
        }
        if error.error == YAML_READER_ERROR {
            let start = min(error.problem_offset, bytes.count)
            return Diagnostic(
                message: "YAML: \(problem)",
                location: SourceLocation(file: file, range: start..<start)
            )
        }
        let context = error.context.map { "\(String(cString: $0)): " } ?? ""
        let start = offset(error.problem_mark)
        return Diagnostic(
            message: "YAML: \(context)\(problem)",
            location: place(start, start),
            help: Self.help(problem)
        )
    }

    private static func help(_ problem: String) -> String? {
        switch problem {
        case "found character that cannot start any token":
            "indent by spaces, not tabs; quote a value that begins with @ or `"
        case "found a tab character that violates indentation": "indent by spaces, not tabs"
        case "mapping values are not allowed in this context":
            "quote a value that contains ': ', and check the indentation"
        case "did not find expected key", "could not find expected ':'":
            "check the indentation and the colon after each name"
        default: nil
        }
    }
}
