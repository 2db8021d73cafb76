import JSON

extension JSONPathNode {
    /// Where the value is in its document.
    var pointer: JSONPointer {
        path.steps.reduce(JSONPointer()) { pointer, step in
            switch step {
            case .name(let name): pointer.appending(name)
            case .index(let index): pointer.appending(index)
            }
        }
    }
}
