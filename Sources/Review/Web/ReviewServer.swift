import Hummingbird
import HummingbirdCore
import Logging

/// The local web page over a finished run.
public struct ReviewServer: Sendable {
  private let routes: ReviewRoutes
  private let port: Int
  private let gate: RequestGate

  /// Most connections at a time.
  private static let mostConnections = 64
  /// Seconds after which a connection on which nothing happens is closed.
  private static let idleSeconds: Int64 = 30
  /// Most bytes of all header fields of a request.
  private static let mostHeaderBytes = 16 << 10

  /// Prepares a server that can be reached from this machine only.
  ///
  /// - Parameters:
  ///   - session: the run.
  ///   - port: TCP port, 0 for any free one.
  ///   - token: what the address must hold; a random one for every server.
  public init(session: ReviewSession, port: Int, token: ReviewToken = ReviewToken()) {
    routes = ReviewRoutes(session: session)
    self.port = port
    gate = RequestGate(token: token)
  }

  /// Serves until the program is asked to end (Ctrl-C, SIGTERM), then finishes what is in hand,
  /// which a connection that does not read its answers keeps from coming to an end.
  ///
  /// - Parameter onReady: receives the address of the page once it can be opened.
  /// - Throws: why the port cannot be used.
  public func run(onReady: @escaping @Sendable (String) -> Void) async throws {
    let gate = gate
    let application = Application(
      responder: ReviewResponder(gate: gate, routes: routes),
      server: .http1(
        configuration: .init(
          idleTimeout: .seconds(Self.idleSeconds),
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: Self.mostHeaderBytes, maxHeaderListSize: Self.mostHeaderBytes,
            maxHeaderFieldCount: 100))),
      configuration: ApplicationConfiguration(
        address: .hostname("127.0.0.1", port: port), reuseAddress: true,
        availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)),
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? 0
        gate.open(port: port)
        onReady("http://127.0.0.1:\(port)/\(gate.token.text)/")
      },
      logger: Logger(label: "review") { _ in SwiftLogNoOpLogHandler() })
    try await application.runService()
  }

  /// Refuses what is asked from now on, and waits until edits in hand are stored and in the tables.
  public func finishEdits() {
    gate.close()
    routes.finishEdits()
  }
}
