import Foundation
import Raster
import TestSupport

/// A running `ki67 review` and what it answers.
final class ReviewProcess: Sendable {
  /// An answer of the server.
  struct Answer {
    var status: Int
    var headers: String
    var body: Data

    /// The body as a JSON object.
    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
    }
  }

  /// The server did not start, or a connection failed.
  struct Failure: Error { var reason: String }

  private let process: Guarded<Process>
  let port: UInt16
  let token: String

  /// Starts the server over a finished run and waits until the page can be opened.
  init(_ folder: URL, errors: FileHandle = .nullDevice) throws {
    let process = Process()
    process.executableURL = try findKi67()
    process.arguments = ["review", folder.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try launch(process)
    var line = Data()
    while !line.contains(UInt8(ascii: "\n")) {
      let part = output.fileHandleForReading.availableData
      guard !part.isEmpty else { throw Failure(reason: "the server ended at once") }
      line += part
    }
    let text = String(decoding: line, as: UTF8.self)
    guard let match = text.firstMatch(of: #/http://127\.0\.0\.1:(\d+)/([A-Za-z0-9_-]+)//#),
      let port = UInt16(match.1)
    else { throw Failure(reason: "no address in \(text)") }
    self.port = port
    token = String(match.2)
    self.process = Guarded(process)
  }

  deinit { process.withLock { if $0.isRunning { kill($0.processIdentifier, SIGKILL) } } }

  /// Ends the server and returns its exit code, or the number of the signal.
  @discardableResult
  func end(_ signal: Int32 = SIGTERM) -> Int32 {
    process.withLock {
      kill($0.processIdentifier, signal)
      $0.waitUntilExit()
      return $0.terminationStatus
    }
  }

  /// Sends a signal and does not wait for what comes of it.
  func tell(_ signal: Int32) { _ = process.withLock { kill($0.processIdentifier, signal) } }

  /// Waits for the end; nil when the server is still there after a long time.
  func exitCode() -> Int32? {
    let limit = ContinuousClock.now + .seconds(60 * slowness)
    while process.withLock({ $0.isRunning }) {
      guard ContinuousClock.now < limit else { return nil }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return process.withLock { $0.terminationStatus }
  }

  var host: String { "127.0.0.1:\(port)" }

  /// A GET of the page itself.
  func get(_ path: String, headers: [String] = []) throws -> Answer {
    try send("GET /\(token)/\(path) HTTP/1.1\r\nHost: \(host)\r\n", headers)
  }

  /// A POST as the page makes it.
  func post(_ path: String, _ json: String, headers: [String]? = nil) throws -> Answer {
    let own = headers ?? ["Origin: http://\(host)", "Content-Type: application/json"]
    return try send(
      "POST /\(token)/\(path) HTTP/1.1\r\nHost: \(host)\r\n",
      own + ["Content-Length: \(json.utf8.count)"], body: json)
  }

  /// Sends bytes as they are and reads until the server closes.
  func send(_ head: String, _ headers: [String] = [], body: String = "") throws -> Answer {
    let lines = (headers + ["Connection: close"]).map { "\($0)\r\n" }.joined()
    let reply = try exchange(Array((head + lines + "\r\n" + body).utf8))
    guard let end = reply.firstRange(of: Data("\r\n\r\n".utf8)) else {
      throw Failure(reason: "no answer")
    }
    let text = String(decoding: reply[..<end.lowerBound], as: UTF8.self)
    guard let status = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw Failure(reason: "no status in \(text)")
    }
    return Answer(status: status, headers: text, body: Data(reply[end.upperBound...]))
  }

  private func exchange(_ bytes: [UInt8]) throws -> Data {
    let descriptor = try connection(sending: bytes)
    defer { close(descriptor) }
    var reply = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return reply }
      reply.append(contentsOf: buffer[..<count])
    }
  }

  /// Opens a connection and sends bytes; the caller reads from it and closes it.
  func connection(sending bytes: [UInt8]) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(reason: "no socket") }
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      close(descriptor)
      throw Failure(reason: "no connection")
    }
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      // What the server does not want to read it refuses; its answer is still there.
      guard count > 0 else { break }
      sent += count
    }
    return descriptor
  }
}
