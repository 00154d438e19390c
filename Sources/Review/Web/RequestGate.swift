import HTTPTypes
import Hummingbird
import Raster

/// Decides which requests are answered at all.
///
/// * `Host` must name this machine and port, so that a foreign name that resolves to this machine
///   (DNS rebinding) reaches nothing.
/// * The path must begin with the token.
/// * `Origin` and `Sec-Fetch-Site`, where a browser sends them, must be the page's own; whatever
///   changes something must have an `Origin`.
final class RequestGate: Sendable {
  let token: ReviewToken
  private let port = Guarded<Int?>(nil)

  init(token: ReviewToken) { self.token = token }

  /// Lets requests in that name this port.
  func open(port number: Int) { port.withLock { $0 = number } }

  /// Lets nothing in any more.
  func close() { port.withLock { $0 = nil } }

  /// Why a request is refused, or the path behind the token.
  enum Decision {
    case refused(HTTPResponse.Status, String)
    case admitted(path: Substring)
  }

  /// Looks at a request.
  func decide(_ request: Request) -> Decision {
    guard let port = port.withLock({ $0 }) else {
      return .refused(.serviceUnavailable, "The server is not ready yet, or is ending.")
    }
    let hosts = ["127.0.0.1:\(port)", "localhost:\(port)"]
    guard let host = request.head.authority, hosts.contains(host.lowercased()) else {
      return .refused(.forbidden, "The address does not name this server.")
    }
    if let refusal = foreignOrigin(request, host: host) { return refusal }
    let path = request.uri.path
    let parts = path.dropFirst().split(
      separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard path.hasPrefix("/"), let first = parts.first, token.matches(first) else {
      return .refused(
        .forbidden, "Open the address that ki67 review printed; its token is missing.")
    }
    guard parts.count == 2 else {
      return .refused(.notFound, "The address ends in a slash; open it as it was printed.")
    }
    return .admitted(path: parts[1])
  }

  private func foreignOrigin(_ request: Request, host: String) -> Decision? {
    let refusal = Decision.refused(.forbidden, "Other pages cannot use this server.")
    if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }),
      !["same-origin", "none"].contains(site)
    {
      return refusal
    }
    if let origin = request.headers[.origin] {
      return origin.lowercased() == "http://\(host.lowercased())" ? nil : refusal
    }
    return [.get, .head].contains(request.method) ? nil : refusal
  }
}
