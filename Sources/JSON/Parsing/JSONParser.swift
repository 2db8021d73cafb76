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
        var grammar = JSONGrammar(bytes, builder, depthLimit: options.depthLimit)
        do {
            return try grammar.document(options.byteOrderMark)
        } catch {
            throw JSONSyntaxError(error, in: bytes, file: file)
        }
    }
}
