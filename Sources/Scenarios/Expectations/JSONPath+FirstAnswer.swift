import JSON

extension JSONPath {
    /// The first value that the path selects, within the limit of work; `nil` when there is none.
    func firstAnswer(in document: JSONValue) -> JSONValue? {
        isSingular ? firstValue(in: document) : (try? evaluate(in: document))?.first?.value
    }
}
