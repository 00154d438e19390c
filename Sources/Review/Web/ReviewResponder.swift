import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Answers admitted requests, with headers that keep the page to itself.
struct ReviewResponder: HTTPResponder {
  typealias Context = BasicRequestContext

  let gate: RequestGate
  let routes: ReviewRoutes

  /// Most bytes of a request's body.
  static let mostBodyBytes = 1 << 20

  func respond(to request: Request, context: Context) async throws -> Response {
    switch gate.decide(request) {
    case .refused(let status, let text): return Self.refusal(status, text)
    case .admitted(let path): return await answer(request, path: String(path))
    }
  }

  private func answer(_ request: Request, path: String) async -> Response {
    do {
      switch request.method {
      case .get, .head:
        let content = try await routes.get(path, Query(request))
        return Self.response(content, isHead: request.method == .head)
      case .post:
        return Self.response(try await routes.post(path, Query(request), try await body(request)))
      default: return Self.refusal(.methodNotAllowed, "Only GET, HEAD and POST are understood.")
      }
    } catch {
      return Self.response(to: error)
    }
  }

  private func body(_ request: Request) async throws -> Data {
    guard request.headers[.contentType]?.lowercased().hasPrefix("application/json") == true else {
      throw Refusal(status: .unsupportedMediaType, text: "Send JSON (application/json).")
    }
    let tooLarge = Refusal(
      status: .contentTooLarge, text: "Send at most \(Self.mostBodyBytes) bytes.")
    if let length = request.headers[.contentLength].flatMap({ Int($0) }),
      length > Self.mostBodyBytes
    {
      throw tooLarge
    }
    var data = Data()
    for try await buffer in request.body {
      guard data.count + buffer.readableBytes <= Self.mostBodyBytes else { throw tooLarge }
      data.append(contentsOf: buffer.readableBytesView)
    }
    return data
  }

  /// A request that is refused after it was admitted.
  struct Refusal: Error {
    var status: HTTPResponse.Status
    var text: String
  }

  private static func response(to error: any Error) -> Response {
    switch error {
    case let error as Refusal: return refusal(error.status, error.text)
    case let error as ReviewProblem:
      switch error {
      case .unknown, .noPicture: return refusal(.notFound, error.description)
      case .invalid: return refusal(.unprocessableContent, error.description)
      case .conflict: return refusal(.conflict, error.description)
      }
    case is DecodingError:
      return refusal(.unprocessableContent, "What was sent is not what the page sends; reload it.")
    default: return refusal(.internalServerError, "\(error)")
    }
  }

  private static func refusal(_ status: HTTPResponse.Status, _ text: String) -> Response {
    let body = (try? JSONEncoder().encode(["error": text])) ?? Data()
    var response = response(Content(type: "application/json", bytes: Array(body)))
    response.status = status
    // What is left of a body that is not read would be taken for the next request.
    response.headers[.connection] = "close"
    return response
  }

  private static func response(_ content: Content, isHead: Bool = false) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = content.type
    headers[.cacheControl] = "no-store"
    for (name, value) in protection {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    let buffer = isHead ? ByteBuffer() : ByteBuffer(bytes: content.bytes)
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: buffer))
  }

  private static let protection = [
    (
      "Content-Security-Policy",
      "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'"
    ),
    ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
  ]
}

/// What is answered.
struct Content: Sendable {
  var type: String
  var bytes: [UInt8]
}

/// Parameters of an address.
struct Query: Sendable {
  private let values: [String: String]

  init(_ request: Request) {
    var values: [String: String] = [:]
    for (name, value) in request.uri.queryParameters { values[String(name)] = String(value) }
    self.values = values
  }

  /// A text that must be there.
  func text(_ name: String) throws(ReviewProblem) -> String {
    guard let value = values[name] else { throw .invalid("The address lacks \(name)=.") }
    return value
  }

  /// A whole number that must be there.
  func integer(_ name: String) throws(ReviewProblem) -> Int {
    guard let value = Int(try text(name)) else {
      throw .invalid("\(name) is no whole number.")
    }
    return value
  }

  /// An upright rectangle on a slide, which must be there.
  func rectangle() throws(ReviewProblem) -> (low: SIMD2<Double>, high: SIMD2<Double>) {
    (
      SIMD2(try number("x"), try number("y")),
      SIMD2(try number("right"), try number("bottom"))
    )
  }

  /// A number that must be there.
  func number(_ name: String) throws(ReviewProblem) -> Double {
    guard let value = Double(try text(name)), value.isFinite else {
      throw .invalid("\(name) is no number.")
    }
    return value
  }
}
