import Engine
import Scenarios
import Synchronization

/// Keeps what the server delivers at once.
final class Post: RequestReceiver {
    let requests = Mutex<[ReceivedRequest]>([])
    let answers = Mutex<[Reception.Answer]>([])

    func open() -> Inbox { Inbox(id: "i", url: "http://127.0.0.1:1/i") }
    func answer(_ inbox: Inbox, _ path: String?, with answer: Reception.Answer) {
        answers.withLock { $0.append(answer) }
    }
    func take(_ count: Int, of inbox: Inbox, _ path: String?) -> [ReceivedRequest] {
        requests.withLock { requests in
            let found = requests.filter { path == nil || $0.path == path }
            requests.removeAll { path == nil || $0.path == path }
            return found
        }
    }
    func waiting(_ inbox: Inbox) -> [ReceivedRequest] { requests.withLock { $0 } }
    func close(_ inbox: Inbox) {}
}
