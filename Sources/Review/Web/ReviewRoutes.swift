import Dispatch
import Foundation
import Raster

/// What stands at which path behind the token.
struct ReviewRoutes: Sendable {
  private let session: ReviewSession
  /// Work that waits for disk or decodes pictures does not hold up the server's own threads.
  private let work = DispatchQueue(label: "review", qos: .userInitiated, attributes: .concurrent)
  private let edits = DispatchQueue(label: "review.edits", qos: .userInitiated)

  init(session: ReviewSession) { self.session = session }

  /// The page's modules, which name each other.
  private static let scripts: [String: [UInt8]] = [
    "app.js": PackageResources.app_js,
    "cases.js": PackageResources.cases_js,
    "compare.js": PackageResources.compare_js,
    "correct.js": PackageResources.correct_js,
    "count.js": PackageResources.count_js,
    "elements.js": PackageResources.elements_js,
    "paint.js": PackageResources.paint_js,
    "review.js": PackageResources.review_js,
    "server.js": PackageResources.server_js,
    "sign.js": PackageResources.sign_js,
    "tiles.js": PackageResources.tiles_js,
    "viewer.js": PackageResources.viewer_js,
  ]

  /// Answers a request that changes nothing.
  func get(_ path: String, _ query: Query) async throws -> Content {
    if let script = Self.scripts[path] {
      return Content(type: "text/javascript; charset=utf-8", bytes: script)
    }
    return switch path {
    case "": Content(type: "text/html; charset=utf-8", bytes: PackageResources.review_html)
    case "review.css":
      Content(type: "text/css; charset=utf-8", bytes: PackageResources.review_css)
    case "icon.svg": Content(type: "image/svg+xml", bytes: PackageResources.icon_svg)
    case "corrected.csv":
      try await run(work) {
        Content(
          type: "text/csv; charset=utf-8",
          bytes: try session.correctedTable(try query.text("slide")))
      }
    case "tile", "picture": try await run(work) { try picture(path, query) }
    default: try await run(work) { try data(path, query) }
    }
  }

  /// Answers a request that changes something, or that needs much text.
  func post(_ path: String, _ query: Query, _ body: Data) async throws -> Content {
    try await run(edits) {
      switch path {
      case "api/edit":
        try json(
          try session.edit(try value(EditRequest.self, body), after: try query.integer("after")))
      case "api/count": try json(try session.count(try value(CountRequest.self, body)))
      case "api/grade": try json(try session.preview(try value(GradeRequest.self, body)))
      case "api/sign": try json(try session.sign(try value(SignRequest.self, body)))
      default: throw ReviewProblem.unknown("There is nothing at this address.")
      }
    }
  }

  /// Waits until what was asked to be changed is done.
  func finishEdits() { edits.sync {} }

  private func data(_ path: String, _ query: Query) throws -> Content {
    switch path {
    case "api/run": return try json(try session.runAnswer())
    case "api/case": return try json(try session.caseAnswer(try query.text("case")))
    case "api/nuclei":
      let (low, high) = try query.rectangle()
      return try json(
        try session.nucleiAnswer(try query.text("slide"), low: low, high: high))
    case "api/changes":
      return try json(
        try session.changes(of: try query.text("slide"), after: try query.integer("after")))
    case "api/count":
      return try json(
        try session.countAnswer(
          slide: try query.text("slide"), field: try query.text("field"),
          reader: try query.text("reader")))
    case "api/layers":
      return try json(
        try session.layersAnswer(
          slide: try query.text("slide"), field: try query.text("field")))
    case "api/points":
      let (low, high) = try query.rectangle()
      return try json(
        try session.pointsAnswer(
          slide: try query.text("slide"), field: try query.text("field"),
          layer: try query.text("layer"), low: low, high: high))
    case "api/differences":
      return try json(
        try session.differencesAnswer(
          slide: try query.text("slide"), field: try query.text("field"),
          first: try query.text("first"), second: try query.text("second")))
    case "api/trail": return try json(try session.trailAnswer(try query.text("case")))
    default: throw ReviewProblem.unknown("There is nothing at this address.")
    }
  }

  private func picture(_ path: String, _ query: Query) throws -> Content {
    let slide = try query.text("slide")
    let bytes =
      path == "tile"
      ? try session.tile(
        slide: slide, level: try query.integer("level"), column: try query.integer("column"),
        row: try query.integer("row"))
      : try session.picture(slide: slide, field: try query.text("field"))
    return Content(type: "image/jpeg", bytes: bytes)
  }

  private func json(_ value: some Encodable) throws -> Content {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return Content(type: "application/json", bytes: Array(try encoder.encode(value)))
  }

  private func value<Value: Decodable>(_ type: Value.Type, _ body: Data) throws -> Value {
    try JSONDecoder().decode(type, from: body)
  }

  private func run<Value: Sendable>(
    _ queue: DispatchQueue, _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    // Handed over under a lock, because the thread sanitizer does not see what a continuation orders.
    let answer = Guarded<Result<Value, any Error>?>(nil)
    await withCheckedContinuation { continuation in
      queue.async {
        let result = Result { try body() }
        answer.withLock { $0 = result }
        continuation.resume()
      }
    }
    guard let result = answer.withLock({ $0 }) else { throw CancellationError() }
    return try result.get()
  }
}
