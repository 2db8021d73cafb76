import LoadEngine

/// Tells in which part of a request the next mark stands, as the bytes before it are passed.
struct MessagePlaces {
    var place: TextPlaces = .path
    /// Whether the next mark is the path's beginning.
    private var startsPath: Bool
    private var spaces = 0

    /// - Parameter startsWithPath: the first mark in the path is its beginning, after a slash that isn't its own.
    init(startsWithPath: Bool) { startsPath = startsWithPath }

    /// Passes bytes between marks.
    mutating func pass(_ bytes: [UInt8]) {
        guard place != .content, place != .field else { return }
        for byte in bytes {
            switch byte {
            case 0x20:
                spaces += 1
                // METHOD SP target SP version
                if spaces == 2 { place = .field }
            case 0x3F where spaces == 1: place = .query
            default: break
            }
        }
    }

    /// The place of the mark that comes now.
    mutating func take() -> TextPlaces {
        defer { startsPath = false }
        return place == .path && startsPath ? .pathStart : place
    }
}
