package import Diagnostics
package import JSON

/// An OpenAPI description (3.0.x or 3.1.x), read, checked and resolved: no reference is left to follow.
///
/// # Overview
///
/// - ``load(_:files:assertFormats:)`` reads a contract from files. A document with errors is refused with all of them,
///   each a `Diagnostic` with its place; what isn't supported is in ``warnings``.
/// - ``operations`` are the pairs of path and method: an ``Operation`` has ``Parameter``s, a ``RequestBody``,
///   ``ResponseDefinition``s, the ``SecurityRequirement``s that are alternatives, and its ``ContractServer``s.
/// - A ``ContractSchema`` validates values in a direction (`readOnly`, `writeOnly`) and leads to its parts; the
///   compiled validators are made once, on demand, and shared.
/// - ``lookUp(_:)`` finds the operation of a request: ``RequestMatch`` has the values of the path's parameters.
///   ``ParameterReader`` and ``ParameterWriter`` convert between a parameter's value and its text in every style;
///   ``PathTemplate/filled(_:)`` makes a path.
/// - ``ContractChecks`` judges an exchange; ``ContractCheck`` lists the stable names of what it can find.
/// - ``ContractCoverage`` counts what exchanges exercised.
/// - ``ValueMaker`` makes a valid value for a schema, parameter, header or content, repeatable by its seed;
///   ``GeneratedValue`` says where it came from, or why there is none.
///
///     let contract = try Contract.load("shop.openapi.yaml")
///     let maker = ValueMaker(seed: 7, direction: .request)
///     for operation in contract.operations {
///         let body = operation.requestBody?.content.first.map { maker.value(for: $0) }
///     }
///
/// All of them are values and `Sendable`.
package struct Contract: Sendable {
    /// The version of OpenAPI that a document is written in.
    package enum Version: String, Sendable {
        /// OpenAPI 3.0.x: schemas are an extended subset of JSON Schema draft 5.
        case v30 = "3.0"
        /// OpenAPI 3.1.x: schemas are those of JSON Schema 2020-12.
        case v31 = "3.1"
        /// OpenAPI 3.2.x: methods of any name, and the query as a whole.
        case v32 = "3.2"
    }

    /// The path of its file, as messages show it.
    package let path: String
    /// The version of OpenAPI.
    package let version: Version
    /// The title of the API.
    package let title: String
    /// The version of the API.
    package let apiVersion: String
    /// What the document says about the API; empty when it says nothing.
    package let description: String
    /// The servers of the whole document; `/` where it names none.
    package let servers: [ContractServer]
    /// Every pair of path and method, in the order of the file.
    package let operations: [Operation]
    /// Where requests for them go.
    let routes: RouteTable
    /// What the server sends of its own accord, in the order of the file.
    package internal(set) var webhooks: [ContractWebhook] = []
    /// The declared ways to authenticate, in the order of the file.
    package let securitySchemes: [SecurityScheme]
    /// The schemas under `components`, in the order of the file.
    package let schemas: [NamedSchema]
    /// What is allowed and yet deserves a word: parts that aren't supported, or that contradict each other.
    package let warnings: [Diagnostic]
    /// What isn't used, since it breaks a rule of the format where it stands.
    package internal(set) var leftOut: [LeftOut] = []

    /// All that deserves a word, messages with several places told once.
    package var remarks: [Diagnostic] { Diagnostic.grouped(leftOut.map(\.warning) + warnings) }

    /// The operation with this `operationId`.
    package func operation(id: String) -> Operation? {
        operations.first { $0.id == id }
    }

    /// The operation with this `operationId` or ``Operation/name``.
    package func operation(called name: String) -> Operation? {
        operations.first { $0.id == name || $0.name == name }
    }

    /// The operation of this method and path template, as the document writes it.
    package func operation(_ method: String, _ path: String) -> Operation? {
        operations.first { $0.method == method && $0.path == path }
    }

    /// The webhook called `name`.
    package func webhook(_ name: String) -> ContractWebhook? { webhooks.first { $0.name == name } }

    /// The security scheme called `name`.
    package func securityScheme(_ name: String) -> SecurityScheme? {
        securitySchemes.first { $0.name == name }
    }
}

/// Where an API is served.
package struct ContractServer: Sendable, Hashable {
    /// The URL with the variables' defaults put in; it may be relative to where the document is.
    package let url: String
    /// What the document says about it; empty when it says nothing.
    package let description: String
    /// The path of the URL, without a slash at its end: what comes before the paths of operations. The variables in it
    /// that aren't fixed to their defaults match any segment.
    package let basePath: PathTemplate

    /// A server at `url`, which is a template of `variables` with their defaults.
    package init(url template: String, variables: [String: String] = [:], description: String = "") {
        var url = template
        for (name, value) in variables { url = url.replacing("{\(name)}", with: value) }
        self.url = url
        self.description = description
        // A variable whose value has slashes stands for more than a segment.
        var path = template
        for (name, value) in variables where value.contains("/") { path = path.replacing("{\(name)}", with: value) }
        basePath = PathTemplate(Self.path(of: path))
    }

    private static func path(of url: String) -> String {
        var path = url[...]
        if let marker = url.firstRange(of: "://") {
            path = url[marker.upperBound...].drop { $0 != "/" }
        } else if url.hasPrefix("//") {
            path = url.dropFirst(2).drop { $0 != "/" }
        }
        path = path.prefix { $0 != "?" && $0 != "#" }
        while path.hasSuffix("/") { path = path.dropLast() }
        return String(path)
    }
}

/// An example that the document gives.
package struct ContractExample: Sendable, Hashable {
    /// Its name among several; empty for the only one.
    package let name: String
    /// What it shows; empty when the document doesn't say.
    package let summary: String
    /// The value.
    package let value: JSONValue
    /// Where it stands.
    package let place: SourceLocation
}

/// A part of a document that isn't used, since it breaks a rule of the format.
package struct LeftOut: Sendable {
    /// What is wrong, and where.
    package let diagnostic: Diagnostic
    /// The document.
    package let path: String
    /// The way to the part in it.
    package let pointer: JSONPointer

    /// As a warning: the rest of the contract is used.
    package var warning: Diagnostic {
        var warning = diagnostic
        warning.severity = .warning
        warning.message += "; left out"
        return warning
    }
}

extension Diagnostic {
    /// Diagnostics with one message told once, with how many further places it has.
    package static func grouped(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var counts: [String: Int] = [:]
        for diagnostic in diagnostics { counts[diagnostic.message, default: 0] += 1 }
        var told: Set<String> = []
        return diagnostics.compactMap { diagnostic in
            guard let count = counts[diagnostic.message], count > 1 else { return diagnostic }
            guard told.insert(diagnostic.message).inserted else { return nil }
            var first = diagnostic
            first.message += " (and in \(count - 1) other \(count == 2 ? "place" : "places"))"
            return first
        }
    }
}
