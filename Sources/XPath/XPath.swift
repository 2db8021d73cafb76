import CXML

/// Why an expression or a document can't be used.
package struct XPathError: Error, Sendable, Hashable {
    /// What was found.
    package let message: String

    package init(_ message: String) { self.message = message }
}

/// What an expression comes to (XPath 1.0, section 1).
package enum XPathValue: Sendable, Hashable {
    /// The string-values of a node-set, in the order of the document.
    case nodes([String])
    case bool(Bool)
    case number(Double)
    case text(String)
}

/// An expression of XPath 1.0.
package struct XPath: Sendable, Hashable, CustomStringConvertible {
    /// As it was written.
    package let description: String

    /// - Throws: what is wrong with it; that it names a prefix or a function that isn't there shows when it is asked.
    package init(_ text: String) throws(XPathError) {
        description = text
        let library = try XMLLibrary.get()
        guard let context = library.pointee.xmlXPathNewContext(nil) else { throw XPathError("out of memory") }
        defer { library.pointee.xmlXPathFreeContext(context) }
        guard let compiled = library.pointee.xmlXPathCtxtCompile(context, text) else {
            throw XPathError(XMLLibrary.lastError(library))
        }
        library.pointee.xmlXPathFreeCompExpr(compiled)
    }

    /// Whether the library that reads XML is on this machine.
    package static var isAvailable: Bool { muster_libxml_get() != nil }
}

