import CCurl

/// A `curl_slist`, freed with its owner.
struct StringList: ~Copyable {
    private(set) var head: UnsafeMutablePointer<curl_slist>?

    init() {}

    deinit { curl_slist_free_all(head) }

    mutating func append(_ text: String) throws(CurlError) {
        guard let longer = curl_slist_append(head, text) else { throw CurlError("libcurl has no memory for a list") }
        head = longer
    }
}
