import HTTP
import JSON
import LoadEngine

/// What a flow has captured and which cookies it was given: kept with the engine's memory of the flow.
final class FlowNotes {
    private var index: UInt64?
    /// The captured values, by name.
    var captured: [String: JSONValue] = [:]
    var cookies = CookieStore()

    /// The notes of the flow that `memory` is of now.
    static func of(_ memory: FlowMemory) -> FlowNotes {
        guard let notes = memory.notes as? FlowNotes else {
            let notes = FlowNotes()
            notes.index = memory.index
            memory.notes = notes
            return notes
        }
        if notes.index != memory.index {
            notes.index = memory.index
            notes.captured.removeAll(keepingCapacity: true)
            notes.cookies = CookieStore()
        }
        return notes
    }
}