/// A document of XML (1.0) or HTML. Nothing outside it is read: no entity of its own is filled in, no DTD is fetched.
package final class XMLDocument {
    /// The most that is read, in bytes.
    package static let most = 16 << 20
    /// The most steps from node to node that a search may take, and the seconds of a processor.
    package static let mostSteps: UInt = 200_000_000
    package static let mostSeconds = 5
    /// The most that is taken of it, in bytes: elements within each other have the same text over and over.
    private static let mostTaken = 64 << 20

    /// Whether it was read as HTML.
    package let isHTML: Bool
    private let library: UnsafePointer<muster_libxml>
    private let handle: UnsafeMutableRawPointer
    private let namespaces: [(prefix: String, uri: String)]

    /// The document that `bytes` are.
    ///
    /// - Parameters:
    ///   - isHTML: Whether they are HTML, which is read as browsers read it: whatever it is.
    ///   - charset: Their encoding where something else than the document says it (RFC 7303, section 3).
    /// - Throws: where and why they are none.
    package init(_ bytes: [UInt8], isHTML: Bool, charset: String?) throws(XPathError) {
        guard !bytes.isEmpty else { throw XPathError("no content") }
        guard bytes.count <= Self.most else {
            throw XPathError("\(bytes.count) bytes, more than the \(Self.most) that are read")
        }
        let library = try XMLLibrary.get()
        // No network; nothing printed; CDATA is text. Entities stay what they are, and the library's bounds hold.
        let options: Int32 = 1 << 11 | 1 << 5 | 1 << 6 | (isHTML ? 1 : 1 << 14)
        let document = bytes.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            return isHTML
                ? library.pointee.htmlReadMemory(start, Int32(bytes.count), nil, charset, options)
                : library.pointee.xmlReadMemory(start, Int32(bytes.count), nil, charset, options)
        }
        guard let document else { throw XPathError(XMLLibrary.lastError(library)) }
        // The parser of HTML ends there, and gives what it has: what isn't found may stand behind it.
        if isHTML, XMLLibrary.lastError(library).contains("excessive depth") {
            library.pointee.xmlFreeDoc(document)
            throw XPathError("elements more than 255 deep in each other, behind which nothing is read")
        }
        // Entities that stand for entities are how a few bytes become all memory.
        guard isHTML || !Self.declaresEntities(document, library) else {
            library.pointee.xmlFreeDoc(document)
            throw XPathError("entities of its own (<!ENTITY), which are not filled in")
        }
        self.isHTML = isHTML
        self.library = library
        handle = document
        namespaces = Self.namespaces(of: document, library)
    }

    deinit { library.pointee.xmlFreeDoc(handle) }

    private static func declaresEntities(
        _ document: UnsafeMutableRawPointer,
        _ library: UnsafePointer<muster_libxml>
    ) -> Bool {
        var next = library.pointee.xmlGetIntSubset(document)?.pointee.children
        while let node = next {
            if Int(node.pointee.type) == MUSTER_XML_ENTITY { return true }
            next = node.pointee.next
        }
        return false
    }

    /// What the document's first element declares; a namespace without a prefix is called `_`.
    private static func namespaces(
        of document: UnsafeMutableRawPointer,
        _ library: UnsafePointer<muster_libxml>
    ) -> [(prefix: String, uri: String)] {
        guard let root = library.pointee.xmlDocGetRootElement(document),
            let list = library.pointee.xmlGetNsList(document, root)
        else { return [] }
        defer { muster_xml_free(library, list) }
        var found: [(String, String)] = []
        var next = list
        while let namespace = next.pointee {
            if let uri = namespace.pointee.uri {
                found.append((namespace.pointee.prefix.map { String(cString: $0) } ?? "_", String(cString: uri)))
            }
            next += 1
        }
        return found
    }

    /// What `path` comes to here. Prefixes mean what `own` says, else what the document's first element declares them
    /// to be.
    ///
    /// - Throws: that it names a prefix or a function that isn't there, or takes too long.
    package func value(of path: XPath, _ own: [(prefix: String, uri: String)] = []) throws(XPathError) -> XPathValue {
        muster_xml_be_quiet(library)
        guard let context = library.pointee.xmlXPathNewContext(handle) else { throw XPathError("out of memory") }
        defer { library.pointee.xmlXPathFreeContext(context) }
        for namespace in namespaces + own {
            _ = library.pointee.xmlXPathRegisterNs(context, namespace.prefix, namespace.uri)
        }
        guard let compiled = library.pointee.xmlXPathCtxtCompile(context, path.description) else {
            throw XPathError(XMLLibrary.lastError(library))
        }
        defer { library.pointee.xmlXPathFreeCompExpr(compiled) }
        muster_xpath_limit(context, Self.mostSteps)
        let watch = SearchWatch(context)
        let found = library.pointee.xmlXPathCompiledEval(compiled, context)
        watch.end()
        guard let object = found else {
            let code = library.pointee.xmlGetLastError().map { Int($0.pointee.code) }
            if code == MUSTER_XPATH_LIMIT_EXCEEDED {
                throw XPathError(
                    "a search that takes more than \(Self.mostSteps) steps or \(Self.mostSeconds) s in this document"
                )
            }
            throw XPathError(XMLLibrary.lastError(library))
        }
        defer { library.pointee.xmlXPathFreeObject(object) }
        switch Int(object.pointee.type) {
        case MUSTER_XPATH_NODES: return .nodes(try texts(of: object.pointee.nodes))
        case MUSTER_XPATH_FLAG: return .bool(object.pointee.flag != 0)
        case MUSTER_XPATH_NUMBER: return .number(object.pointee.number)
        case MUSTER_XPATH_TEXT: return .text(object.pointee.text.map { String(cString: $0) } ?? "")
        case let type: throw XPathError("a value of kind \(type), which XPath 1.0 hasn't")
        }
    }

    /// The texts of which the string-values of what `path` selects are put together, as they stand in the document;
    /// none of what selects no nodes.
    package func pieces(of path: XPath, _ own: [(prefix: String, uri: String)] = []) -> [String] {
        guard let inner = try? XPath("(\(path.description))//text()") else { return [] }
        guard case .nodes(let texts)? = try? value(of: inner, own) else { return [] }
        return texts
    }

    private func texts(of nodes: UnsafeMutablePointer<muster_xml_nodes>?) throws(XPathError) -> [String] {
        guard let nodes = nodes?.pointee else { return [] }
        var (texts, taken): ([String], Int) = ([], 0)
        for index in 0..<Int(max(0, nodes.count)) {
            guard let text = library.pointee.xmlXPathCastNodeToString(nodes.nodes[index]) else {
                texts.append("")
                continue
            }
            defer { muster_xml_free(library, text) }
            texts.append(String(cString: text))
            taken += texts[index].utf8.count
            guard taken <= Self.mostTaken else {
                throw XPathError("nodes with more than \(Self.mostTaken) bytes of text together")
            }
        }
        return texts
    }
}

private enum XMLLibrary {
    static func get() throws(XPathError) -> UnsafePointer<muster_libxml> {
        guard let library = muster_libxml_get() else {
            throw XPathError("XML is read by libxml2, which isn't on this machine")
        }
        muster_xml_be_quiet(library)
        return library
    }

    /// What went wrong last on this thread, and in which line of a document.
    static func lastError(_ library: UnsafePointer<muster_libxml>) -> String {
        guard let error = library.pointee.xmlGetLastError()?.pointee, let message = error.message else {
            return "unknown reason"
        }
        var text = Substring(String(cString: message))
        while let last = text.last, last.isWhitespace || last == "." { text = text.dropLast() }
        let words = text.prefix(1).lowercased() + text.dropFirst()
        return error.line > 0 ? "line \(error.line): \(words)" : words
    }
}
