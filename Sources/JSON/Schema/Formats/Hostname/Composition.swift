/// Whether letters and their marks are composed as far as they can be (Unicode Standard Annex 15, NFC).
///
/// Only what an international label can hold is looked at: the parts of Hangul syllables are never valid there.
enum Composition {
    static func isNormalized(_ scalars: [Unicode.Scalar]) -> Bool {
        var starter: Unicode.Scalar?
        var lastClass: UInt8 = 0
        for scalar in scalars {
            let order = scalar.properties.canonicalCombiningClass.rawValue
            // Marks stand in the order of their classes.
            if order > 0, order < lastClass { return false }
            if let starter, lastClass < order || lastClass == 0, composes(starter, scalar) { return false }
            if scalar.properties.isFullCompositionExclusion { return false }
            if order == 0 { starter = scalar }
            lastClass = order
        }
        return true
    }

    private static func composes(_ starter: Unicode.Scalar, _ mark: Unicode.Scalar) -> Bool {
        // Strings compare by canonical equivalence, so that the pair is found by its composed form.
        mark.value >= 0x300 && composed.contains(String(String.UnicodeScalarView([starter, mark])))
    }

    /// The letters that are composed of others, each as a text.
    private static let composed: Set<String> = {
        var texts: Set<String> = []
        for block in [0xC0...0x1FFF as ClosedRange<UInt32>, 0x3040...0x30FF, 0x1_1000...0x1_1FFF] {
            for value in block {
                guard let scalar = Unicode.Scalar(value), !scalar.properties.isFullCompositionExclusion else {
                    continue
                }
                texts.insert(String(Character(scalar)))
            }
        }
        return texts
    }()
}
