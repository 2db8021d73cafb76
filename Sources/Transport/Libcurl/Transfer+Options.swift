import CCurl
import HTTP

extension Transfer {
    /// Sets every option for the request that is to be sent now.
    func prepare() throws(CurlError) {
        try easy.reset()
        try setBasics()
        try setConnection()
        try setRequest()
        try setCallbacks()
    }

    private func setBasics() throws(CurlError) {
        try easy.set(.noSignal, true)
        try easy.set(.protocols, "http,https")
        try easy.set(.http09Allowed, false)
        try easy.set(.pathAsIs, true)
        // A name look-up that goes on must not hold up the loop when its transfer ends.
        try easy.set(.quickExit, true)
        try easy.set(.userAgent, configuration.userAgent.isEmpty ? nil : configuration.userAgent)
        if job.options.decompresses { try easy.set(.acceptEncoding, "") }

        let timeout = job.options.timeout ?? configuration.timeout
        if timeout > 0 {
            let spent = begun - started
            try easy.set(.timeoutMilliseconds, EasyHandle.milliseconds(timeout > spent ? timeout - spent : 1))
        }
    }

    private func setConnection() throws(CurlError) {
        if configuration.freshConnections || job.options.freshConnection {
            try easy.set(.freshConnect, true)
            try easy.set(.forbidReuse, true)
        }
        if !configuration.resolve.isEmpty, resolve.head == nil {
            for entry in configuration.resolve { try resolve.append(entry) }
        }
        try easy.setConnection(
            configuration,
            isTLS: sent.url.origin.scheme == .https,
            proxy: usesProxy ? configuration.proxy?.url : nil,
            resolve: resolve.head
        )
        try easy.setTLS(configuration.tls)
    }

    private func setRequest() throws(CurlError) {
        let request = sent.request
        try easy.set(.url, request.url)
        if !usesProxy, let target = sent.rawTarget { try easy.set(.requestTarget, target) }
        if let content = sent.content {
            try easy.set(.post, true)
            try easy.set(content: content)
        } else if request.method == "HEAD" {
            try easy.set(.noBody, true)
        } else {
            try easy.set(.get, true)
        }
        try easy.set(.customRequest, request.method)

        headers = StringList()
        for line in sent.lines { try headers.append(line) }
        try easy.set(.headers, headers.head)
    }
}
